// Vectors that an array's end may cut short.

export abstract class Part {
  // The vector at p, of which `left` > 0 bytes (a multiple of 4) lie inside; lanes beyond them are those of `fill`.
  @inline static load(p: usize, left: usize, fill: v128): v128 {
    if (left >= 16) return v128.load(p);
    return Part.head(p, left, fill);
  }
  // Stores the first min(left, 16) bytes of x.
  @inline static store(p: usize, left: usize, x: v128): void {
    if (left >= 16) v128.store(p, x);
    else Part.keep(p, left, x);
  }
  static head(p: usize, left: usize, fill: v128): v128 {
    if (left < 8) return v128.load32_lane(p, fill, 0);
    const x = v128.load64_lane(p, fill, 0);
    return left < 12 ? x : v128.load32_lane(p, x, 2, 8);
  }
  static keep(p: usize, left: usize, x: v128): void {
    if (left < 8) {
      v128.store32_lane(p, x, 0);
    } else {
      v128.store64_lane(p, x, 0);
      if (left >= 12) v128.store32_lane(p, x, 2, 8);
    }
  }
}
