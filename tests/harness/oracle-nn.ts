// How PyTorch's cases of linear algebra, convolution, pooling, normalisation, attention, cells and networks are written.
import type { DType, Node } from "wengert";
import * as w from "wengert";
import type { Case } from "./oracle.js";

type Build = (x: Node[], attrs: Case["attrs"]) => Node | Node[];

const linear = (x: Node, weight: Node, b: Node): Node => w.add(w.matmul(x, w.transpose(weight)), b);

type Conv = (x: Node, weight: Node, options: w.ConvTransposeOptions) => Node;
const conv =
  (f: Conv): Build =>
  ([x, weight, bias], { stride = 1, padding = 0, dilation = 1, groups = 1, output_padding: outputPadding = 0 }) =>
    f(x!, weight!, { stride, padding, dilation, groups, outputPadding, ...(bias ? { bias } : {}) });
const maxPool =
  (f: typeof w.maxPool2d): Build =>
  ([x], { kernel, stride = kernel, padding = 0, dilation = 1, ceil_mode: ceil = false }) =>
    f(x!, kernel, { stride, padding, dilation, ceil });
const avgPool =
  (f: typeof w.avgPool2d): Build =>
  ([x], { kernel, stride = kernel, padding = 0, count_include_pad: countPadding = true }) =>
    f(x!, kernel, { stride, padding, countPadding });

/** f over the bins that PyTorch's adaptive pooling cuts the last two axes into. */
function adaptive(x: Node, output: readonly number[], f: typeof w.mean): Node {
  const bins = (size: number, n: number) =>
    Array.from({ length: n }, (_, i) => [Math.floor((i * size) / n), Math.ceil(((i + 1) * size) / n)] as const);
  const [h, width] = x.shape.slice(-2) as [number, number];
  const row = (rows: readonly [number, number]) =>
    w.stack(
      bins(width, output[1]!).map((columns) => f(w.slice(x, [null, null, rows, columns]), [2, 3])),
      2,
    );
  return w.stack(bins(h, output[0]!).map(row), 2);
}
/** The matrix (output, input) that interpolates linearly along an axis. */
function interpolation(input: number, output: number, alignCorners: boolean, dtype: DType): Node {
  const rows = Array.from({ length: output }, (_, i) => {
    const at = alignCorners ? (i * (input - 1)) / (output - 1) : Math.max(((i + 0.5) * input) / output - 0.5, 0);
    const low = Math.min(Math.floor(at), input - 1);
    const row = new Array<number>(input).fill(0);
    row[low]! += 1 - (at - low);
    row[Math.min(low + 1, input - 1)]! += at - low;
    return row;
  });
  return w.constant(rows, dtype);
}
// The perceptron takes y itself: only the attention's input is normalised.
function transformerBlock([x, wq, wk, wv, wo, g, b, up, down]: Node[]): Node {
  const heads = (y: Node) => w.permute(w.reshape(y, [3, 2, 2]), [1, 0, 2]);
  const h = w.layerNorm(x!, g!, b!);
  const [q, k, v] = [wq!, wk!, wv!].map((weight) => heads(w.matmul(h, weight))) as [Node, Node, Node];
  const mixed = w.reshape(w.permute(w.attention(q, k, v, { causal: true }), [1, 0, 2]), [3, 4]);
  const y = w.add(x!, w.matmul(mixed, wo!));
  return w.add(y, w.matmul(w.gelu(w.matmul(y, up!)), down!));
}
const identity = (n: number, scale: number, dtype: DType): Node =>
  w.constant(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? scale : 0))),
    dtype,
  );

