// Batches of rows in a shuffled order that any runtime repeats. The order of an epoch depends on the seed and the
// epoch's number alone, so a state of three numbers resumes exactly.
import { arrayTypes, type DType } from "../dtype.js";
import { FeedError } from "../errors.js";
import { Tensor, type TensorLike } from "../tensor.js";
import { philoxPermutation } from "./philox.js";

/** Where an iteration stands: the next batch starts at row `position` of the epoch's order. */
export interface BatchState {
  readonly seed: number;
  readonly epoch: number;
  readonly position: number;
}
/** Batches to iterate over; `state` can be saved and set. */
export interface Batches<F> extends Iterable<F> {
  state: BatchState;
}
export interface BatchOptions {
  /** rows a batch */
  readonly size: number;
  /** default 0 */
  readonly seed?: number;
  /** default 1 */
  readonly epochs?: number;
  /** leave out a last batch that is not full; default false */
  readonly dropLast?: boolean;
}

/**
 * Batches of rows of tensors with one first size, in a new order each epoch. Iterating goes on from `state`.
 * @throws FeedError if the tensors have differing numbers of rows
 */
export function batches<F extends Readonly<Record<string, TensorLike>>>(
  data: F,
  options: BatchOptions,
): Batches<{ [K in keyof F]: Tensor<F[K]["dtype"]> }> {
  const { size, seed = 0, epochs = 1, dropLast = false } = options;
  const entries = Object.entries(data);
  const rows = entries[0]?.[1].shape[0];
  if (rows === undefined) throw new FeedError("batches: needs tensors with at least one axis");
  for (const [name, tensor] of entries)
    if (tensor.shape[0] !== rows)
      throw new FeedError(`batches: ${name} has ${tensor.shape[0]} rows, ${entries[0]![0]} has ${rows}`);
  if (!Number.isInteger(size) || size < 1)
    throw new FeedError(`batches: the size is a whole number of rows, not ${size}`);
  let state: BatchState = { seed, epoch: 0, position: 0 };
  type Batch = { [K in keyof F]: Tensor<F[K]["dtype"]> };
  return {
    get state() {
      return state;
    },
    set state(next) {
      if (
        ![next.seed, next.epoch, next.position].every(Number.isSafeInteger) ||
        next.position < 0 ||
        next.position > rows
      )
        throw new FeedError(`batches: ${JSON.stringify(next)} is no state of ${rows} rows`);
      state = { seed: next.seed, epoch: next.epoch, position: next.position };
    },
    *[Symbol.iterator](): Generator<Batch> {
      for (; state.epoch < epochs; state = { ...state, epoch: state.epoch + 1, position: 0 }) {
        const order = philoxPermutation(state.seed, state.epoch, rows);
        while (state.position < rows) {
          const from = state.position;
          const to = Math.min(from + size, rows);
          if (to - from < size && dropLast) break;
          state = { ...state, position: to };
          yield Object.fromEntries(entries.map(([name, t]) => [name, take(t, order.subarray(from, to))])) as Batch;
        }
      }
    },
  };
}

function take(tensor: TensorLike, rows: Int32Array): Tensor {
  const width = tensor.data.length / (tensor.shape[0] || 1);
  const data = new arrayTypes[tensor.dtype as DType](rows.length * width);
  for (const [i, row] of rows.entries()) data.set(tensor.data.subarray(row * width, (row + 1) * width), i * width);
  return new Tensor(data, [rows.length, ...tensor.shape.slice(1)], tensor.dtype);
}
