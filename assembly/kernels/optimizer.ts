// Optimizer steps, elementwise over n. Hyper-parameters are pointers to one scalar of T, step a pointer to an i32: the
// number of steps already taken. Every result may be the operand it replaces.
import { Lanes } from "../lanes";
import { Part } from "./movement-part";

// All lanes of a truth value.
function mask(truth: bool): v128 {
  return i32x4.splat(-(<i32>truth));
}

abstract class Descent {
  // One vector of sgd, the first `left` bytes of it; rate = −lr.
  @inline static step<T extends number>(w2: usize, w: usize, g: usize, left: usize, rate: v128, decay: v128): void {
    const old = Part.load(w, left, rate);
    const d = Lanes.fma<T>(decay, old, Part.load(g, left, rate));
    Part.store(w2, left, Lanes.fma<T>(rate, d, old));
  }
}

function sgd<T extends number>(w2: usize, w: usize, g: usize, lr: usize, decay: usize, n: i32): void {
  const rate = v128.neg<T>(Lanes.splat<T>(lr));
  const shrink = Lanes.splat<T>(decay);
  const bytes = <usize>n * sizeof<T>();
  let i: usize = 0;
  for (; bytes - i >= 16; i += 16) Descent.step<T>(w2 + i, w + i, g + i, 16, rate, shrink);
  if (i < bytes) Descent.step<T>(w2 + i, w + i, g + i, bytes - i, rate, shrink);
}

function momentum<T extends number>(
  w2: usize,
  v2: usize,
  w: usize,
  v: usize,
  g: usize,
  step: usize,
  lr: usize,
  mu: usize,
  dampening: usize,
  decay: usize,
  nesterov: i32,
  n: i32,
): void {
  const rate = v128.neg<T>(Lanes.splat<T>(lr));
  const keep = Lanes.splat<T>(mu);
  const add = v128.splat<T>(<T>(<T>1 - load<T>(dampening)));
  const shrink = Lanes.splat<T>(decay);
  const first = mask(load<i32>(step) == 0);
  const ahead = mask(nesterov != 0);
  const bytes = <usize>n * sizeof<T>();
  for (let i: usize = 0; i < bytes; i += 16) {
    const left = bytes - i;
    const old = Part.load(w + i, left, rate);
    const d = Lanes.fma<T>(shrink, old, Part.load(g + i, left, rate));
    const later = Lanes.fma<T>(add, d, v128.mul<T>(keep, Part.load(v + i, left, rate)));
    const velocity = v128.bitselect(d, later, first);
    const direction = v128.bitselect(Lanes.fma<T>(keep, velocity, d), velocity, ahead);
    Part.store(v2 + i, left, velocity);
    Part.store(w2 + i, left, Lanes.fma<T>(rate, direction, old));
  }
}

// βᵗ by repeated squaring.
function power(beta: f64, t: i32): f64 {
  let result = 1.0;
  for (; t > 0; t >>= 1) {
    if (t & 1) result *= beta;
    beta *= beta;
  }
  return result;
}

