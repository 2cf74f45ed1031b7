export abstract class Fault {
  // Records bad data as (position, value) and traps.
  static raise(fault: usize, position: i32, value: f64): void {
    store<i32>(fault, position, 4);
    store<f64>(fault, value, 8);
    unreachable();
  }
  // Traps at the first index[i], i < n, outside [0, axis).
  static within(index: usize, n: i32, axis: i32, fault: usize): void {
    for (let i = 0; i < n; i++, index += 4) {
      const k = load<i32>(index);
      if (<u32>k >= <u32>axis) Fault.raise(fault, i, k);
    }
  }
}
