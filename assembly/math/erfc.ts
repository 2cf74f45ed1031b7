// erfc x = 1 − erf x, f32 through f64. For |x| < ¾ (1 − x) − x·P(x²), P as in erf.ts; for a = |x| ≥ ¾
//
//   erfc a = e^−a²·E(t)/(1 + 2a),   t = (a − 3.75)/(a + 3.75)   (Shepherd and Laframboise, Math. Comp. 36, 1981)
//
// with E interpolated in 60 digits at Chebyshev nodes of 0.74 ≤ a ≤ 28.1: degree 20, to 2^−57. e^−a² = e^−h²·e^−d, h being
// a without its last 27 bits, so that h² is exact, and d = (a − h)(a + h) < 2^−15. For x ≤ −¾: 2 − erfc a.
//
// Largest error in ulp, either build: f32 0.51, f64 2.53.
import { Lanes, UnaryOp } from "../lanes";
import { Constant } from "./constant";
import { ErfParts } from "./erf";
import { ExpParts } from "./exp";

// biome-ignore format: coefficients in rows
const E: usize = memory.data<f64>([
  2.1797192022713878e-8, 1.6166094663685113e-8, -2.3426219011531367e-7, -5.116714226513248e-8, 1.7322096806860284e-6,
  -9.764171679615274e-7, -1.1434781432212818e-5, 2.2385035563150047e-5, 5.164625807931529e-5, -2.901542098944181e-4,
  2.937142094515775e-4, 1.7556258636571718e-3, -9.746579621891833e-3, 2.8362277418777067e-2, -5.869339858533615e-2,
  9.230432116034239e-2, -1.0880393014189442e-1, 8.227673849014724e-2, 3.5854154854663006e-3, -1.40240598585547e-1,
  1.2375126308378275, 9.934149453549681e-17,
]);
const LAST: usize = 160; // where the constant term is, in two parts
const NODE = 0;
const MAX = 8; // erfc of it is 0
const THIRD = 16;
const ONE_BY_E = 24; // to 6 percent
const NEAR = 32;
const F64: usize = memory.data<f64>([3.75, 28, 0.3333333333333333, 0.85, 0.75]);
const TOP: usize = memory.data<u64>([0xfffffffff8000000]);

@unmanaged
export class Erfc extends UnaryOp {
  @inline f(x: v128): v128 {
    return Erfc.of(x);
  }
  @inline static at(offset: usize): v128 {
    return v128.load64_splat(F64 + offset);
  }
  // Called, not inlined: the loops over f32 and f64 would hold it nine times.
  static of(x: v128): v128 {
    const one = Constant.one<f64>();
    const size = f64x2.abs(x);
    const a = f64x2.pmin(size, Erfc.at(MAX));
    const h = v128.and(a, v128.load64_splat(TOP));
    const d = f64x2.mul(f64x2.sub(a, h), f64x2.add(a, h));
    // e^−h² = 2^n·(1 + p), and 1 − e^−d = d·(1 − d/2·(1 − d/3))
    const square = f64x2.neg(f64x2.mul(h, h));
    const n = ExpParts.count<f64>(ExpParts.shiftedCount<f64>(square));
    const p = ExpParts.reduced<f64>(square, n);
    const third = f64x2.sub(one, f64x2.mul(d, Erfc.at(THIRD)));
    const loss = f64x2.mul(d, f64x2.sub(one, f64x2.mul(f64x2.mul(d, Constant.half<f64>()), third)));
    // E and 1 + 2a with their errors, of which the quotient q lacks the share (e/E − w/(1 + 2a))
    const node = Erfc.at(NODE);
    const t = f64x2.div(f64x2.sub(a, node), f64x2.add(a, node));
    const tail = Erfc.tail(t);
    const constant = v128.load64_splat(E + LAST);
    const series = f64x2.add(constant, tail);
    const e = f64x2.add(f64x2.sub(tail, f64x2.sub(series, constant)), v128.load64_splat(E + LAST, 8));
    const twice = f64x2.add(a, a);
    const divisor = f64x2.add(twice, one);
    const w = f64x2.sub(one, f64x2.sub(divisor, twice));
    const q = f64x2.div(series, divisor);
    const share = f64x2.mul(f64x2.sub(e, f64x2.mul(w, q)), Erfc.at(ONE_BY_E));
    const product = Lanes.fma<f64>(q, f64x2.add(f64x2.sub(p, Lanes.fma<f64>(loss, p, loss)), share), q);
    const first = ExpParts.shiftedHalf<f64>(n);
    const rest = ExpParts.power<f64>(ExpParts.shiftedRest<f64>(n, first));
    const far = f64x2.mul(f64x2.mul(product, ExpParts.power<f64>(first)), rest);
    const y = v128.bitselect(f64x2.sub(Constant.two<f64>(), far), far, f64x2.lt(x, Constant.zero()));
    const near = f64x2.lt(size, Erfc.at(NEAR));
    if (!v128.any_true(near)) return y;
    return v128.bitselect(f64x2.sub(f64x2.sub(one, x), f64x2.mul(x, ErfParts.near(f64x2.mul(x, x)))), y, near);
  }
  // E(t) but its constant term; even and odd powers apart
  @inline static tail(t: v128): v128 {
    const z = f64x2.mul(t, t);
    let even = v128.load64_splat(E);
    let odd = v128.load64_splat(E, 8);
    for (let k: usize = 16; k < LAST; k += 16) {
      even = Lanes.fma<f64>(even, z, v128.load64_splat(E + k));
      odd = Lanes.fma<f64>(odd, z, v128.load64_splat(E + k, 8));
    }
    return Lanes.fma<f64>(even, z, f64x2.mul(odd, t));
  }
}
