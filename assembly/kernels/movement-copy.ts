// Bits moved by element width T = u8, u32, u64.

export abstract class Copy {
  // y[i] = x[i], `bytes` a multiple of T. y may be x.
  static copy<T extends number>(y: usize, x: usize, bytes: usize): void {
    const end = y + bytes;
    for (const wide = y + (bytes & ~31); y < wide; y += 32, x += 32) {
      const u = v128.load(x);
      const v = v128.load(x, 16);
      v128.store(y, u);
      v128.store(y, v, 16);
    }
    for (; y < end; y += sizeof<T>(), x += sizeof<T>()) store<T>(y, load<T>(x));
  }
  // y[i] = value in every lane.
  static fill<T extends number>(y: usize, value: v128, bytes: usize): void {
    const end = y + bytes;
    for (const wide = y + (bytes & ~15); y < wide; y += 16) v128.store(y, value);
    for (; y < end; y += sizeof<T>()) Copy.store1<T>(y, value);
  }
  @inline static splat<T extends number>(p: usize): v128 {
    if (sizeof<T>() == 1) return v128.load8_splat(p);
    else if (sizeof<T>() == 4) return v128.load32_splat(p);
    else return v128.load64_splat(p);
  }
  @inline private static store1<T extends number>(p: usize, x: v128): void {
    if (sizeof<T>() == 1) v128.store8_lane(p, x, 0);
    else if (sizeof<T>() == 4) v128.store32_lane(p, x, 0);
    else v128.store64_lane(p, x, 0);
  }
}
