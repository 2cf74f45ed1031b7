// Softmax and its relatives over the last axis: x (rows, cols). Every exponent is shifted by the row's maximum m. A row
// with NaN or +∞, or of −∞ alone, is NaN, but for logsumexp.
import { Fault } from "./check-fault";
import { row } from "./reduce-fold";
import { Same, Sum } from "./reduce-op";
import { Exp } from "../math/exp";
import { Row, RowOp } from "./softmax-rows";

@unmanaged
class Times<T extends number> extends RowOp {
  @inline f(a: v128, _b: v128, c: v128, _d: v128): v128 {
    return v128.mul<T>(a, c);
  }
}
@unmanaged
class Less<T extends number> extends RowOp {
  @inline f(a: v128, _b: v128, c: v128, d: v128): v128 {
    return v128.sub<T>(v128.sub<T>(a, c), d);
  }
}
@unmanaged
class Centred<T extends number> extends RowOp {
  @inline f(y: v128, ct: v128, c: v128, _d: v128): v128 {
    return v128.mul<T>(y, v128.sub<T>(ct, c));
  }
}
@unmanaged
class LessExp<T extends number> extends RowOp {
  @inline f(y: v128, ct: v128, c: v128, _d: v128): v128 {
    return v128.sub<T>(ct, v128.mul<T>(changetype<Exp<T>>(0).f(y), c));
  }
}

// x = x·c.
function scale<T extends number>(x: usize, bytes: usize, c: T): void {
  const s = v128.splat<T>(c);
  Row.map<T, Times<T>>(x, x, x, bytes, s, s);
}

function softmax<T extends number>(y: usize, x: usize, rows: i32, cols: i32): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; rows--, x += bytes, y += bytes) {
    const sum = Row.expSum<T>(y, x, bytes, Row.max<T>(x, cols));
    scale<T>(y, bytes, <T>(<T>1 / sum));
  }
}

function logSoftmax<T extends number>(y: usize, x: usize, rows: i32, cols: i32): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; rows--, x += bytes, y += bytes) {
    const m = Row.max<T>(x, cols);
    const log = v128.splat<T>(Row.log<T>(Row.sumExp<T>(x, bytes, m)));
    Row.map<T, Less<T>>(y, x, x, bytes, m, log);
  }
}

function logsumexp<T extends number>(y: usize, x: usize, rows: i32, cols: i32): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; rows--, x += bytes, y += sizeof<T>()) {
    let m = Row.max<T>(x, cols);
    if (abs<T>(Row.first<T>(m)) == <T>Infinity) m = i64x2.splat(0);
    store<T>(y, <T>(Row.first<T>(m) + Row.log<T>(Row.sumExp<T>(x, bytes, m))));
  }
}

function crossEntropy<T extends number>(loss: usize, x: usize, label: usize, rows: i32, cols: i32, fault: usize): void {
  Fault.within(label, rows, cols, fault);
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; rows--, x += bytes, label += 4, loss += sizeof<T>()) {
    const m = Row.max<T>(x, cols);
    const chosen = load<T>(x + <usize>load<u32>(label) * sizeof<T>());
    store<T>(loss, <T>(Row.first<T>(m) - chosen + Row.log<T>(Row.sumExp<T>(x, bytes, m))));
  }
}

function crossEntropyGrad<T extends number>(
  dx: usize,
  x: usize,
  label: usize,
  ct: usize,
  rows: i32,
  cols: i32,
  fault: usize,
): void {
  Fault.within(label, rows, cols, fault);
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; rows--, x += bytes, dx += bytes, label += 4, ct += sizeof<T>()) {
    const chosen = dx + <usize>load<u32>(label) * sizeof<T>();
    const inverse = <T>(<T>1 / Row.expSum<T>(dx, x, bytes, Row.max<T>(x, cols)));
    const c = load<T>(ct);
    const p = <T>(load<T>(chosen) * inverse);
    scale<T>(dx, bytes, <T>(c * inverse));
    store<T>(chosen, <T>(c * <T>(p - <T>1)));
  }
}

