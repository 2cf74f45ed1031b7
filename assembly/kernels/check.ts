import { Fault } from "./check-fault";

// Whether x − x, which is 0 for a finite x and NaN for every other, has a NaN.
function finite<T extends number>(x: usize, n: i32, fault: usize): void {
  const end = x + <usize>n * sizeof<T>();
  const first = x;
  for (const wide = x + (<usize>(n * sizeof<T>()) & ~31); x < wide; x += 32) {
    const u = v128.load(x);
    const v = v128.load(x, 16);
    const d = v128.add<T>(v128.sub<T>(u, u), v128.sub<T>(v, v));
    if (v128.any_true(v128.ne<T>(d, d))) break;
  }
  for (; x < end; x += sizeof<T>()) {
    const value = <f64>load<T>(x);
    if (value - value != 0) Fault.raise(fault, <i32>((x - first) / sizeof<T>()), value);
  }
}
// Traps at the first x[i], i < n, that is NaN or infinite, with (i, x[i]) in the fault record.
export function check_finite_f32(x: usize, n: i32, fault: usize): void {
  finite<f32>(x, n, fault);
}
export function check_finite_f64(x: usize, n: i32, fault: usize): void {
  finite<f64>(x, n, fault);
}
