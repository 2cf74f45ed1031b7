// The tape interpreter. A tape is a list of 32-bit words in linear memory:
//
//   kernel   [table index, n, operand × n]                                  n ≤ 24
//   repeat   [0, patches, count, body words, (word, start, stride) × patches, body …]
//
// `repeat` runs its body `count` times; before pass i it sets body[word] = start + i·stride for every patch. A body
// may hold repeats. Index 0 of the function table is never a kernel.
//
// The fault record, at `fault`: [pc: u32, position: i32, value: f64]. Before each call `run` stores the address of the
// instruction; a kernel that meets bad data stores position and value and executes `unreachable`.

export function run(pc: usize, end: usize, fault: usize): void {
  while (pc < end) {
    const fn = load<u32>(pc);
    const n = load<i32>(pc, 4);
    if (fn == 0) {
      const count = load<i32>(pc, 8);
      const patches = pc + 16;
      const body = patches + <usize>n * 12;
      const next = body + ((<usize>load<u32>(pc, 12)) << 2);
      for (let i = 0; i < count; i++) {
        for (let p = patches; p < body; p += 12) {
          store<i32>(body + ((<usize>load<u32>(p)) << 2), load<i32>(p, 4) + i * load<i32>(p, 8));
        }
        run(body, next, fault);
      }
      pc = next;
      continue;
    }
    store<u32>(fault, <u32>pc);
    const p = pc + 8;
    // biome-ignore format: one line a case
    switch (n) {
      case 1: call_indirect<void>(fn, load<i32>(p)); break;
      case 2: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4)); break;
      case 3: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8)); break;
      case 4: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12)); break;
      case 5: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16)); break;
      case 6: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20)); break;
      case 7: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24)); break;
      case 8: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28)); break;
      case 9: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32)); break;
      case 10: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36)); break;
      case 11: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40)); break;
      case 12: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44)); break;
      case 13: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48)); break;
      case 14: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52)); break;
      case 15: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56)); break;
      case 16: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60)); break;
      case 17: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64)); break;
      case 18: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64), load<i32>(p, 68)); break;
      case 19: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64), load<i32>(p, 68), load<i32>(p, 72)); break;
      case 20: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64), load<i32>(p, 68), load<i32>(p, 72), load<i32>(p, 76)); break;
      case 21: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64), load<i32>(p, 68), load<i32>(p, 72), load<i32>(p, 76), load<i32>(p, 80)); break;
      case 22: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64), load<i32>(p, 68), load<i32>(p, 72), load<i32>(p, 76), load<i32>(p, 80), load<i32>(p, 84)); break;
      case 23: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64), load<i32>(p, 68), load<i32>(p, 72), load<i32>(p, 76), load<i32>(p, 80), load<i32>(p, 84), load<i32>(p, 88)); break;
      case 24: call_indirect<void>(fn, load<i32>(p), load<i32>(p, 4), load<i32>(p, 8), load<i32>(p, 12), load<i32>(p, 16), load<i32>(p, 20), load<i32>(p, 24), load<i32>(p, 28), load<i32>(p, 32), load<i32>(p, 36), load<i32>(p, 40), load<i32>(p, 44), load<i32>(p, 48), load<i32>(p, 52), load<i32>(p, 56), load<i32>(p, 60), load<i32>(p, 64), load<i32>(p, 68), load<i32>(p, 72), load<i32>(p, 76), load<i32>(p, 80), load<i32>(p, 84), load<i32>(p, 88), load<i32>(p, 92)); break;
      default: unreachable();
    }
    pc = p + ((<usize>n) << 2);
  }
}
