// Philox 4×32-10 (Salmon, Moraes, Dror and Shaw, 2011), the twin of the kernels: the same key and counter give the same
// words. Integers only, so every JavaScript engine agrees.

/** Four random words from a counter and a key of two words. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [h0, l0] = wide(0xd2511f53, c0);
    const [h1, l1] = wide(0xcd9e8d57, c2);
    [c0, c1, c2, c3] = [(h1 ^ c1 ^ k0) >>> 0, l1, (h0 ^ c3 ^ k1) >>> 0, l0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

// high and low word of a·b
function wide(a: number, b: number): [number, number] {
  const [ah, al, bh, bl] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = ah * bl + ((al * bl) >>> 16);
  const cross = al * bh + (middle & 0xffff);
  return [(ah * bh + Math.floor(middle / 65536) + Math.floor(cross / 65536)) >>> 0, Math.imul(a, b) >>> 0];
}

// the kernels' stream of permutations
const PERMUTATION = 3;

/** The numbers 0 … n − 1 in the order that the kernel `permutation_i32` gives for the key [seed, epoch]. */
export function philoxPermutation(seed: number, epoch: number, n: number): Int32Array<ArrayBuffer> {
  const order = new Int32Array(n);
  let words: readonly number[] = [];
  for (let i = 0; i < n; i++) {
    if (i % 4 === 0) words = philox([i / 4, 0, 0, PERMUTATION], [seed >>> 0, epoch >>> 0]);
    const [j] = wide(words[i % 4]!, i + 1);
    order[i] = order[j]!;
    order[j] = i;
  }
  return order;
}
