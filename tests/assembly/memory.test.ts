import test from "ava";
import { Build, generator } from "../harness/kernels.js";

for (const name of ["simd", "relaxed"] as const) {
  test(`${name}: blocks are 16-byte aligned and do not overlap`, (t) => {
    const { alloc, memory } = new Build(name, 1024).kernels;
    const random = generator(18);
    const blocks = Array.from({ length: 300 }, () => {
      const bytes = Math.floor(random() * 5000);
      return { bytes, pointer: alloc(bytes) >>> 0 };
    }).sort((a, b) => a.pointer - b.pointer);
    for (const [i, { pointer, bytes }] of blocks.entries()) {
      t.is(pointer % 16, 0);
      t.true(pointer + bytes <= (blocks[i + 1]?.pointer ?? memory.buffer.byteLength));
    }
  });

  test(`${name}: 10,000 cycles of alloc and free do not grow the memory`, (t) => {
    const { alloc, free, memory } = new Build(name, 1024).kernels;
    const random = generator(19);
    const cycle = (count: number) => {
      const live: number[] = [];
      for (let i = 0; i < count; i++) {
        live.push(alloc(1 + Math.floor(random() * 10000)));
        if (live.length === 16) free(live.splice(Math.floor(random() * 16), 1)[0]!);
      }
      for (const pointer of live) free(pointer);
    };
    cycle(1000);
    const bytes = memory.buffer.byteLength;
    cycle(10000);
    t.is(memory.buffer.byteLength, bytes);
  });

  test(`${name}: freed neighbours merge: one large block fits where many small ones were`, (t) => {
    const { alloc, free, memory } = new Build(name, 1024).kernels;
    const small = Array.from({ length: 64 }, () => alloc(1 << 16));
    const bytes = memory.buffer.byteLength;
    for (const pointer of small) free(pointer);
    free(alloc(63 << 16));
    t.is(memory.buffer.byteLength, bytes);
  });

  test(`${name}: an allocation too large traps, and the heap stays usable`, (t) => {
    const { alloc, free, memory } = new Build(name, 1024).kernels;
    const before = memory.buffer.byteLength;
    for (const bytes of [2 ** 31, 2 ** 32 - 1, 2 ** 30]) {
      t.throws(() => alloc(bytes), { instanceOf: WebAssembly.RuntimeError }, `${bytes} bytes`);
    }
    t.is(memory.buffer.byteLength, before);
    const pointer = alloc(1 << 20) >>> 0;
    new Uint8Array(memory.buffer).fill(1, pointer, pointer + (1 << 20));
    free(pointer);
    t.is(alloc(1 << 20) >>> 0, pointer);
  });

  test(`${name}: when memory cannot grow alloc traps, and what is freed can be had again`, (t) => {
    const { alloc, free } = new Build(name, 1024).kernels;
    const blocks: number[] = [];
    // 4 GiB hold fewer than 16 blocks of 256 MiB; the pages are never touched.
    t.throws(
      () => {
        for (let i = 0; i < 16; i++) blocks.push(alloc(1 << 28) >>> 0);
      },
      { instanceOf: WebAssembly.RuntimeError },
    );
    const last = blocks.pop()!;
    free(last);
    t.is(alloc(1 << 28) >>> 0, last);
  });
}
