// Decompositions of square matrices, `batch` of them one after another, row-major. n, k and batch may be 0.
//
// LU with partial pivoting, P·A = L·U: `lu` holds L below the diagonal, which is of ones, and U above; pivot[i] ≥ i (i32) is the
// row that was exchanged with row i. A zero pivot stays: only lu_solve minds.
import { Fault } from "./check-fault";
import { Copy } from "./movement-copy";
import { Line, triangular } from "./decompose-triangular";
import { Row } from "./softmax-rows";

function factor<T extends number>(y: usize, pivot: usize, x: usize, n: i32, batch: i32): void {
  const size = sizeof<T>();
  const bytes = <usize>n * size;
  Copy.copy<T>(y, x, <usize>batch * n * bytes);
  for (; batch > 0; batch--, y += <usize>n * bytes) {
    for (let k = 0; k < n; k++, pivot += 4) {
      const top = y + <usize>k * bytes;
      const at = <usize>k * size;
      let best = top;
      for (let p = top + bytes; p < y + <usize>n * bytes; p += bytes) {
        if (abs<T>(load<T>(p + at)) > abs<T>(load<T>(best + at))) best = p;
      }
      store<i32>(pivot, <i32>((best - y) / bytes));
      if (best != top) Line.swap(top, best, bytes);
      const d = load<T>(top + at);
      if (d == <T>0) continue;
      for (let p = top + bytes; p < y + <usize>n * bytes; p += bytes) {
        const m = <T>(load<T>(p + at) / d);
        store<T>(p + at, m);
        Line.add<T>(p + at + size, <T>-m, top + at + size, bytes - at - size);
      }
    }
  }
}

// y = P·y, or Pᵀ·y; rows of `bytes`.
function exchange(y: usize, pivot: usize, n: i32, bytes: usize, back: bool): void {
  for (let done = 0; done < n; done++) {
    const i = back ? n - 1 - done : done;
    const j = load<i32>(pivot + ((<usize>i) << 2));
    if (i != j) Line.swap(y + <usize>i * bytes, y + <usize>j * bytes, bytes);
  }
}

function luSolve<T extends number>(
  y: usize,
  lu: usize,
  pivot: usize,
  n: i32,
  k: i32,
  batch: i32,
  each: i32,
  transpose: i32,
  fault: usize,
): void {
  const bytes = <usize>k * sizeof<T>();
  for (let b = 0; b < batch; b++, y += <usize>n * bytes) {
    for (let i = 0; i < n; i++) if (load<T>(diagonal<T>(lu, n, i)) == <T>0) Fault.raise(fault, i, b);
    if (!transpose) {
      exchange(y, pivot, n, bytes, false);
      triangular<T>(y, lu, n, k, true, false, true);
      triangular<T>(y, lu, n, k, false, false, false);
    } else {
      triangular<T>(y, lu, n, k, false, true, false);
      triangular<T>(y, lu, n, k, true, true, true);
      exchange(y, pivot, n, bytes, true);
    }
    lu += <usize>(each * n * n) * sizeof<T>();
    pivot += (<usize>(each * n)) << 2;
  }
}

function diagonal<T extends number>(a: usize, n: i32, i: i32): usize {
  return a + <usize>(i * (n + 1)) * sizeof<T>();
}
// det P.
function parity(pivot: usize, n: i32): i32 {
  let sign = 1;
  for (let i = 0; i < n; i++, pivot += 4) if (load<i32>(pivot) != i) sign = -sign;
  return sign;
}

