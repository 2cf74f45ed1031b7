// Elements chosen by an index of i32 along one axis: x (outer, axis, inner). An index outside [0, axis) is a fault at its
// position in the index array.
import { Fault } from "./check-fault";
import { Copy } from "./movement-copy";

// y[i] += u[i].
function addTo<T extends number>(y: usize, u: usize, bytes: usize): void {
  const end = y + bytes;
  for (const wide = y + (bytes & ~15); y < wide; y += 16, u += 16) {
    v128.store(y, v128.add<T>(v128.load(y), v128.load(u)));
  }
  for (; y < end; y += sizeof<T>(), u += sizeof<T>()) store<T>(y, <T>(load<T>(y) + load<T>(u)));
}

function gather<T extends number>(
  y: usize,
  x: usize,
  index: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  count: i32,
  fault: usize,
): void {
  Fault.within(index, count, axis, fault);
  const bytes = <usize>inner * sizeof<T>();
  const end = index + ((<usize>count) << 2);
  for (; outer > 0; outer--, x += <usize>axis * bytes) {
    if (inner == 1) {
      for (let p = index; p < end; p += 4, y += sizeof<T>())
        store<T>(y, load<T>(x + <usize>load<u32>(p) * sizeof<T>()));
    } else {
      for (let p = index; p < end; p += 4, y += bytes) Copy.copy<T>(y, x + <usize>load<u32>(p) * bytes, bytes);
    }
  }
}

function scatterAdd<T extends number>(
  y: usize,
  u: usize,
  index: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  count: i32,
  fault: usize,
): void {
  Fault.within(index, count, axis, fault);
  const bytes = <usize>inner * sizeof<T>();
  const end = index + ((<usize>count) << 2);
  Copy.fill<u32>(y, i64x2.splat(0), <usize>outer * <usize>axis * bytes);
  for (; outer > 0; outer--, y += <usize>axis * bytes) {
    for (let p = index; p < end; p += 4, u += bytes) addTo<T>(y + <usize>load<u32>(p) * bytes, u, bytes);
  }
}

function pick<T extends number>(
  y: usize,
  x: usize,
  index: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  count: i32,
  fault: usize,
): void {
  Fault.within(index, outer * count * inner, axis, fault);
  const bytes = <usize>inner * sizeof<T>();
  for (; outer > 0; outer--, x += <usize>axis * bytes) {
    for (let j = 0; j < count; j++) {
      for (let i: usize = 0; i < bytes; i += sizeof<T>(), index += 4, y += sizeof<T>()) {
        store<T>(y, load<T>(x + <usize>load<u32>(index) * bytes + i));
      }
    }
  }
}

function placeAdd<T extends number>(
  y: usize,
  u: usize,
  index: usize,
  outer: i32,
  axis: i32,
  inner: i32,
  count: i32,
  fault: usize,
): void {
  Fault.within(index, outer * count * inner, axis, fault);
  const bytes = <usize>inner * sizeof<T>();
  Copy.fill<u32>(y, i64x2.splat(0), <usize>outer * <usize>axis * bytes);
  for (; outer > 0; outer--, y += <usize>axis * bytes) {
    for (let j = 0; j < count; j++) {
      for (let i: usize = 0; i < bytes; i += sizeof<T>(), index += 4, u += sizeof<T>()) {
        const q = y + <usize>load<u32>(index) * bytes + i;
        store<T>(q, <T>(load<T>(q) + load<T>(u)));
      }
    }
  }
}

// y[o,j,i] = x[o, index[j], i], j < count.
// biome-ignore format: one line a kernel
export function gather_8(y: usize, x: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  gather<u8>(y, x, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function gather_32(y: usize, x: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  gather<u32>(y, x, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function gather_64(y: usize, x: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  gather<u64>(y, x, index, outer, axis, inner, count, fault);
}
// y = 0, then y[o, index[j], i] += u[o,j,i] in order of j: u (outer, count, inner), y (outer, axis, inner).
// biome-ignore format: one line a kernel
export function scatter_add_f32(y: usize, u: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  scatterAdd<f32>(y, u, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function scatter_add_f64(y: usize, u: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  scatterAdd<f64>(y, u, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function scatter_add_i32(y: usize, u: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  scatterAdd<i32>(y, u, index, outer, axis, inner, count, fault);
}
// y[o,j,i] = x[o, index[o,j,i], i]: index and y (outer, count, inner).
// biome-ignore format: one line a kernel
export function pick_8(y: usize, x: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  pick<u8>(y, x, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function pick_32(y: usize, x: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  pick<u32>(y, x, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function pick_64(y: usize, x: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  pick<u64>(y, x, index, outer, axis, inner, count, fault);
}
// y = 0, then y[o, index[o,j,i], i] += u[o,j,i] in order of j: index and u (outer, count, inner), y (outer, axis, inner).
// biome-ignore format: one line a kernel
export function place_add_f32(y: usize, u: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  placeAdd<f32>(y, u, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function place_add_f64(y: usize, u: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  placeAdd<f64>(y, u, index, outer, axis, inner, count, fault);
}
// biome-ignore format: one line a kernel
export function place_add_i32(y: usize, u: usize, index: usize, outer: i32, axis: i32, inner: i32, count: i32, fault: usize): void {
  placeAdd<i32>(y, u, index, outer, axis, inner, count, fault);
}
