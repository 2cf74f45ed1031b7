// log₂ x and log₁₀ x, x = 2^k·(1 + f) as in log.ts, exact where x is a power of 2.
//
// f64: k·log_b 2 + log(1 + f)/ln b, each factor in two parts, log(1 + f) without its last 32 bits and the rest
// (FreeBSD e_log2.c, e_log10.c). f32: log₂ x = k + s·Q(s²), s = f/(2 + f), in f64 lanes; Q minimax, degree 4, to 2^−37;
// log₁₀ x = log₂ x·log₁₀ 2. Over all x.
//
// Largest error in ulp, either build: f32 0.51; f64 log₂ 0.88, log₁₀ 0.75.
import { Lanes, UnaryOp } from "../lanes";
import { Constant } from "./constant";
import { Half } from "./halves";
import { LogParts, SCALE_LOG2 } from "./log";
import { Polynomial } from "./polynomial";

// 1/ln b, log_b 2 in two parts each; log_b 2
const BASE_2: usize = memory.data<f64>([1.44269504072144627571, 1.67517131648865118353e-10, 1, 0, 1]);
// biome-ignore format: in one row
const BASE_10: usize = memory.data<f64>([
  4.34294481878168880939e-1, 2.50829467116452752298e-11, 3.01029995663611771306e-1, 3.69423907715893078616e-13,
  0.30102999566398119521,
]);
const TOP: usize = memory.data<u64>([0xffffffff00000000]);
const Q: usize = memory.data<f64>([
  0.34072800815412135, 0.4116728271250312, 0.5770835832594695, 0.9617966733501693, 2.88539008179008,
]);

export abstract class LogBase {
  // log₂ of positive normal f64 lanes to 2^−37
  @inline static two(x: v128): v128 {
    const shifted = LogParts.shifted<f64>(x);
    const s = LogParts.quotient(LogParts.fraction<f64>(shifted));
    const z = f64x2.mul(s, s);
    return Lanes.fma<f64>(s, Polynomial.pairs4<f64>(z, f64x2.mul(z, z), Q), LogParts.count<f64>(shifted));
  }
  // Over f32. These are called, not inlined: the loops would hold them three times.
  static f32s(x: v128, base: usize): v128 {
    const c = v128.load64_splat(base, 32);
    const y = Half.join(f64x2.mul(LogBase.two(Half.low(x)), c), f64x2.mul(LogBase.two(Half.high(x)), c));
    return LogParts.edges<f32>(x, y);
  }
  // Over f64.
  static f64s(x: v128, base: usize): v128 {
    const shifted = LogParts.shifted<f64>(x);
    const k = LogParts.count<f64>(shifted);
    const f = LogParts.fraction<f64>(shifted);
    const s = LogParts.quotient(f);
    const R = LogParts.series(s);
    const half = f64x2.mul(f64x2.mul(f, f), Constant.half<f64>());
    const hi = v128.and(f64x2.sub(f, half), v128.load64_splat(TOP));
    const lo = Lanes.fma<f64>(s, f64x2.add(half, R), f64x2.sub(f64x2.sub(f, hi), half));
    const c = v128.load64_splat(base);
    const whole = f64x2.mul(k, v128.load64_splat(base, 16));
    const part = f64x2.mul(hi, c);
    const sum = f64x2.add(whole, part);
    let rest = f64x2.mul(k, v128.load64_splat(base, 24));
    rest = Lanes.fma<f64>(f64x2.add(lo, hi), v128.load64_splat(base, 8), rest);
    rest = f64x2.add(Lanes.fma<f64>(lo, c, rest), f64x2.add(f64x2.sub(whole, sum), part));
    const y = f64x2.add(sum, rest);
    return i64x2.bitmask(LogParts.normal(x)) == 3 ? y : LogBase.rare(x, y, base);
  }
  // y where x is a normal positive number; a subnormal is scaled and asked again
  static rare(x: v128, y: v128, base: usize): v128 {
    const tiny = v128.and(LogParts.subnormal<f64>(x), f64x2.gt(x, Constant.zero()));
    const scaled = v128.bitselect(LogParts.scaled<f64>(x, tiny), Constant.one<f64>(), tiny);
    const shift = f64x2.mul(LogParts.at<f64>(SCALE_LOG2), v128.load64_splat(base, 32));
    return LogParts.edges<f64>(x, v128.bitselect(f64x2.sub(LogBase.f64s(scaled, base), shift), y, tiny));
  }
}

@unmanaged
export class Log2<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    if (sizeof<T>() == 4) return LogBase.f32s(x, BASE_2);
    else return LogBase.f64s(x, BASE_2);
  }
}
@unmanaged
export class Log10<T extends number> extends UnaryOp {
  @inline f(x: v128): v128 {
    if (sizeof<T>() == 4) return LogBase.f32s(x, BASE_10);
    else return LogBase.f64s(x, BASE_10);
  }
}
