// Philox 4×32-10: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// SC11 (2011).
//
// A stream is a key (two i32 words in memory) and a tag. Its words are those of the blocks whose counters are
// (b, 0, 0, tag), b = 0, 1, …: word w of the stream is word w mod 4 of block ⌊w / 4⌋.
import { Part } from "./movement-part";

// What a kernel makes of words, four at a time.
@unmanaged
export class Draw {
  // Bytes of y made from four words.
  bytes(): usize {
    return 16;
  }
  f(words: v128): v128 {
    return words;
  }
}

// y = f(words of the stream), `bytes` of them. Four blocks a pass, one a lane.
export function stream<Op extends Draw>(y: usize, key: usize, tag: i32, bytes: usize): void {
  const op = changetype<Op>(0);
  const first = load<i32>(key);
  const second = load<i32>(key, 4);
  const m0 = i32x4.splat(0xd2511f53);
  const m1 = i32x4.splat(0xcd9e8d57);
  const w0 = i32x4.splat(0x9e3779b9);
  const w1 = i32x4.splat(0xbb67ae85);
  let block = i32x4(0, 1, 2, 3);
  for (const end = y + bytes; y < end; ) {
    let c0 = block;
    let c1 = i64x2.splat(0);
    let c2 = c1;
    let c3 = i32x4.splat(tag);
    let k0 = i32x4.splat(first);
    let k1 = i32x4.splat(second);
    for (let round = 0; round < 10; round++) {
      // The 64-bit products c0·m0 and c2·m1, two lanes each; their high halves are the odd words.
      const p = i64x2.extmul_low_i32x4_u(c0, m0);
      const q = i64x2.extmul_high_i32x4_u(c0, m0);
      const r = i64x2.extmul_low_i32x4_u(c2, m1);
      const s = i64x2.extmul_high_i32x4_u(c2, m1);
      c0 = v128.xor(v128.xor(v128.shuffle<i32>(r, s, 1, 3, 5, 7), c1), k0);
      c2 = v128.xor(v128.xor(v128.shuffle<i32>(p, q, 1, 3, 5, 7), c3), k1);
      c1 = v128.shuffle<i32>(r, s, 0, 2, 4, 6);
      c3 = v128.shuffle<i32>(p, q, 0, 2, 4, 6);
      k0 = i32x4.add(k0, w0);
      k1 = i32x4.add(k1, w1);
    }
    // Word j of the four blocks stands in c_j: transposed, a block is a vector.
    const e = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
    const f = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
    const g = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
    const h = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
    for (let j = 0; j < 4 && y < end; j++, y += op.bytes()) {
      const low = j & 2 ? g : e;
      const high = j & 2 ? h : f;
      const words = j & 1 ? v128.shuffle<i64>(low, high, 1, 3) : v128.shuffle<i64>(low, high, 0, 2);
      Part.store(y, min<usize>(end - y, op.bytes()), op.f(words));
    }
    block = i32x4.add(block, i32x4.splat(4));
  }
}
