// The handwritten digits as tensors, split into training and test rows.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { permutation, randomKey, Tensor } from "wengert";

const FILE = new URL("../data/digits.csv.gz", import.meta.url);
const PIXELS = 64;
const TRAINING_ROWS = 1437;

/** { train, test }, each { x: f32 (rows, 64) in [0, 1], y: i32 (rows) }. The split is the same whatever the engine's seed. */
export function loadDigits(engine) {
  const text = gunzipSync(readFileSync(FILE)).toString("utf8");
  const rows = text
    .trim()
    .split("\n")
    .map((line) => line.split(",").map(Number));
  const order = [...engine.run(permutation(randomKey(0), rows.length)).data];
  const pick = (indices) => ({
    x: new Tensor(
      indices.map((i) => rows[i].slice(0, PIXELS).map((pixel) => pixel / 16)),
      [indices.length, PIXELS],
      "f32",
    ),
    y: new Tensor(
      indices.map((i) => rows[i][PIXELS]),
      [indices.length],
      "i32",
    ),
  });
  return { train: pick(order.slice(0, TRAINING_ROWS)), test: pick(order.slice(TRAINING_ROWS)) };
}
