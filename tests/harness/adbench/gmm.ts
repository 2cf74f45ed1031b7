// ADBench's Gaussian mixture: log-likelihood of n points in d dimensions under K components, with a Wishart prior.
import {
  add,
  concat,
  constant,
  exp,
  gather,
  logsumexp,
  matmul,
  mul,
  type Node,
  slice,
  square,
  sub,
  sum,
  transpose,
  unsqueeze,
  zeros,
} from "wengert";

type F64 = Node<"f64">;

export interface Mixture {
  /** (K) logarithms of weights, up to a constant */
  readonly alphas: F64;
  /** (K,d) */
  readonly means: F64;
  /** (K, d + d(d−1)/2) roots of the precisions: log of the diagonal, then the lower triangle column by column */
  readonly icf: F64;
}

/**
 * −nd/2·log 2π + Σᵢ logsumexpₖ(αₖ + Σq_k − ½‖Q_k(xᵢ − μ_k)‖²) − n·logsumexp α + prior, where Q_k is lower triangular with
 * the diagonal exp q_k. x (n,d).
 */
export function gmm(x: F64, { alphas, means, icf }: Mixture, gamma: number, m: number): F64 {
  const [n, d] = x.shape as [number, number];
  const [K] = alphas.shape as [number];
  const [logs, below] = [slice(icf, [null, [0, d]]), slice(icf, [null, [d]])];
  const sums = sum(logs, 1); // (K)
  // Q (K,d,d): element (i,j) is a column of [exp q, below the diagonal, 0]
  const columns = concat([exp(logs), below, zeros([K, 1], "f64")], 1);
  const Q = gather(columns, triangle(d), 1);
  const away = sub(unsqueeze(x, 0), unsqueeze(means, 1)); // (K,n,d)
  const squares = sum(square(matmul(away, transpose(Q))), 2); // (K,n)
  const inner = sub(unsqueeze(add(alphas, sums), 1), mul(squares, 0.5));
  const likelihood = sub(sum(logsumexp(inner, 0)), mul(logsumexp(alphas), n));
  return add(likelihood, prior(columns, sums, d, gamma, m), -0.5 * n * d * Math.log(2 * Math.PI));
}

// the column of `columns` that stands at (i,j) of Q
function triangle(d: number): Node<"i32"> {
  const zero = d + (d * (d - 1)) / 2;
  const index = Array.from({ length: d }, (_, i) => Array.from({ length: d }, (_, j) => (i === j ? i : zero)));
  let at = d;
  for (let j = 0; j < d; j++) for (let i = j + 1; i < d; i++) index[i]![j] = at++;
  return constant(index, "i32");
}

// Σ_k ½γ²‖Q_k‖² − m·Σq_k, less K times the Wishart distribution's constant
function prior(columns: F64, sums: F64, d: number, gamma: number, m: number): F64 {
  const [K] = sums.shape as [number];
  const df = d + m + 1;
  const gammas = Array.from({ length: d }, (_, j) => logGammaOfHalf(df - j)).reduce((a, b) => a + b);
  const C = df * d * (Math.log(gamma) - 0.5 * Math.LN2) - (0.25 * d * (d - 1) * Math.log(Math.PI) + gammas);
  return add(mul(sum(square(columns)), 0.5 * gamma * gamma), mul(sum(sums), -m), -K * C);
}

/** log Γ(n/2) for a whole n ≥ 1. */
function logGammaOfHalf(n: number): number {
  let log = n % 2 ? 0.5 * Math.log(Math.PI) : 0;
  for (let half = n % 2 ? 0.5 : 1; half < n / 2; half++) log += Math.log(half);
  return log;
}
