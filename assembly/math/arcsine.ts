// asin x and acos x. With a = |x|, z = a² and s = a, or where a > ½ z = (1 − a)/2 and s = √z = f + c, f without s's last bits,
//
//   asin a = s + s·R(z) for a ≤ ½, else π/2 − 2·(s + s·R(z)),   acos x = π/2 − asin x, of which nothing cancels for x > ½,
//
// so both are b·π/2 ± (m + e), m = f or 2f and e the rest: asin as (b·π/2 ± m) ± e, of which the first sum is exact, and acos
// as b·π/2 ± (m + e).
//
// f64: R = P/Q, fdlibm e_asin.c. f32: R minimax, degree 4. Over all x; NaN where a > 1.
//
// Largest error in ulp, either build: asin 0.75, acos 0.80, over f32 and f64.
import { Lanes, UnaryOp } from "../lanes";
import { Bits } from "./bits";
import { Constant } from "./constant";
import { Polynomial } from "./polynomial";

const TINY = 0; // for 0/0
const HALF_PI_HI = 1;
const HALF_PI_LO = 2;
const SIGN = 3;
const P = 4;
const Q = 10; // f64 only
const F32: usize = memory.data<f32>([
  1.17549435e-38, 1.57079637, -4.371139e-8, -0.0, 4.22182456e-2, 2.41477918e-2, 4.54770625e-2, 7.49524236e-2,
  1.66667536e-1,
]);
// biome-ignore format: one coefficient a line hides the table
const F64: usize = memory.data<f64>([
  2.2250738585072014e-308, 1.57079632679489655800, 6.12323399573676603587e-17, -0.0,
  3.47933107596021167570e-5, 7.91534994289814532176e-4, -4.00555345006794114027e-2, 2.01212532134862925881e-1,
  -3.25565818622400915405e-1, 1.66666666666666657415e-1,
  7.70381505559019352791e-2, -6.88283971605453293030e-1, 2.02094576023350569471, -2.40339491173441421878, 1,
]);
const LOW_BITS32: usize = memory.data<u32>([0x00000fff]);
const LOW_BITS64: usize = memory.data<u64>([0x00000000ffffffff]);

abstract class Arcsine {
  // b·π/2 + m + e, the signs of m and e turned by `turn`; m is added first where `first`, else e. Called, not inlined: each
  // loop would hold it three times.
  static of<T extends number>(x: v128, b: v128, turn: v128, first: v128): v128 {
    const half = Constant.half<T>();
    const a = v128.abs<T>(x);
    const big = v128.gt<T>(a, half);
    const z = v128.bitselect(v128.mul<T>(v128.sub<T>(Constant.one<T>(), a), half), v128.mul<T>(a, a), big);
    const s = v128.bitselect(v128.sqrt<T>(z), a, big);
    let r: v128;
    if (sizeof<T>() == 4) r = v128.mul<T>(z, Polynomial.d4<T>(z, F32 + P * sizeof<T>()));
    else {
      const z2 = v128.mul<T>(z, z);
      const dividend = v128.mul<T>(z, Polynomial.pairs5<T>(z, z2, F64 + P * sizeof<T>()));
      r = v128.div<T>(dividend, Polynomial.pairs4<T>(z, z2, F64 + Q * sizeof<T>()));
    }
    const f = v128.andnot(s, v128.and(Constant.at<T>(LOW_BITS32, LOW_BITS64, 0), big));
    const error = v128.sub<T>(z, v128.mul<T>(f, f)); // 0 where s = a
    const c = v128.div<T>(error, v128.pmax<T>(v128.add<T>(s, f), Constant.at<T>(F32, F64, TINY)));
    const e = Lanes.fma<T>(s, r, c);
    const m = v128.xor(v128.add<T>(f, v128.and(f, big)), turn);
    const low = v128.xor(v128.add<T>(e, v128.and(e, big)), turn);
    const base = Lanes.fma<T>(b, Constant.at<T>(F32, F64, HALF_PI_HI), v128.and(m, first));
    const rest = Lanes.fma<T>(b, Constant.at<T>(F32, F64, HALF_PI_LO), low);
    return v128.add<T>(base, v128.add<T>(v128.andnot(m, first), rest));
  }
  @inline static big<T extends number>(x: v128): v128 {
    return v128.gt<T>(v128.abs<T>(x), Constant.half<T>());
  }
}

@unmanaged
export class Asin<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const big = Arcsine.big<T>(x);
    const y = Arcsine.of<T>(
      x,
      v128.and(Constant.one<T>(), big),
      v128.and(Constant.at<T>(F32, F64, SIGN), big),
      i64x2.splat(-1),
    );
    return v128.or(y, Bits.sign<T>(x));
  }
}
// big: 0 + m for x > 0, π − m for x < 0; else π/2 − x
@unmanaged
export class Acos<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    const big = Arcsine.big<T>(x);
    const below = v128.and(Constant.two<T>(), v128.lt<T>(x, Constant.zero()));
    const turn = v128.xor(Bits.sign<T>(x), v128.andnot(Constant.at<T>(F32, F64, SIGN), big));
    return Arcsine.of<T>(x, v128.bitselect(below, Constant.one<T>(), big), turn, Constant.zero());
  }
}
