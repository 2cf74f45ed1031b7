// The four objectives of ADBench and their derivatives, against the answers of its authors and of PyTorch.
import test, { type ExecutionContext } from "ava";
import {
  broadcastTo,
  concat,
  Engine,
  gradients,
  jacobian,
  type Node,
  ones,
  placeholder,
  reshape,
  slice,
  type Tensor,
  zeros,
} from "wengert";
import { observation, reprojection, WIDTH, weightError } from "../harness/adbench/ba.js";
import { type Answers, distance, type Gmm, rows, tensor, text, values } from "../harness/adbench/data.js";
import { gmm } from "../harness/adbench/gmm.js";
import { hand, readModel } from "../harness/adbench/hand.js";
import { lstm } from "../harness/adbench/lstm.js";
import { sharedOracle } from "../harness/shared.js";

// absolute, as ADBench asks for
const TOLERANCE = 1e-8;

const found = sharedOracle<Answers>("adbench.json");
if (found) {
  for (const c of found.gmm) test(`ADBench gmm: d = ${c.d}, K = ${c.K}, n = ${c.n}`, (t) => mixture(t, c));
  test("ADBench ba: errors, and the Jacobian of each observation", (t) => bundle(t, found));
  test("ADBench lstm: objective and gradient of 1024 characters, two layers", (t) => network(t, found));
  test("ADBench hand: errors of two points, Jacobian of 26 angles", (t) => fingers(t, found));
}

function near(t: ExecutionContext, what: string, got: Iterable<number>, want: readonly number[]): void {
  const off = distance(got, want);
  t.log(`${what}: ${off.toExponential(1)}`);
  t.true(off <= TOLERANCE, `${what} is off by ${off}`);
}

