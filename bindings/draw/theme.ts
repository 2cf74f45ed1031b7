// Kinds of boxes and their looks, shared by the writers. Every ink has a contrast of 4.58 : 1 against white and against
// black, so that a picture on a transparent ground reads on both; kinds differ in shape as well, for those who see no
// colours.

/** What a box stands for. */
export type Kind = "placeholder" | "parameter" | "state" | "constant" | "operation" | "folded";

export const grey = "#757575";
export const inks: Readonly<Record<Kind | "tangent" | "adjoint" | "partial", string>> = {
  placeholder: "#1176d4",
  parameter: "#c05600",
  state: "#c05600",
  constant: grey,
  operation: "#138834",
  folded: "#00847c",
  tangent: "#9f53cd",
  adjoint: "#dd2f44",
  partial: grey,
};

/** The names of the kinds in the legend, in its order. */
export const legend: Readonly<Record<Kind, string>> = {
  placeholder: "placeholder",
  parameter: "parameter",
  state: "state",
  constant: "constant",
  operation: "operation",
  folded: "folded scope",
};
