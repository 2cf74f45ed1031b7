export abstract class Fault {
  // Records bad data as (position, value) and traps.
  static raise(fault: usize, position: i32, value: f64): void {
    store<i32>(fault, position, 4);
    store<f64>(fault, value, 8);
    unreachable();
  }
}
