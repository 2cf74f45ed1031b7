// ADBench's hand: bones turn by angles, the skin follows the bones, and some of its vertices were seen.
import {
  add,
  concat,
  constant,
  cos,
  gather,
  matmul,
  mul,
  type Node,
  reshape,
  sin,
  slice,
  stack,
  sub,
  unbind,
  unsqueeze,
  zerosLike,
} from "wengert";
import { rotate } from "./rotation.js";

type F64 = Node<"f64">;

export interface Model {
  /** of each bone, −1 for the root; a parent stands before its children */
  readonly parents: readonly number[];
  /** (bones,4,4) from a bone to its parent, at rest */
  readonly relative: F64;
  /** (bones,4,4) from the model to a bone, at rest */
  readonly inverse: F64;
  /** (vertices,4), homogeneous */
  readonly vertices: F64;
  /** (vertices, bones) */
  readonly weights: F64;
}

/** The model from the texts of bones.txt and vertices.txt, their fields separated by colons. */
export function readModel(bones: string, vertices: string): Model {
  const lines = (text: string) =>
    text
      .trim()
      .split("\n")
      .map((line) => line.trim().split(":"));
  const [skeleton, skin] = [lines(bones), lines(vertices)];
  const matrices = (from: number) =>
    reshape(
      constant(
        skeleton.map((fields) => fields.slice(from, from + 16).map(Number)),
        "f64",
      ),
      [-1, 4, 4],
    );
  const weights = skin.map((fields) => {
    const row = new Array<number>(skeleton.length).fill(0);
    // x y z, normal (3), texture (2), count, then bone and weight by turns
    for (let i = 0; i < Number(fields[8]); i++) row[Number(fields[9 + 2 * i])] = Number(fields[10 + 2 * i]);
    return row;
  });
  return {
    parents: skeleton.map(([, parent]) => Number(parent)),
    relative: matrices(2),
    inverse: matrices(18),
    vertices: constant(
      skin.map((fields) => [...fields.slice(0, 3).map(Number), 1]),
      "f64",
    ),
    weights: constant(weights, "f64"),
  };
}

/** points (p,3) − the vertices (p) that they are, for theta (26): rotation (3), translation (3), four angles a finger. */
export function hand(theta: F64, model: Model, correspondences: readonly number[], points: F64): F64 {
  const positions = skin(theta, model); // (vertices,3)
  const turned = rotate(unsqueeze(slice(theta, [[0, 3]]), 0), positions);
  const seen = gather(add(turned, slice(theta, [[3, 6]])), constant(correspondences, "i32"));
  return sub(points, seen);
}

// Σ_b w_vb · A_b · I_b · x_v, where A_b takes bone b to the model
function skin(theta: F64, { parents, relative, inverse, vertices, weights }: Model): F64 {
  const count = parents.length;
  const transforms = matmul(absolutes(matmul(relative, turns(theta, count)), parents), inverse);
  const blended = reshape(matmul(weights, reshape(transforms, [count, 16])), [-1, 4, 4]);
  return slice(reshape(matmul(blended, unsqueeze(vertices, 2)), [-1, 4]), [null, [0, 3]]);
}

// The transform of each bone to the model: its own after its parent's, level by level of the tree.
function absolutes(relatives: F64, parents: readonly number[]): F64 {
  const done: number[] = []; // bones in the order of `known`
  let known: F64 | undefined;
  for (;;) {
    const level = parents.flatMap((p, bone) => (!done.includes(bone) && (p < 0 || done.includes(p)) ? [bone] : []));
    if (level.length === 0) break;
    const own = gather(relatives, constant(level, "i32"));
    const next = known
      ? matmul(
          gather(
            known,
            constant(
              level.map((bone) => done.indexOf(parents[bone]!)),
              "i32",
            ),
          ),
          own,
        )
      : own;
    known = known ? concat([known, next]) : next;
    done.push(...level);
  }
  return gather(
    known!,
    constant(
      parents.map((_, bone) => done.indexOf(bone)),
      "i32",
    ),
  );
}

// (bones,4,4): rotations Rz·Ry·Rx by the angles of each bone
function turns(theta: F64, count: number): F64 {
  const angles = gather(concat([theta, constant([0], "f64")]), constant(pose(count), "i32")); // (bones,3)
  const [x, z, y] = unbind(angles, 1) as [F64, F64, F64];
  const [o, l] = [zerosLike(x), add(zerosLike(x), 1)];
  const matrix = (...entries: F64[]): F64 => reshape(stack(entries, 1), [count, 4, 4]);
  const [cx, sx, cy, sy, cz, sz] = [cos(x), sin(x), cos(y), sin(y), cos(z), sin(z)];
  const neg = (s: F64): F64 => mul(s, -1);
  const rx = matrix(l, o, o, o, o, cx, neg(sx), o, o, sx, cx, o, o, o, o, l);
  const ry = matrix(cy, o, sy, o, o, l, o, o, neg(sy), o, cy, o, o, o, o, l);
  const rz = matrix(cz, neg(sz), o, o, sz, cz, o, o, o, o, l, o, o, o, o, l);
  return matmul(rz, matmul(ry, rx));
}

// For each bone the places of its three angles in theta; 26, one past its end, is no turn at all. A finger has four
// bones: the first is fixed, the second turns about two axes, the others about one.
function pose(count: number): number[][] {
  const none = 26;
  const index = Array.from({ length: count }, () => [none, none, none]);
  let angle = 6;
  for (let finger = 0; finger < 5; finger++)
    for (let joint = 0; joint < 3; joint++) {
      const bone = index[2 + 4 * finger + joint]!;
      bone[0] = angle++;
      if (joint === 0) bone[1] = angle++;
    }
  return index;
}