export const nn: Readonly<Record<string, Build>> = {
  trace: ([a]) => w.trace(a!),
  inv: ([a]) => w.inv(a!),
  det: ([a]) => w.det(a!),
  slogdet_logabs: ([a]) => w.slogdet(a!)[1],
  solve: ([a, b]) => w.solve(a!, b!),
  cholesky: ([a]) => w.cholesky(w.add(w.matmul(a!, w.transpose(a!)), identity(3, 2, a!.dtype))),

  conv1d: conv(w.conv1d as Conv),
  conv2d: conv(w.conv2d as Conv),
  conv3d: conv(w.conv3d as Conv),
  conv_transpose1d: conv(w.convTranspose1d as Conv),
  conv_transpose2d: conv(w.convTranspose2d as Conv),
  max_pool1d: maxPool(w.maxPool1d),
  max_pool2d: maxPool(w.maxPool2d),
  avg_pool1d: avgPool(w.avgPool1d),
  avg_pool2d: avgPool(w.avgPool2d),
  adaptive_avg_pool2d: ([x], { output }) => adaptive(x!, output, w.mean),
  adaptive_max_pool2d: ([x], { output }) => adaptive(x!, output, w.max),
  interpolate: ([x], { mode, scale, size, align_corners: alignCorners }) => {
    const [n, c, h, width] = x!.shape as [number, number, number, number];
    if (mode === "nearest") {
      const wide = w.broadcastTo(w.reshape(x!, [n, c, h, 1, width, 1]), [n, c, h, scale, width, scale]);
      return w.reshape(wide, [n, c, h * scale, width * scale]);
    }
    const [rows, columns] = [h, width].map((from, i) => interpolation(from, size[i], alignCorners, x!.dtype));
    return w.matmul(w.matmul(rows!, x!), w.transpose(columns!));
  },
  pixel_shuffle: ([x], { r }) => {
    const [n, c, h, width] = x!.shape as [number, number, number, number];
    const cut = w.permute(w.reshape(x!, [n, c / (r * r), r, r, h, width]), [0, 1, 4, 2, 5, 3]);
    return w.reshape(cut, [n, c / (r * r), h * r, width * r]);
  },

  layer_norm: ([x, g, b], { eps, axes = [-1] }) => w.layerNorm(x!, g, b, { eps, axes }),
  group_norm: ([x, g, b], { groups, eps }) => w.groupNorm(x!, groups, g, b, { eps }),
  instance_norm: ([x, g, b], { eps }) => w.groupNorm(x!, x!.shape[1] as number, g, b, { eps }),
  rms_norm: ([x, g], { eps }) => w.rmsNorm(x!, g, { eps }),
  batch_norm_train: ([x, g, b], { eps }) => w.batchNorm(x!, g, b, { eps }),
  batch_norm_eval: ([x, mean, variance, g, b], { eps }) =>
    w.batchNorm(x!, g, b, { eps, mean: mean!, variance: variance! }),
  batch_norm_train_running: ([x, m, v], { eps, momentum }) => {
    // PyTorch's running statistics carry no gradient
    const moved = (old: Node, now: Node) => w.add(w.mul(old, 1 - momentum), w.mul(w.stopGradient(now), momentum));
    return [w.batchNorm(x!, undefined, undefined, { eps }), moved(m!, w.mean(x!, 0)), moved(v!, w.variance(x!, 0))];
  },
  l2_normalize: ([x], { axis, eps = 1e-12 }) => {
    // the norm's derivative at 0 is 0
    const squares = w.sum(w.square(x!), axis, { keepDims: true });
    const empty = w.equal(squares, 0);
    return w.div(x!, w.maximum(w.where(empty, 0, w.sqrt(w.where(empty, 1, squares))), eps));
  },
  local_response_norm: ([x], { size, alpha, beta, k }) => {
    const before = Math.floor(size / 2);
    const squares = w.unsqueeze(w.square(x!), 1);
    const [n, c, l] = x!.shape as [number, number, number];
    const padded = w.pad(squares, [
      [0, 0],
      [0, 0],
      [before, size - 1 - before],
      [0, 0],
    ]);
    const mean = w.reshape(w.avgPool2d(padded, [size, 1], { stride: 1 }), [n, c, l]);
    return w.div(x!, w.pow(w.add(w.mul(mean, alpha), k), beta));
  },
  unfold_im2col: ([x], { kernel: [kh, kw] }) => {
    const [n, c, h, width] = x!.shape as [number, number, number, number];
    const weight = w.reshape(identity(c * kh * kw, 1, x!.dtype), [c * kh * kw, c, kh, kw]);
    return w.reshape(w.conv2d(x!, weight), [n, c * kh * kw, (h - kh + 1) * (width - kw + 1)]);
  },

  sdpa: ([q, k, v, mask], { causal = false, scale }) =>
    w.attention(q!, k!, v!, { causal, ...(mask ? { mask } : {}), ...(scale ? { scale } : {}) }),
  sdpa_gqa: ([q, k, v], { q_heads: heads, kv_heads: shared }) => {
    const [n, , m, width] = q!.shape as [number, number, number, number];
    const grouped = w.reshape(q!, [n, shared, heads / shared, m, width]);
    return w.reshape(w.attention(grouped, w.unsqueeze(k!, 2), w.unsqueeze(v!, 2)), [n, heads, m, width]);
  },
  rope: ([x], { base }) => {
    const [, length, width] = x!.shape as [number, number, number];
    const angle = (f: (a: number) => number) =>
      w.constant(
        Array.from({ length }, (_, p) =>
          Array.from({ length: width / 2 }, (_, i) => f(p * base ** ((-2 * i) / width))),
        ),
        x!.dtype as DType,
      );
    const [cos, sin] = [angle(Math.cos), angle(Math.sin)];
    const [a, b] = w.split(x!, 2, -1) as [Node, Node];
    return w.concat([w.sub(w.mul(a, cos), w.mul(b, sin)), w.add(w.mul(b, cos), w.mul(a, sin))], -1);
  },
  lstm_cell: ([x, h, c, wi, wh, bi, bh]) => {
    const gates = w.split(w.add(linear(x!, wi!, bi!), linear(h!, wh!, bh!)), 4, 1) as [Node, Node, Node, Node];
    const [input, forget, cell, output] = gates;
    const next = w.add(w.mul(w.sigmoid(forget), c!), w.mul(w.sigmoid(input), w.tanh(cell)));
    return [w.mul(w.sigmoid(output), w.tanh(next)), next];
  },
  gru_cell: ([x, h, wi, wh, bi, bh]) => {
    const [ri, zi, ni] = w.split(linear(x!, wi!, bi!), 3, 1) as [Node, Node, Node];
    const [rh, zh, nh] = w.split(linear(h!, wh!, bh!), 3, 1) as [Node, Node, Node];
    const [r, z] = [w.sigmoid(w.add(ri, rh)), w.sigmoid(w.add(zi, zh))];
    return w.add(w.mul(w.sub(1, z), w.tanh(w.add(ni, w.mul(r, nh)))), w.mul(z, h!));
  },
  tiny_cnn: ([x, weight, bias, head, b, y]) => {
    const maps = w.maxPool2d(w.tanh(w.conv2d(x!, weight!, { padding: 1, bias: bias! })), 2);
    return w.crossEntropy(linear(w.reshape(maps, [2, -1]), head!, b!), y!);
  },
  transformer_block: transformerBlock,
};
