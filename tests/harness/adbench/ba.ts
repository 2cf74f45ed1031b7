// ADBench's bundle adjustment: where cameras see points, against where they were seen.
import { add, concat, div, mul, type Node, slice, square, sub, sum } from "wengert";
import { rotate } from "./rotation.js";

type F64 = Node<"f64">;

/** An observation a row: rotation (3), centre (3), focal length, principal point (2), radial distortion (2); point (3); weight. */
export const WIDTH = 15;

/** w·(projection − seen), rows (p,2) from parameters (p,15) and features (p,2). */
export function reprojection(parameters: F64, seen: F64): F64 {
  const part = (from: number, to: number): F64 => slice(parameters, [null, [from, to]]);
  const inCamera = rotate(part(0, 3), sub(part(11, 14), part(3, 6)));
  const plane = div(slice(inCamera, [null, [0, 2]]), slice(inCamera, [null, [2, 3]]));
  const r2 = sum(square(plane), 1, { keepDims: true });
  // 1 + k₁r² + k₂r⁴
  const distortion = add(1, mul(part(9, 10), r2), mul(part(10, 11), square(r2)));
  const projected = add(mul(plane, distortion, part(6, 7)), part(7, 9));
  return mul(part(14, 15), sub(projected, seen));
}

/** 1 − w², (p). */
export function weightError(w: F64): F64 {
  return sub(1, square(w));
}

/** A camera (11), a point (3) and a weight as a row of parameters. */
export function observation(camera: F64, point: F64, w: F64): F64 {
  return concat([camera, point, w]);
}
