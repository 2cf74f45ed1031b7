// The bits of a vector of floats as integers of the same width, and its sign.
export abstract class Bits {
  // Mantissa bits stored: 23 or 52.
  @inline static mantissa<T extends number>(): i32 {
    return sizeof<T>() == 4 ? 23 : 52;
  }
  @inline static add<T extends number>(a: v128, b: v128): v128 {
    if (sizeof<T>() == 4) return v128.add<i32>(a, b);
    else return v128.add<i64>(a, b);
  }
  @inline static sub<T extends number>(a: v128, b: v128): v128 {
    if (sizeof<T>() == 4) return v128.sub<i32>(a, b);
    else return v128.sub<i64>(a, b);
  }
  // The integer in the mantissa moved to the exponent field.
  @inline static toExponent<T extends number>(x: v128): v128 {
    if (sizeof<T>() == 4) return v128.shl<i32>(x, 23);
    else return v128.shl<i64>(x, 52);
  }
  // The exponent field, and the sign above it, as an integer.
  @inline static exponent<T extends number>(x: v128): v128 {
    if (sizeof<T>() == 4) return v128.shr<u32>(x, 23);
    else return v128.shr<u64>(x, 52);
  }
  // The sign bit alone.
  @inline static sign<T extends number>(x: v128): v128 {
    return v128.xor(x, v128.abs<T>(x));
  }
  // All ones where the sign bit is set.
  @inline static negative<T extends number>(x: v128): v128 {
    if (sizeof<T>() == 4) return v128.shr<i32>(x, 31);
    else return v128.lt<i64>(x, i64x2.splat(0));
  }
}
