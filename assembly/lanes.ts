// SIMD helpers, generic over f32 and f64. They are static methods so that they parse as TypeScript too.

// What the loop templates call. An op is a class `Neg<T>` with one inlined method; called on a null reference of the
// exact class it compiles to the formula in place. These bases only say its type, and are never called.
@unmanaged
export class UnaryOp {
  f(x: v128): v128 {
    return x;
  }
}
@unmanaged
export class BinaryOp {
  f(x: v128, _y: v128): v128 {
    return x;
  }
}

export abstract class Lanes {
  // Lanes a vector: 4 for f32, 2 for f64.
  @inline static count<T extends number>(): i32 {
    return 16 / sizeof<T>();
  }
  // a·b + c: one rounding where the build has FMA, two where it has not.
  @inline static fma<T extends number>(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
    else return v128.add<T>(v128.mul<T>(a, b), c);
  }
  // The scalar at p in every lane.
  @inline static splat<T extends number>(p: usize): v128 {
    if (sizeof<T>() == 4) return v128.load32_splat(p);
    else return v128.load64_splat(p);
  }
  // The scalar at p in lane 0, zero elsewhere: how a tail enters the vector function.
  @inline static load1<T extends number>(p: usize): v128 {
    if (sizeof<T>() == 4) return v128.load32_zero(p);
    else return v128.load64_zero(p);
  }
  @inline static store1<T extends number>(p: usize, x: v128): void {
    if (sizeof<T>() == 4) v128.store32_lane(p, x, 0);
    else v128.store64_lane(p, x, 0);
  }
  // Sum of the lanes, pairwise: (0+2) + (1+3).
  @inline static sum<T extends number>(x: v128): T {
    if (sizeof<T>() == 4) {
      const h = v128.add<f32>(x, v128.shuffle<f32>(x, x, 2, 3, 0, 1));
      return <T>(v128.extract_lane<f32>(h, 0) + v128.extract_lane<f32>(h, 1));
    } else {
      return <T>(v128.extract_lane<f64>(x, 0) + v128.extract_lane<f64>(x, 1));
    }
  }
}