function determinant<T extends number>(y: usize, lu: usize, pivot: usize, n: i32, batch: i32, sign: bool): void {
  for (; batch > 0; batch--, y += sizeof<T>(), lu += <usize>(n * n) * sizeof<T>(), pivot += (<usize>n) << 2) {
    let p = <T>parity(pivot, n);
    for (let i = 0; i < n; i++) {
      const d = load<T>(diagonal<T>(lu, n, i));
      if (!sign || !(abs<T>(d) > <T>0)) p = <T>(p * d);
      else if (d < <T>0) p = <T>-p;
    }
    store<T>(y, p);
  }
}
function logAbs<T extends number>(y: usize, lu: usize, n: i32, batch: i32): void {
  for (; batch > 0; batch--, y += sizeof<T>(), lu += <usize>(n * n) * sizeof<T>()) {
    let s = <T>0;
    for (let i = 0; i < n; i++) s = <T>(s + Row.log<T>(abs<T>(load<T>(diagonal<T>(lu, n, i)))));
    store<T>(y, s);
  }
}

// adj(A)ᵀ = det(P)·Pᵀ·L⁻ᵀ·adj(U)ᵀ. For i ≤ j, adj(U)[i,j] = ∏_{l<i} u[l,l]·e[i,j]·∏_{l>j} u[l,l] with e[i,i] = 1 and
// e[i,j] = −Σ_{i≤k<j} u[k,j]·∏_{k<l<j} u[l,l]·e[i,k]: minors of a triangle, without a division.
function cofactor<T extends number>(y: usize, lu: usize, pivot: usize, n: i32, batch: i32): void {
  const size = sizeof<T>();
  const bytes = <usize>n * size;
  const all = <usize>n * bytes;
  for (; batch > 0; batch--, y += all, lu += all, pivot += (<usize>n) << 2) {
    memory.fill(y, 0, all);
    let before = <T>parity(pivot, n);
    for (let i = 0; i < n; i++) {
      const column = y + <usize>i * size;
      store<T>(column + <usize>i * bytes, <T>1);
      for (let j = i + 1; j < n; j++) {
        let e = <T>0;
        let between = <T>1;
        for (let k = j - 1; k >= i; k--) {
          const u = load<T>(lu + <usize>k * bytes + <usize>j * size);
          e = <T>(e - <T>(<T>(u * between) * load<T>(column + <usize>k * bytes)));
          between = <T>(between * load<T>(diagonal<T>(lu, n, k)));
        }
        store<T>(column + <usize>j * bytes, e);
      }
      let rest = before;
      for (let j = n - 1; j >= i; j--) {
        const p = column + <usize>j * bytes;
        store<T>(p, <T>(load<T>(p) * rest));
        rest = <T>(rest * load<T>(diagonal<T>(lu, n, j)));
      }
      before = <T>(before * load<T>(diagonal<T>(lu, n, i)));
    }
    triangular<T>(y, lu, n, n, true, true, true);
    exchange(y, pivot, n, bytes, true);
  }
}

function cholesky<T extends number>(y: usize, x: usize, n: i32, batch: i32, fault: usize): void {
  const size = sizeof<T>();
  const bytes = <usize>n * size;
  for (let b = 0; b < batch; b++) {
    const first = y;
    for (let i = 0; i < n; i++, y += bytes, x += bytes) {
      let other = first;
      for (let j = 0; j < i; j++, other += bytes) {
        const at = <usize>j * size;
        const rest = <T>(load<T>(x + at) - Row.dot<T>(y, other, at));
        store<T>(y + at, <T>(rest / load<T>(other + at)));
      }
      const at = <usize>i * size;
      const square = <T>(load<T>(x + at) - Row.dot<T>(y, y, at));
      if (!(square > <T>0)) Fault.raise(fault, i, b);
      store<T>(y + at, <T>sqrt<T>(square));
      memory.fill(y + at + size, 0, bytes - at - size);
    }
  }
}

function triangularSolve<T extends number>(
  y: usize,
  a: usize,
  n: i32,
  k: i32,
  batch: i32,
  each: i32,
  lower: i32,
  transpose: i32,
  unit: i32,
): void {
  for (; batch > 0; batch--, y += <usize>(n * k) * sizeof<T>(), a += <usize>(each * n * n) * sizeof<T>()) {
    triangular<T>(y, a, n, k, lower != 0, transpose != 0, unit != 0);
  }
}

