// The gradients of the same loss, rebuilt in f64, beside central differences for every single weight.
import { Engine, gradients, Tensor } from "wengert";
import { network } from "./model.mjs";

const ROWS = 8;

/**
 * The worst relative error |a − n| / max(|a|, |n|, 1e-3·largest), where a is the gradient, n the central difference
 * (f(w + h) − f(w − h)) / 2h with h = 1e-6·max(1, |w|), and largest the largest gradient of all: what is far smaller
 * drowns in the rounding of f. The weights are initial ones, since the slopes of a trained network are nearly nothing.
 */
export async function checkGradients(seed, train) {
  const engine = await Engine.create({ seed });
  const { x, y, loss, weights } = network("f64");
  const values = engine.read(weights);
  const feeds = {
    x: new Tensor(Float64Array.from(train.x.data.subarray(0, ROWS * 64)), [ROWS, 64]),
    y: train.y.data.slice(0, ROWS),
  };
  const slopes = engine.executor(gradients(loss, weights), { inputs: [x, y] }).run(feeds);
  const largest = Math.max(...slopes.map((slope) => slope.data.reduce((most, g) => Math.max(most, Math.abs(g)), 0)));
  const f = engine.executor(loss, { inputs: [x, y] });

  let worst = { error: 0, parameter: weights[0].name, index: 0 };
  let count = 0;
  for (const [k, { name }] of weights.entries()) {
    const { data, shape } = values[name];
    for (const [index, w] of data.entries()) {
      const h = 1e-6 * Math.max(1, Math.abs(w));
      const at = (value) => {
        data[index] = value;
        engine.write({ [name]: new Tensor(data, shape) });
        return f.run(feeds).item();
      };
      const [up, down] = [w + h, w - h];
      const numeric = (at(up) - at(down)) / (up - down);
      const exact = slopes[k].data[index];
      const error = Math.abs(exact - numeric) / Math.max(Math.abs(exact), Math.abs(numeric), 1e-3 * largest);
      if (error > worst.error) worst = { error, parameter: name, index };
      data[index] = w;
      count++;
    }
    engine.write({ [name]: values[name] });
  }
  return { ...worst, count, rows: ROWS };
}
