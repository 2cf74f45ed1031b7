// ADBench's LSTM: layers whose gates are elementwise, predicting a sequence of characters from its start.
import { add, exp, log, mul, type Node, reshape, scan, sigmoid, slice, sub, sum, tanh, unbind } from "wengert";

type F64 = Node<"f64">;
type Cell = { readonly hidden: F64; readonly cell: F64 };

/**
 * −Σₜ yₜ · (pₜ − log(2 + Σ exp pₜ)) / count, where p is what the layers make of the character before. main (2·layers, 4b):
 * weights and biases of the gates forget, in, out, change; extra (3,b): weights in, weights and bias out; state
 * (2·layers, b): hidden and cell; sequence (c,b).
 */
export function lstm(main: F64, extra: F64, state: F64, sequence: F64): F64 {
  const [c, b] = sequence.shape as [number, number];
  const gates = unbind(main).map((row) => unbind(reshape(row, [4, b]))); // 2·layers of 4 (b)
  const [wIn, wOut, bOut] = unbind(extra) as [F64, F64, F64];
  const layers = gates.length / 2;
  const cells = unbind(state);
  const init = Array.from({ length: layers }, (_, i): Cell => ({ hidden: cells[2 * i]!, cell: cells[2 * i + 1]! }));

  const step = (carry: readonly Cell[], x: F64): [Cell[], F64] => {
    let flow = mul(x, wIn);
    const next = carry.map(({ hidden, cell }, i): Cell => {
      const gate = (k: number, of: F64) => add(mul(of, gates[2 * i]![k]!), gates[2 * i + 1]![k]!);
      const kept = mul(cell, sigmoid(gate(0, flow)));
      const inner = add(kept, mul(sigmoid(gate(1, hidden)), tanh(gate(3, hidden))));
      const out = mul(sigmoid(gate(2, flow)), tanh(inner));
      flow = out;
      return { hidden: out, cell: inner };
    });
    return [next, add(mul(flow, wOut), bOut)];
  };
  const [, predicted] = scan(step, init, slice(sequence, [[0, c - 1]]));
  const gold = slice(sequence, [[1, c]]);
  const total = log(add(sum(exp(predicted), 1, { keepDims: true }), 2));
  return mul(sum(mul(gold, sub(predicted, total))), -1 / ((c - 1) * b));
}
