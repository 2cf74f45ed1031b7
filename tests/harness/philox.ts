// Philox 4×32-10 in plain JavaScript: the twin of assembly/kernels/philox.ts.

type Words = readonly [number, number, number, number];

function product(a: number, b: number): readonly [high: number, low: number] {
  const p = BigInt(a >>> 0) * BigInt(b >>> 0);
  return [Number(p >> 32n), Number(p & 0xffffffffn)];
}

export function philox(counter: Words, key: readonly [number, number]): Words {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [h0, l0] = product(c0, 0xd2511f53);
    const [h1, l1] = product(c2, 0xcd9e8d57);
    [c0, c1, c2, c3] = [(h1 ^ c1 ^ k0) >>> 0, l1, (h0 ^ c3 ^ k1) >>> 0, l0];
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The first `n` words of the stream `tag` of a key. */
export function words(key: readonly [number, number], tag: number, n: number): Uint32Array {
  const result = new Uint32Array(Math.ceil(n / 4) * 4);
  for (let block = 0; block * 4 < n; block++) result.set(philox([block, 0, 0, tag], key), block * 4);
  return result.subarray(0, n);
}
