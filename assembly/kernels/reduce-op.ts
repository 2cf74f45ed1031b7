// What reductions fold with, and what they accumulate in.

// An associative operation on vectors and its identity. These bases only say types, and are never called.
@unmanaged
export class Fold {
  unit(): v128 {
    return i64x2.splat(0);
  }
  f(a: v128, _b: v128): v128 {
    return a;
  }
}
// What a fold accumulates in: two vectors, into which partial results t are added.
@unmanaged
export class Total {
  low(low: v128, _t: v128): v128 {
    return low;
  }
  high(high: v128, _t: v128): v128 {
    return high;
  }
  // Whether n vectors can be folded without it.
  short(_n: i32): bool {
    return true;
  }
  // The result lane by lane.
  lanes(low: v128, _high: v128): v128 {
    return low;
  }
  // The result over all lanes, in lane 0.
  scalar(low: v128, _high: v128): v128 {
    return low;
  }
}

@unmanaged
export class Sum<T extends number> extends Fold {
  @inline unit(): v128 {
    return i64x2.splat(0);
  }
  @inline f(a: v128, b: v128): v128 {
    return v128.add<T>(a, b);
  }
}
@unmanaged
export class Prod<T extends number> extends Fold {
  @inline unit(): v128 {
    return v128.splat<T>(<T>1);
  }
  @inline f(a: v128, b: v128): v128 {
    return v128.mul<T>(a, b);
  }
}
// pmax and pmin keep a NaN in a; a NaN in b is or-ed in as the mask b ≠ b, itself a NaN.
@unmanaged
export class Max<T extends number> extends Fold {
  @inline unit(): v128 {
    if (isFloat<T>()) return v128.splat<T>(<T>-Infinity);
    else return v128.splat<T>(<T>i32.MIN_VALUE);
  }
  @inline f(a: v128, b: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.pmax<T>(a, b), v128.ne<T>(b, b));
    else return v128.max<T>(a, b);
  }
  // Lanes in which x, met after y, replaces y as the extreme. The first NaN is never replaced.
  @inline beats(x: v128, y: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.gt<T>(x, y), v128.andnot(v128.ne<T>(x, x), v128.ne<T>(y, y)));
    else return v128.gt<T>(x, y);
  }
}
@unmanaged
export class Min<T extends number> extends Fold {
  @inline unit(): v128 {
    if (isFloat<T>()) return v128.splat<T>(<T>Infinity);
    else return v128.splat<T>(<T>i32.MAX_VALUE);
  }
  @inline f(a: v128, b: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.pmin<T>(a, b), v128.ne<T>(b, b));
    else return v128.min<T>(a, b);
  }
  @inline beats(x: v128, y: v128): v128 {
    if (isFloat<T>()) return v128.or(v128.lt<T>(x, y), v128.andnot(v128.ne<T>(x, x), v128.ne<T>(y, y)));
    else return v128.lt<T>(x, y);
  }
}

// The total has x's own type and needs one vector.
@unmanaged
export class Same<T extends number, Op extends Fold> extends Total {
  @inline low(low: v128, t: v128): v128 {
    return changetype<Op>(0).f(low, t);
  }
  @inline high(high: v128, _t: v128): v128 {
    return high;
  }
  @inline short(_n: i32): bool {
    return true;
  }
  @inline lanes(low: v128, _high: v128): v128 {
    return low;
  }
  @inline scalar(low: v128, _high: v128): v128 {
    const h = changetype<Op>(0).f(low, v128.shuffle<i32>(low, low, 2, 3, 0, 1));
    if (sizeof<T>() == 8) return h;
    else return changetype<Op>(0).f(h, v128.shuffle<i32>(h, h, 1, 0, 3, 2));
  }
}
// Sums of f32 are carried in f64, so that long sums keep their accuracy.
@unmanaged
export class Doubles extends Total {
  @inline low(low: v128, t: v128): v128 {
    return f64x2.add(low, f64x2.promote_low_f32x4(t));
  }
  @inline high(high: v128, t: v128): v128 {
    return f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i32>(t, t, 2, 3, 2, 3)));
  }
  @inline short(n: i32): bool {
    return n <= 512;
  }
  @inline lanes(low: v128, high: v128): v128 {
    return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
  }
  @inline scalar(low: v128, high: v128): v128 {
    const h = f64x2.add(low, high);
    return f32x4.demote_f64x2_zero(f64x2.add(h, v128.shuffle<i64>(h, h, 1, 0)));
  }
}
