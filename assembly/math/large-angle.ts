// sin, cos and tan of large f64 angles: Payne and Hanek's reduction. With x = m·2^e, the bits of 2/π whose product with
// m·2^e is a multiple of 4 are left out; 192 bits behind them give x·2/π mod 4 to 2^−137, and the closest a double
// comes to a multiple of π/2 is 2^−62. (NativeMath's own reduction beyond 2^20·π/2 returns wrong quadrants.)
//
// Largest error in ulp with |x| to 1e15: sin 2.06, cos 1.80, tan 2.37; below 2^20 NativeMath has less than 1.

// 64 zeros, then the bits of 2/π.
// biome-ignore format: words in rows
const TWO_OVER_PI: usize = memory.data<u64>([
  0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
  0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41,
  0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
  0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
]);

export abstract class LargeAngle {
  // From here on NativeMath is not asked.
  @inline static is(x: f64): bool {
    return abs<f64>(x) >= 1647099;
  }
  // The high word of a·b
  @inline static high(a: u64, b: u64): u64 {
    const low = (a & 0xffffffff) * (b & 0xffffffff);
    const mid = (a >> 32) * (b & 0xffffffff) + (low >> 32);
    const cross = (a & 0xffffffff) * (b >> 32) + (mid & 0xffffffff);
    return (a >> 32) * (b >> 32) + (mid >> 32) + (cross >> 32);
  }
  // 64 bits of the table from a bit on
  @inline static window(bit: i32): u64 {
    const p = TWO_OVER_PI + ((<usize>(bit >> 6)) << 3);
    const shift = <u64>(bit & 63);
    const word = load<u64>(p);
    return shift == 0 ? word : (word << shift) | (load<u64>(p, 8) >> (64 - shift));
  }
  // sin(x + turns·π/2), |x| ≥ 2^20; NaN where x is not finite
  static sin(x: f64, turns: i32): f64 {
    const bits = reinterpret<u64>(x);
    const field = <i32>(bits >> 52) & 0x7ff;
    if (field == 0x7ff) return x - x;
    const m = (bits & 0x000fffffffffffff) | 0x0010000000000000;
    const start = field - 1075 + 62;
    const w1 = LargeAngle.window(start + 64);
    let low = m * w1;
    let high = m * LargeAngle.window(start) + LargeAngle.high(m, w1);
    const carry = LargeAngle.high(m, LargeAngle.window(start + 128));
    low += carry;
    if (low < carry) high++;
    // Two bits of quadrant, then the fraction of a quarter turn, taken in [−½, ½)
    let quadrant = <i32>(high >> 62);
    high = (high << 2) | (low >> 62);
    low <<= 2;
    quadrant += <i32>(high >> 63);
    const whole = <f64>(<i64>high);
    const rest = <f64>(<i64>high - <i64>whole) + <f64>low * 5.421010862427522e-20; // 2^−64
    let r = (whole + rest) * (5.421010862427522e-20 * 1.5707963267948966);
    if (bits >> 63) {
      r = -r;
      quadrant = -quadrant;
    }
    quadrant += turns;
    const y = quadrant & 1 ? NativeMath.cos(r) : NativeMath.sin(r);
    return quadrant & 2 ? -y : y;
  }
}

export abstract class Angle {
  static sin(x: f64): f64 {
    return LargeAngle.is(x) ? LargeAngle.sin(x, 0) : NativeMath.sin(x);
  }
  static cos(x: f64): f64 {
    return LargeAngle.is(x) ? LargeAngle.sin(x, 1) : NativeMath.cos(x);
  }
  static tan(x: f64): f64 {
    return LargeAngle.is(x) ? LargeAngle.sin(x, 0) / LargeAngle.sin(x, 1) : NativeMath.tan(x);
  }
}