// P·x = L·U, x (batch,n,n), pivot (batch,n). y may be x.
export function lu_f32(y: usize, pivot: usize, x: usize, n: i32, batch: i32): void {
  factor<f32>(y, pivot, x, n, batch);
}
export function lu_f64(y: usize, pivot: usize, x: usize, n: i32, batch: i32): void {
  factor<f64>(y, pivot, x, n, batch);
}
// y = A⁻¹·y, or A⁻ᵀ·y, in place: y (batch,n,k); one A a matrix of y with `each` = 1, one for all with 0. A zero pivot is a
// fault: its place, and the matrix.
// biome-ignore format: one line a signature
export function lu_solve_f32(y: usize, lu: usize, pivot: usize, n: i32, k: i32, batch: i32, each: i32, transpose: i32, fault: usize): void {
  luSolve<f32>(y, lu, pivot, n, k, batch, each, transpose, fault);
}
// biome-ignore format: one line a signature
export function lu_solve_f64(y: usize, lu: usize, pivot: usize, n: i32, k: i32, batch: i32, each: i32, transpose: i32, fault: usize): void {
  luSolve<f64>(y, lu, pivot, n, k, batch, each, transpose, fault);
}
// y[b] = det A, 0 where A is singular.
export function lu_det_f32(y: usize, lu: usize, pivot: usize, n: i32, batch: i32): void {
  determinant<f32>(y, lu, pivot, n, batch, false);
}
export function lu_det_f64(y: usize, lu: usize, pivot: usize, n: i32, batch: i32): void {
  determinant<f64>(y, lu, pivot, n, batch, false);
}
// y[b] = 1, −1 or 0: the sign of det A.
export function lu_sign_f32(y: usize, lu: usize, pivot: usize, n: i32, batch: i32): void {
  determinant<f32>(y, lu, pivot, n, batch, true);
}
export function lu_sign_f64(y: usize, lu: usize, pivot: usize, n: i32, batch: i32): void {
  determinant<f64>(y, lu, pivot, n, batch, true);
}
// y[b] = ln |det A|, −∞ where A is singular.
export function lu_log_abs_f32(y: usize, lu: usize, n: i32, batch: i32): void {
  logAbs<f32>(y, lu, n, batch);
}
export function lu_log_abs_f64(y: usize, lu: usize, n: i32, batch: i32): void {
  logAbs<f64>(y, lu, n, batch);
}
// y (batch,n,n) = the cofactors of A, ∂ det A / ∂A. Exact formula for a singular A too.
export function lu_cofactor_f32(y: usize, lu: usize, pivot: usize, n: i32, batch: i32): void {
  cofactor<f32>(y, lu, pivot, n, batch);
}
export function lu_cofactor_f64(y: usize, lu: usize, pivot: usize, n: i32, batch: i32): void {
  cofactor<f64>(y, lu, pivot, n, batch);
}
// x = y·yᵀ with y lower triangular, x (batch,n,n) of which the lower triangle is read. A pivot that is not positive is a fault:
// its place, and the matrix. y may be x.
export function cholesky_f32(y: usize, x: usize, n: i32, batch: i32, fault: usize): void {
  cholesky<f32>(y, x, n, batch, fault);
}
export function cholesky_f64(y: usize, x: usize, n: i32, batch: i32, fault: usize): void {
  cholesky<f64>(y, x, n, batch, fault);
}
// y = op(A)⁻¹·y in place, A triangular; y and `each` as for lu_solve.
// biome-ignore format: one line a signature
export function triangular_solve_f32(y: usize, a: usize, n: i32, k: i32, batch: i32, each: i32, lower: i32, transpose: i32, unit: i32): void {
  triangularSolve<f32>(y, a, n, k, batch, each, lower, transpose, unit);
}
// biome-ignore format: one line a signature
export function triangular_solve_f64(y: usize, a: usize, n: i32, k: i32, batch: i32, each: i32, lower: i32, transpose: i32, unit: i32): void {
  triangularSolve<f64>(y, a, n, k, batch, each, lower, transpose, unit);
}
