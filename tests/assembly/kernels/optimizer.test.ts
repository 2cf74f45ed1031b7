import test from "ava";
import { type Build, builds, draw, generator, lengths, type Numbers } from "../../harness/kernels.js";
import { type ArrayType, distance, output } from "../../harness/output.js";

const types: Record<"f32" | "f64", ArrayType> = { f32: Float32Array, f64: Float64Array };
const tolerances = { f32: 1e-5, f64: 1e-13 };
type State = { w: number[]; m: number[]; v: number[] };

function scalars(build: Build, type: ArrayType, values: number[]): number[] {
  return values.map((value) => {
    const one = new type(1);
    one[0] = value;
    return build.put(one, 4);
  });
}
// The values as the type stores them.
const rounded = (type: ArrayType, values: number[]): number[] => {
  const array = new type(values.length);
  array.set(values);
  return [...array];
};

// torch.optim.SGD with momentum, one step.
function momentum(s: State, g: number[], step: number, h: number[], nesterov: boolean): State {
  const [lr, mu, dampening, decay] = h as [number, number, number, number];
  const d = g.map((gi, i) => gi + decay * s.w[i]!);
  const v = d.map((di, i) => (step === 0 ? di : mu * s.v[i]! + (1 - dampening) * di));
  const w = s.w.map((wi, i) => wi - lr * (nesterov ? d[i]! + mu * v[i]! : v[i]!));
  return { w, m: s.m, v };
}
// torch.optim.Adam, AdamW; one step.
function adam(s: State, g: number[], step: number, h: number[], decoupled: boolean): State {
  const [lr, beta1, beta2, eps, decay] = h as [number, number, number, number, number];
  const t = step + 1;
  const d = g.map((gi, i) => (decoupled ? gi : gi + decay * s.w[i]!));
  const m = s.m.map((mi, i) => beta1 * mi + (1 - beta1) * d[i]!);
  const v = s.v.map((vi, i) => beta2 * vi + (1 - beta2) * d[i]! ** 2);
  const w = s.w.map((wi, i) => {
    const spread = Math.sqrt(v[i]!) / Math.sqrt(1 - beta2 ** t) + eps;
    return (decoupled ? wi * (1 - lr * decay) : wi) - ((lr / (1 - beta1 ** t)) * m[i]!) / spread;
  });
  return { w, m, v };
}

for (const build of builds) {
  for (const name of ["f32", "f64"] as const) {
    const type = types[name];
    const { kernels } = build;
    const near = (a: Numbers, b: number[]) => distance(a, b) <= tolerances[name];

    test(`${build.name}: sgd_${name} = w − lr·(g + decay·w)`, (t) => {
      const random = generator(12);
      for (const n of lengths) {
        for (const decay of [0, 0.25]) {
          build.reset();
          const [w, g] = [draw(type, n, random), draw(type, n, random)];
          const h = rounded(type, [0.1, decay]);
          const y = output(build, type, n, 4, w);
          const [lr, lambda] = scalars(build, type, h) as [number, number];
          kernels[`sgd_${name}`](y.pointer, y.pointer, build.put(g, 4), lr, lambda, n);
          const expected = [...w].map((wi, i) => wi - h[0]! * (g[i]! + h[1]! * wi));
          t.true(near(y.read(t), expected), `n ${n}`);
        }
      }
    });

    for (const flag of [0, 1]) {
      test(`${build.name}: momentum_${name} = torch.optim.SGD over five steps, nesterov ${flag}`, (t) => {
        const random = generator(13);
        for (const n of lengths) {
          build.reset();
          const h = rounded(type, [0.1, 0.9, flag ? 0 : 0.3, 0.01]);
          const w = draw(type, n, random);
          const nans = new type(n).fill(Number.NaN);
          let s: State = { w: [...w], m: [], v: [...nans] };
          const [pw, pv] = [output(build, type, n, 4, w), output(build, type, n, 4, nans)];
          const [lr, mu, dampening, decay] = scalars(build, type, h) as [number, number, number, number];
          for (let step = 0; step < 5; step++) {
            const g = draw(type, n, random);
            const [pg, ps] = [build.put(g, 4), build.put(Int32Array.of(step))];
            const [w2, v2] = [pw.pointer, pv.pointer];
            kernels[`momentum_${name}`](w2, v2, w2, v2, pg, ps, lr, mu, dampening, decay, flag, n);
            s = momentum(s, [...g], step, h, flag === 1);
            t.true(near(pw.read(t), s.w) && near(pv.read(t), s.v), `n ${n}, step ${step}`);
          }
        }
      });

      test(`${build.name}: adam_${name} = torch.optim.${flag ? "AdamW" : "Adam"} over five steps and at step 10⁶`, (t) => {
        const random = generator(14);
        for (const n of lengths) {
          build.reset();
          const h = rounded(type, [0.01, 0.9, 0.999, 1e-8, 0.1]);
          const w = draw(type, n, random);
          let s: State = { w: [...w], m: Array(n).fill(0), v: Array(n).fill(0) };
          const pw = output(build, type, n, 4, w);
          const pm = output(build, type, n, 4, new type(n));
          const pv = output(build, type, n, 4, new type(n));
          const [lr, beta1, beta2, eps, decay] = scalars(build, type, h) as [number, number, number, number, number];
          for (const step of [0, 1, 2, 3, 4, 999999]) {
            const g = draw(type, n, random);
            const [pg, ps] = [build.put(g, 4), build.put(Int32Array.of(step))];
            const [w2, m2, v2] = [pw.pointer, pm.pointer, pv.pointer];
            kernels[`adam_${name}`](w2, m2, v2, w2, m2, v2, pg, ps, lr, beta1, beta2, eps, decay, flag, n);
            s = adam(s, [...g], step, h, flag === 1);
            t.true(near(pm.read(t), s.m) && near(pv.read(t), s.v), `n ${n}, step ${step}: moments`);
            t.true(near(pw.read(t), s.w), `n ${n}, step ${step}: ${distance(pw.read(t), s.w)}`);
          }
        }
      });
    }
  }
}
