// The rest of large f64 angles after multiples of π/2: Payne and Hanek's reduction. With x = m·2^e, the bits of 2/π whose
// product with m·2^e is a multiple of 4 are left out; 192 bits behind them give x·2/π mod 4 to 2^−137, and the closest a
// double comes to a multiple of π/2 is 2^−62.

// 64 zeros, then the bits of 2/π.
// biome-ignore format: words in rows
const TWO_OVER_PI: usize = memory.data<u64>([
  0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
  0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41,
  0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
  0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
]);

export abstract class LargeAngle {
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
  // x = r − t + n·π/2, |r| ≤ π/4: r in the first lane, t in the second, n mod 4 in t's last two bits. For 2^20 ≤ |x| < ∞;
  // NaN where x is not finite, any number where it is smaller.
  static rest(x: f64): v128 {
    const bits = reinterpret<u64>(x);
    const field = <i32>(bits >> 52) & 0x7ff;
    if (field == 0x7ff) return f64x2.splat(NaN);
    const m = (bits & 0x000fffffffffffff) | 0x0010000000000000;
    const start = max(field - 1075 + 62, 0);
    const w1 = LargeAngle.window(start + 64);
    let low = m * w1;
    let high = m * LargeAngle.window(start) + LargeAngle.high(m, w1);
    const carry = LargeAngle.high(m, LargeAngle.window(start + 128));
    low += carry;
    if (low < carry) high++;
    // Two bits of n, then the fraction of a quarter turn, taken in [−½, ½) and multiplied by π/2 in 25 bits and the rest
    let n = high >> 62;
    high = (high << 2) | (low >> 62);
    low <<= 2;
    n += high >> 63;
    const whole = <f64>(<i64>high);
    const behind = <f64>(<i64>high - <i64>whole) + <f64>low * 5.421010862427522e-20; // 2^−64
    const top = reinterpret<f64>(reinterpret<u64>(whole) & 0xfffffffff8000000);
    const a = top * 1.5707963109016418;
    const b = top * 1.589325477352819669e-8 + (whole - top + behind) * 1.5707963267948966;
    let r = a + b;
    let t = r - a - b;
    if (bits >> 63) {
      r = -r;
      t = -t;
      n = 0 - n;
    }
    const marked = (reinterpret<u64>(t * 5.421010862427522e-20) & ~3) | (n & 3);
    return f64x2.replace_lane(f64x2.splat(r * 5.421010862427522e-20), 1, reinterpret<f64>(marked));
  }
}
