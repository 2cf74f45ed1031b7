// x^y over f32, as in C99: 1^y = 1 and (−1)^±∞ = 1 whatever y, where JavaScript has NaN. 2^(y·log₂|x|) in f64 lanes, log₂ as
// in log-base.ts. With n = round(t), r = t − n, 2^t = 2^n·(1 + r·Q(r)), Q minimax on |r| ≤ ½, degree 6, to 2^−32.
//
// Largest error in ulp, either build: 0.51.
import { Lanes } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { Half } from "./halves";
import { LogBase } from "./log-base";
import { Polynomial } from "./polynomial";

const MAGIC = 0; // 1.5·2^52 + exponent bias: added to n it rounds n to an integer, and leaves n + bias in the low bits
const MAX = 8; // 2^±MAX is ∞ and 0 in f32
const MIN = 16;
const Q = 24;
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  6755399441056767, 200, -200,
  1.3359887382052215e-5, 1.5461368303114307e-4, 1.3341950904714e-3, 9.618056918164124e-3, 5.550400375172705e-2,
  2.402265092077616e-1, 6.931471838170313e-1,
]);

export abstract class Power {
  // 2^t, over f64
  @inline static two(t: v128): v128 {
    const c = f64x2.pmax(f64x2.pmin(t, v128.load64_splat(F64 + MAX)), v128.load64_splat(F64 + MIN));
    const shifted = f64x2.add(c, v128.load64_splat(F64 + MAGIC));
    const r = f64x2.sub(c, f64x2.sub(shifted, v128.load64_splat(F64 + MAGIC)));
    const p = Lanes.fma<f64>(r, Polynomial.pairs6<f64>(r, f64x2.mul(r, r), F64 + Q), Constant.one<f64>());
    return f64x2.mul(p, i64x2.shl(shifted, 52));
  }
  // Called, not inlined: the loops would hold it three times.
  static f32s(x: v128, y: v128): v128 {
    const a = f32x4.abs(x);
    const power = Half.join(
      Power.two(f64x2.mul(Half.low(y), LogBase.two(Half.low(a)))),
      Power.two(f64x2.mul(Half.high(y), LogBase.two(Half.high(a)))),
    );
    const infinity = Constant.infinity<f32>();
    const positive = v128.and(f32x4.gt(x, Constant.zero()), f32x4.lt(x, infinity));
    const normal = v128.and(positive, f32x4.lt(f32x4.abs(y), infinity));
    return i32x4.all_true(normal) ? power : Power.rare(x, y, power);
  }
  // What `power` = |x|^y becomes where x ≤ 0, or x or y is not finite.
  static rare(x: v128, y: v128, power: v128): v128 {
    const zero = Constant.zero();
    const one = Constant.one<f32>();
    const infinity = Constant.infinity<f32>();
    const a = f32x4.abs(x);
    // |x| = 0 or ∞: 0 or ∞ by the sign of y
    const infinite = f32x4.eq(a, infinity);
    const limit = v128.and(infinity, v128.xor(infinite, f32x4.lt(y, zero)));
    let z = v128.bitselect(limit, power, v128.or(infinite, f32x4.eq(a, zero)));
    // x < 0: of x's sign where y is odd, NaN where y is no whole number
    const half = f32x4.mul(y, Constant.half<f32>());
    const whole = f32x4.eq(f32x4.floor(y), y);
    const odd = v128.andnot(whole, f32x4.eq(f32x4.floor(half), half));
    z = v128.xor(z, v128.and(Bits.sign<f32>(x), odd));
    z = v128.or(z, v128.andnot(f32x4.lt(x, zero), v128.or(whole, infinite)));
    z = v128.or(z, v128.or(f32x4.ne(x, x), f32x4.ne(y, y)));
    const turning = v128.and(f32x4.eq(a, one), f32x4.eq(f32x4.abs(y), infinity));
    return v128.bitselect(one, z, v128.or(v128.or(f32x4.eq(x, one), f32x4.eq(y, zero)), turning));
  }
}
