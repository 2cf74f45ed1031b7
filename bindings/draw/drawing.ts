// The plain data between a graph and its pictures: DOT, Mermaid and SVG are written from it.
import type { Kind } from "./theme.js";

export type Direction = "BT" | "TB" | "LR" | "RL";

/** A graph as boxes, edges and frames. It holds no nodes: it can be cloned, sent and saved. */
export interface Drawing {
  readonly title: string | undefined;
  readonly rankdir: Direction;
  readonly legend: boolean;
  /** operands before users */
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
  /** outer frames before the ones inside them */
  readonly clusters: readonly Cluster[];
}

export interface Box {
  readonly id: string;
  readonly kind: Kind;
  /** `"circle"` for operations whose lines are few and short */
  readonly shape: "circle" | "wide";
  /** one of the nodes that were asked for */
  readonly output: boolean;
  readonly lines: readonly Line[];
  /** the index of the frame around it */
  readonly cluster: number | undefined;
}

export interface Line {
  readonly text: string;
  readonly role: "symbol" | "name" | "value" | "type" | "tangent" | "adjoint";
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  /** the local derivative, `∂e/∂c = 2` */
  readonly label?: string;
  /** the operand's position from 1, where the order of operands matters */
  readonly operand?: number;
}

export interface Cluster {
  readonly name: string;
  /** `"graph"` and `"gradients"` stand beside each other where gradients were asked for */
  readonly kind: "scope" | "graph" | "gradients";
  readonly parent: number | undefined;
}

/** A step of a walk over frames and the boxes in them; `depth` counts the frames around it. */
export type Step = { readonly depth: number } & (
  | { readonly kind: "open"; readonly cluster: Cluster; readonly index: number }
  | { readonly kind: "box"; readonly box: Box }
  | { readonly kind: "close" }
);

/** Frames and boxes in the order in which nested blocks are written: a frame's boxes, then the frames inside it. */
export function nested({ boxes, clusters }: Drawing): Step[] {
  const outside: Box[] = [];
  const inside: Box[][] = clusters.map(() => []);
  const children: number[][] = clusters.map(() => []);
  const roots: number[] = [];
  for (const box of boxes) (box.cluster === undefined ? outside : inside[box.cluster]!).push(box);
  for (const [index, { parent }] of clusters.entries()) (parent === undefined ? roots : children[parent]!).push(index);
  const steps: Step[] = outside.map((box) => ({ kind: "box", box, depth: 0 }));
  const open: Iterator<number>[] = [roots.values()];
  while (open.length) {
    const next = open[open.length - 1]!.next();
    const depth = open.length - 1;
    if (next.done) {
      open.pop();
      if (open.length) steps.push({ kind: "close", depth: depth - 1 });
      continue;
    }
    const index = next.value;
    steps.push({ kind: "open", cluster: clusters[index]!, index, depth });
    for (const box of inside[index]!) steps.push({ kind: "box", box, depth: depth + 1 });
    open.push(children[index]!.values());
  }
  return steps;
}