async function mixture(t: ExecutionContext, { file, d, K, n, wishart, torch, expected_upstream }: Gmm): Promise<void> {
  const lines = rows(file.replace(/^data\//, ""));
  const part = (from: number, count: number) => lines.slice(1 + from, 1 + from + count).flat();
  const width = d + (d * (d - 1)) / 2;
  const points = lines.slice(1 + 3 * K, -1);
  // where a file has one point, it stands for all
  const all = Array.from({ length: n }, (_, i) => points[i % points.length]!).flat();
  const alphas = placeholder("alphas", [K], "f64");
  const means = placeholder("means", [K, d], "f64");
  const icf = placeholder("icf", [K, width], "f64");
  const x = placeholder("x", [n, d], "f64");
  const objective = gmm(x, { alphas, means, icf }, ...wishart);
  const engine = await Engine.create();
  const results = engine.run([objective, ...gradients(objective, [alphas, means, icf])], {
    alphas: tensor(part(0, K), [K]),
    means: tensor(part(K, K), [K, d]),
    icf: tensor(part(2 * K, K), [K, width]),
    x: tensor(all, [n, d]),
  });
  const [value, ...slopes] = results as readonly Tensor[];
  near(t, "objective", value!.data, [torch.objective]);
  for (const [i, name] of (["alphas", "means", "icf"] as const).entries())
    near(t, `gradient of ${name}`, slopes[i]!.data, torch[`grad_${name}`]);
  if (!expected_upstream) return;
  near(t, "objective, upstream", value!.data, [expected_upstream.objective]);
  near(
    t,
    "gradient, upstream",
    slopes.flatMap((s) => [...s.data]),
    expected_upstream.gradient_alphas_means_icf,
  );
}

async function bundle(t: ExecutionContext, { ba }: Answers): Promise<void> {
  const [sizes, cam, point, [w], feature] = rows(ba.file.replace(/^data\//, "")) as [
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  const p = sizes[2]!;
  const one = placeholder("one", [WIDTH], "f64");
  const row = observation(slice(one, [[0, 11]]), slice(one, [[11, 14]]), slice(one, [[14, 15]]));
  const all = placeholder("all", [p, WIDTH], "f64");
  const seen = broadcastTo(values([feature]), [p, 2]);
  const errors = reprojection(all, seen);
  // an observation depends on its own parameters alone: two cotangents give the two rows of every Jacobian
  const along = (i: number): Node => {
    const [on, off] = [ones([p, 1], "f64"), zeros([p, 1], "f64")];
    return gradients(errors, [all], { cotangent: concat(i ? [off, on] : [on, off], 1) })[0];
  };
  const single = reshape(reprojection(reshape(row, [1, WIDTH]), values([feature])), [2]);
  const squares = weightError(slice(all, [null, [14, 15]]));
  const observed = [...cam, ...point, w!];
  const feeds = {
    one: tensor(observed, [WIDTH]),
    all: tensor(Array.from({ length: p }, () => observed).flat(), [p, WIDTH]),
  };
  const engine = await Engine.create();
  const nodes = [errors, along(0), along(1), squares, ...gradients(squares, [all]), single];
  const [got, first, second, weights, slopes] = engine.run([...nodes, one], feeds) as readonly Tensor[];

  for (const [name, answer, jacobianRows] of [
    ["PyTorch", ba.torch, ba.torch.J_rows],
    ["upstream", ba.expected_upstream, ba.expected_upstream.J_rows_cam11_X3_w1],
  ] as const) {
    const times = <T>(list: readonly T[]): T[] => Array.from({ length: p }, () => list).flat();
    near(t, `reprojection errors, ${name}`, got!.data, times(answer.reproj_err));
    near(t, `weight errors, ${name}`, weights!.data, times([answer.w_err]));
    near(t, `Jacobians, row 1, ${name}`, first!.data, times(jacobianRows[0]!));
    near(t, `Jacobians, row 2, ${name}`, second!.data, times(jacobianRows[1]!));
    for (const mode of ["forward", "reverse"] as const)
      near(
        t,
        `jacobian, ${mode} mode, ${name}`,
        engine.run(jacobian(single, one, { mode }), { one: feeds.one }).data,
        jacobianRows.flat(),
      );
  }
  near(
    t,
    "∂ weight error",
    slopes!.data,
    Array.from({ length: p * WIDTH }, (_, i) => (i % WIDTH === 14 ? ba.expected_upstream.dw_err : 0)),
  );
}

async function network(t: ExecutionContext, { lstm: answer }: Answers): Promise<void> {
  const [[layers, , b], ...lines] = rows(answer.file.replace(/^data\//, "")) as [number[], ...number[][]];
  const take = (count: number) => lines.splice(0, count);
  const feed = (list: readonly number[][]) => tensor(list.flat(), [list.length, list[0]!.length]);
  const feeds = {
    main: feed(take(2 * layers!)),
    extra: feed(take(3)),
    state: feed(take(2 * layers!)),
    sequence: feed(take(lines.length)),
  };
  const main = placeholder("main", [2 * layers!, 4 * b!], "f64");
  const extra = placeholder("extra", [3, b!], "f64");
  const state = placeholder("state", [2 * layers!, b!], "f64");
  const sequence = placeholder("sequence", feeds.sequence.shape, "f64");
  const objective = lstm(main, extra, state, sequence);
  const engine = await Engine.create();
  const [value, ...slopes] = engine.run(
    [objective, ...gradients(objective, [main, extra])],
    feeds,
  ) as readonly Tensor[];
  const gradient = slopes.flatMap((slope) => [...slope.data]);
  near(t, "objective, PyTorch", value!.data, [answer.torch.objective]);
  near(t, "gradient, PyTorch", gradient, answer.torch.gradient_main_extra);
  near(t, "objective, upstream (8 digits)", value!.data, [answer.expected_upstream.objective]);
  near(t, "gradient, upstream", gradient, answer.expected_upstream.gradient_main_extra);
}

async function fingers(t: ExecutionContext, { hand: answer }: Answers): Promise<void> {
  const [[count, angles], ...lines] = rows("hand/test.txt") as [number[], ...number[][]];
  const seen = lines.slice(0, count!);
  const theta = placeholder("theta", [angles!], "f64");
  const model = readModel(text("hand/model/bones.txt"), text("hand/model/vertices.txt"));
  const errors = hand(
    theta,
    model,
    seen.map(([vertex]) => vertex!),
    values(seen.map((line) => line.slice(1))),
  );
  const engine = await Engine.create();
  const flat = reshape(errors, [3 * count!]);
  const feeds = { theta: tensor(lines.slice(count!).flat(), [angles!]) };
  near(t, "objective", engine.run(errors, feeds).data, answer.expected_upstream.objective);
  for (const mode of ["forward", "reverse"] as const) {
    const { data } = engine.run(jacobian(flat, theta, { mode }), feeds);
    const byColumns = answer.expected_upstream.jacobian_colmajor_6x26.map(
      (_, i) => data[(i % 6) * angles! + Math.floor(i / 6)]!,
    );
    near(t, `Jacobian, ${mode} mode`, byColumns, answer.expected_upstream.jacobian_colmajor_6x26);
  }
}
