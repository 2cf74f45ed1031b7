// Random numbers from Philox streams, one tag a kernel. An element depends on the key and its own index alone.
// No FMA: the same numbers in every build.
import { Draw, stream } from "./philox";
import { normal } from "./random-normal";

const BITS = 0;
const UNIFORM = 1;
const NORMAL = 2;
const PERMUTATION = 3;
const SPLIT = 4;

@unmanaged
class Bits extends Draw {
  @inline bytes(): usize {
    return 16;
  }
  @inline f(words: v128): v128 {
    return words;
  }
}
@unmanaged
class Uniform32 extends Draw {
  @inline bytes(): usize {
    return 16;
  }
  @inline f(words: v128): v128 {
    return f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(words, 8)), f32x4.splat(1.0 / 16777216.0));
  }
}
abstract class Pairs {
  // (high·2²¹ + (low >> shift)·2^(shift − 11)) / 2⁵³ from the word pairs (low, high): exact.
  @inline static fraction(words: v128, shift: i32, scale: f64): v128 {
    const low = f64x2.convert_low_i32x4_u(i32x4.shr_u(v128.shuffle<i32>(words, words, 0, 2, 0, 2), shift));
    const high = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(words, words, 1, 3, 1, 3));
    return f64x2.add(f64x2.mul(high, f64x2.splat(1.0 / 4294967296.0)), f64x2.mul(low, f64x2.splat(scale)));
  }
  // The two normal deviates of the word pairs; p = (k + ½)·2⁻⁵² with k of 52 bits is never 0 or 1.
  @inline static normal(words: v128): v128 {
    const p = f64x2.add(Pairs.fraction(words, 12, 1.0 / 4503599627370496.0), f64x2.splat(1.0 / 9007199254740992.0));
    return f64x2.replace_lane(f64x2.splat(normal(f64x2.extract_lane(p, 0))), 1, normal(f64x2.extract_lane(p, 1)));
  }
}
@unmanaged
class Uniform64 extends Draw {
  @inline bytes(): usize {
    return 16;
  }
  @inline f(words: v128): v128 {
    return Pairs.fraction(words, 11, 1.0 / 9007199254740992.0);
  }
}
@unmanaged
class Normal64 extends Draw {
  @inline bytes(): usize {
    return 16;
  }
  @inline f(words: v128): v128 {
    return Pairs.normal(words);
  }
}
@unmanaged
class Normal32 extends Draw {
  @inline bytes(): usize {
    return 8;
  }
  @inline f(words: v128): v128 {
    return f32x4.demote_f64x2_zero(Pairs.normal(words));
  }
}

// y[i] = word i of stream 0.
export function bits_i32(y: usize, key: usize, n: i32): void {
  stream<Bits>(y, key, BITS, (<usize>n) << 2);
}

// Uniform in [0, 1), stream 1. f32: y[i] = (word i >> 8)·2⁻²⁴.
export function uniform_f32(y: usize, key: usize, n: i32): void {
  stream<Uniform32>(y, key, UNIFORM, (<usize>n) << 2);
}
// f64: y[i] = (word 2i+1 · 2²¹ + (word 2i >> 11))·2⁻⁵³.
export function uniform_f64(y: usize, key: usize, n: i32): void {
  stream<Uniform64>(y, key, UNIFORM, (<usize>n) << 3);
}

// Normal, mean 0, variance 1, stream 2: y[i] = Φ⁻¹((word 2i+1 · 2²⁰ + (word 2i >> 12) + ½)·2⁻⁵²); f32 rounds the f64.
export function normal_f32(y: usize, key: usize, n: i32): void {
  stream<Normal32>(y, key, NORMAL, (<usize>n) << 2);
}
export function normal_f64(y: usize, key: usize, n: i32): void {
  stream<Normal64>(y, key, NORMAL, (<usize>n) << 3);
}

// A permutation of 0 … n − 1, stream 3, by Fisher and Yates from the inside out:
// for i = 0 … n − 1: j = ⌊word i · (i + 1) / 2³²⌋, y[i] = y[j], y[j] = i.
export function permutation_i32(y: usize, key: usize, n: i32): void {
  stream<Bits>(y, key, PERMUTATION, (<usize>n) << 2);
  for (let i = 0; i < n; i++) {
    const p = y + ((<usize>i) << 2);
    const q = y + ((<usize>((<u64>load<u32>(p) * <u64>(i + 1)) >> 32)) << 2);
    store<i32>(p, load<i32>(q));
    store<i32>(q, i);
  }
}

// n keys, stream 4: key i = (word 2i, word 2i+1). y (n, 2).
export function split_key_i32(y: usize, key: usize, n: i32): void {
  stream<Bits>(y, key, SPLIT, (<usize>n) << 3);
}