function adam<T extends number>(
  w2: usize,
  m2: usize,
  v2: usize,
  w: usize,
  m: usize,
  v: usize,
  g: usize,
  step: usize,
  lr: usize,
  beta1: usize,
  beta2: usize,
  eps: usize,
  decay: usize,
  decoupled: i32,
  n: i32,
): void {
  const t = load<i32>(step) + 1;
  const b1 = <f64>load<T>(beta1);
  const b2 = <f64>load<T>(beta2);
  const rate = <f64>load<T>(lr);
  const lambda = <f64>load<T>(decay);
  const scale = v128.splat<T>(<T>(-rate / (1 - power(b1, t))));
  const root = v128.splat<T>(<T>(1 / sqrt(1 - power(b2, t))));
  const tiny = Lanes.splat<T>(eps);
  const keep = Lanes.splat<T>(beta2);
  const mix1 = v128.splat<T>(<T>(1 - b1));
  const mix2 = v128.splat<T>(<T>(1 - b2));
  const shrink = v128.splat<T>(<T>(decoupled ? 1 - rate * lambda : 1));
  const pull = v128.splat<T>(<T>(decoupled ? 0 : lambda));
  const bytes = <usize>n * sizeof<T>();
  for (let i: usize = 0; i < bytes; i += 16) {
    const left = bytes - i;
    const old = Part.load(w + i, left, keep);
    const mean = Part.load(m + i, left, keep);
    const d = Lanes.fma<T>(pull, old, Part.load(g + i, left, keep));
    const first = Lanes.fma<T>(mix1, v128.sub<T>(d, mean), mean);
    const second = Lanes.fma<T>(v128.mul<T>(mix2, d), d, v128.mul<T>(keep, Part.load(v + i, left, keep)));
    const spread = Lanes.fma<T>(v128.sqrt<T>(second), root, tiny);
    Part.store(m2 + i, left, first);
    Part.store(v2 + i, left, second);
    Part.store(w2 + i, left, Lanes.fma<T>(scale, v128.div<T>(first, spread), v128.mul<T>(old, shrink)));
  }
}

// w2 = w − lr·(g + decay·w).
export function sgd_f32(w2: usize, w: usize, g: usize, lr: usize, decay: usize, n: i32): void {
  sgd<f32>(w2, w, g, lr, decay, n);
}
export function sgd_f64(w2: usize, w: usize, g: usize, lr: usize, decay: usize, n: i32): void {
  sgd<f64>(w2, w, g, lr, decay, n);
}
// As torch.optim.SGD: d = g + decay·w; v2 = μ·v + (1 − dampening)·d, at step 0 v2 = d;
// w2 = w − lr·(nesterov ? d + μ·v2 : v2).
export function momentum_f32(
  w2: usize,
  v2: usize,
  w: usize,
  v: usize,
  g: usize,
  step: usize,
  lr: usize,
  mu: usize,
  dampening: usize,
  decay: usize,
  nesterov: i32,
  n: i32,
): void {
  momentum<f32>(w2, v2, w, v, g, step, lr, mu, dampening, decay, nesterov, n);
}
export function momentum_f64(
  w2: usize,
  v2: usize,
  w: usize,
  v: usize,
  g: usize,
  step: usize,
  lr: usize,
  mu: usize,
  dampening: usize,
  decay: usize,
  nesterov: i32,
  n: i32,
): void {
  momentum<f64>(w2, v2, w, v, g, step, lr, mu, dampening, decay, nesterov, n);
}
// As torch.optim.Adam, decoupled ≠ 0 AdamW: d = g + decay·w or w shrunk by 1 − lr·decay; m2 = m + (1 − β₁)·(d − m),
// v2 = β₂·v + (1 − β₂)·d², t = step + 1, w2 = w − lr / (1 − β₁ᵗ)·m2 / (√v2 / √(1 − β₂ᵗ) + eps).
export function adam_f32(
  w2: usize,
  m2: usize,
  v2: usize,
  w: usize,
  m: usize,
  v: usize,
  g: usize,
  step: usize,
  lr: usize,
  beta1: usize,
  beta2: usize,
  eps: usize,
  decay: usize,
  decoupled: i32,
  n: i32,
): void {
  adam<f32>(w2, m2, v2, w, m, v, g, step, lr, beta1, beta2, eps, decay, decoupled, n);
}
export function adam_f64(
  w2: usize,
  m2: usize,
  v2: usize,
  w: usize,
  m: usize,
  v: usize,
  g: usize,
  step: usize,
  lr: usize,
  beta1: usize,
  beta2: usize,
  eps: usize,
  decay: usize,
  decoupled: i32,
  n: i32,
): void {
  adam<f64>(w2, m2, v2, w, m, v, g, step, lr, beta1, beta2, eps, decay, decoupled, n);
}
