// Lifetimes to offsets: buffers that are not needed at the same time share memory.
import type { Buffer } from "../graph/lowering.js";

const ALIGN = 16;

interface Block {
  offset: number;
  size: number;
}

/** Places the buffers of one region in the order of their first use; returns the bytes that the region needs. */
export function place(buffers: readonly Buffer[]): number {
  const used = buffers.filter((buffer) => buffer.first >= 0 && buffer.bytes > 0);
  for (const buffer of buffers) buffer.place = 0;
  const starts = [...used].sort((a, b) => a.first - b.first);
  const ends = [...used].sort((a, b) => a.last - b.last);
  const free: Block[] = []; // by offset, never adjacent
  let top = 0;
  let end = 0;
  for (const buffer of starts) {
    while (ends[end]!.last < buffer.first) release(ends[end]!.place, padded(ends[end++]!));
    const size = padded(buffer);
    // the smallest block that fits
    let best = -1;
    for (let i = 0; i < free.length; i++)
      if (free[i]!.size >= size && (best < 0 || free[i]!.size < free[best]!.size)) best = i;
    const block = free[best];
    if (!block) {
      // the last free block may reach the top: it is extended
      const last = free[free.length - 1];
      if (last && last.offset + last.size === top) {
        buffer.place = last.offset;
        free.pop();
      } else buffer.place = top;
      top = buffer.place + size;
    } else {
      buffer.place = block.offset;
      block.offset += size;
      block.size -= size;
      if (block.size === 0) free.splice(best, 1);
    }
  }
  return top;

  function release(offset: number, size: number): void {
    let low = 0;
    for (let high = free.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (free[middle]!.offset < offset) low = middle + 1;
      else high = middle;
    }
    const [before, after] = [free[low - 1], free[low]];
    const joinsBefore = before && before.offset + before.size === offset;
    const joinsAfter = after && offset + size === after.offset;
    if (joinsBefore && joinsAfter) {
      before.size += size + after.size;
      free.splice(low, 1);
    } else if (joinsBefore) before.size += size;
    else if (joinsAfter) {
      after.offset = offset;
      after.size += size;
    } else free.splice(low, 0, { offset, size });
  }
}

function padded(buffer: Buffer): number {
  return Math.ceil(buffer.bytes / ALIGN) * ALIGN;
}
