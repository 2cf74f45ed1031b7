// Which updates are computed straight into their parameters, in the commit section, and in which order.
import { isPick, type Node, type Parameter } from "../graph/node.js";
import type { Program } from "./program.js";

/** Nodes whose every result is the next value of a parameter: where each result would be written. */
export type Targets = ReadonlyMap<Node, readonly Parameter[]>;

/** The nodes that may be written over parameters: the op allows it, and nothing else uses the results. */
export function commitCandidates(program: Program): Targets {
  if (program.checkFinite) return new Map();
  const written = new Map<Node, Parameter[]>();
  for (const [p, next] of program.updates) written.set(next, [...(written.get(next) ?? []), p]);
  const fetched = new Set(program.outputs);
  const found = new Map<Node, Parameter[]>();
  for (const [p, next] of program.updates) {
    const alone = program.uses.get(next) === 0 && !fetched.has(next) && written.get(next)!.length === 1;
    if (!alone || program.constant.has(next)) continue;
    const owner = isPick(next) ? next.inputs[0]! : next;
    if (!owner.entry.inPlace) continue;
    const targets = found.get(owner) ?? [];
    targets[isPick(next) ? (next.attributes.i as number) : 0] = p;
    found.set(owner, targets);
  }
  for (const [owner, targets] of found)
    if (Object.keys(targets).length < owner.results.length || (program.uses.get(owner) ?? 0) > targets.length)
      found.delete(owner);
  return found;
}

/** Where an operand's data stands: the parameter, and whether it is the whole of it in the shape of the result. */
export interface Source {
  readonly parameter: Parameter | undefined;
  readonly whole: boolean;
}

/**
 * The candidates that can be committed in place, in an order in which every reader of an old value comes before its
 * writer. An operand that stands in a parameter which the node itself writes must be at the same place in both.
 */
export function commitOrder(candidates: Targets, source: (operand: Node, of: Node) => Source): Targets {
  const writer = new Map<Parameter, Node>();
  for (const [owner, targets] of candidates) for (const target of targets) writer.set(target, owner);
  const safe = (owner: Node, targets: readonly Parameter[]): boolean =>
    owner.inputs.every((x, i) => {
      const { parameter, whole } = source(x, owner);
      if (!parameter || !targets.includes(parameter)) return true;
      return whole && (targets.length === 1 || targets[i] === parameter);
    });
  const waiting = new Map<Node, Set<Node>>();
  for (const [owner, targets] of candidates) if (safe(owner, targets)) waiting.set(owner, new Set());
  for (const owner of waiting.keys())
    for (const x of owner.inputs) {
      const { parameter } = source(x, owner);
      const other = parameter && writer.get(parameter);
      if (other && other !== owner) waiting.get(other)?.add(owner);
    }
  // what stands in a cycle of readers and writers is left out, and staged
  const result = new Map<Node, readonly Parameter[]>();
  for (let progress = true; progress; ) {
    progress = false;
    for (const [owner, readers] of waiting) {
      for (const reader of readers) if (!waiting.has(reader)) readers.delete(reader);
      if (readers.size) continue;
      waiting.delete(owner);
      result.set(owner, candidates.get(owner)!);
      progress = true;
    }
  }
  return result;
}