function softmaxGrad<T extends number>(dx: usize, y: usize, ct: usize, rows: i32, cols: i32): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; rows--, y += bytes, ct += bytes, dx += bytes) {
    const dot = v128.splat<T>(Row.dot<T>(y, ct, bytes));
    Row.map<T, Centred<T>>(dx, y, ct, bytes, dot, dot);
  }
}

function logSoftmaxGrad<T extends number>(dx: usize, y: usize, ct: usize, rows: i32, cols: i32): void {
  const bytes = <usize>cols * sizeof<T>();
  for (; rows > 0; rows--, y += bytes, ct += bytes, dx += bytes) {
    const sum = v128.splat<T>(Row.first<T>(row<T, Sum<T>, Same<T, Sum<T>>>(ct, cols)));
    Row.map<T, LessExp<T>>(dx, y, ct, bytes, sum, sum);
  }
}

// y = e^(x − m) / Σ e^(x − m). y may be x.
export function softmax_f32(y: usize, x: usize, rows: i32, cols: i32): void {
  softmax<f32>(y, x, rows, cols);
}
export function softmax_f64(y: usize, x: usize, rows: i32, cols: i32): void {
  softmax<f64>(y, x, rows, cols);
}
// y = x − m − log Σ e^(x − m). y may be x.
export function log_softmax_f32(y: usize, x: usize, rows: i32, cols: i32): void {
  logSoftmax<f32>(y, x, rows, cols);
}
export function log_softmax_f64(y: usize, x: usize, rows: i32, cols: i32): void {
  logSoftmax<f64>(y, x, rows, cols);
}
// y[r] = m + log Σ e^(x − m); +∞ with +∞ in the row, −∞ where there is nothing else.
export function logsumexp_f32(y: usize, x: usize, rows: i32, cols: i32): void {
  logsumexp<f32>(y, x, rows, cols);
}
export function logsumexp_f64(y: usize, x: usize, rows: i32, cols: i32): void {
  logsumexp<f64>(y, x, rows, cols);
}
// loss[r] = logsumexp(x[r]) − x[r, label[r]]; a label (i32) outside [0, cols) is a fault at its row.
export function cross_entropy_f32(loss: usize, x: usize, label: usize, rows: i32, cols: i32, fault: usize): void {
  crossEntropy<f32>(loss, x, label, rows, cols, fault);
}
export function cross_entropy_f64(loss: usize, x: usize, label: usize, rows: i32, cols: i32, fault: usize): void {
  crossEntropy<f64>(loss, x, label, rows, cols, fault);
}
// dx[r,c] = ct[r]·(softmax(x)[r,c] − [c = label[r]]). dx may be x.
export function cross_entropy_grad_f32(
  dx: usize,
  x: usize,
  label: usize,
  ct: usize,
  rows: i32,
  cols: i32,
  fault: usize,
): void {
  crossEntropyGrad<f32>(dx, x, label, ct, rows, cols, fault);
}
export function cross_entropy_grad_f64(
  dx: usize,
  x: usize,
  label: usize,
  ct: usize,
  rows: i32,
  cols: i32,
  fault: usize,
): void {
  crossEntropyGrad<f64>(dx, x, label, ct, rows, cols, fault);
}
// y = softmax(x): dx = y·(ct − Σ y·ct). dx may be y or ct.
export function softmax_grad_f32(dx: usize, y: usize, ct: usize, rows: i32, cols: i32): void {
  softmaxGrad<f32>(dx, y, ct, rows, cols);
}
export function softmax_grad_f64(dx: usize, y: usize, ct: usize, rows: i32, cols: i32): void {
  softmaxGrad<f64>(dx, y, ct, rows, cols);
}
// y = log_softmax(x): dx = ct − eʸ·Σ ct. dx may be y or ct.
export function log_softmax_grad_f32(dx: usize, y: usize, ct: usize, rows: i32, cols: i32): void {
  logSoftmaxGrad<f32>(dx, y, ct, rows, cols);
}
export function log_softmax_grad_f64(dx: usize, y: usize, ct: usize, rows: i32, cols: i32): void {
  logSoftmaxGrad<f64>(dx, y, ct, rows, cols);
}
