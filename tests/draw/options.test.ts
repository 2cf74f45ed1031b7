import test from "ava";
import { add, type Node, placeholder, Tensor } from "wengert";
import { type DrawOptions, draw, toDot, toMermaid, toSvg } from "wengert/draw";

const x = placeholder("x", ["n", 3]);
const y = add(x, 1);
const given = (node: Node, value: unknown) => new Map([[node, value]]) as DrawOptions["values"];

const mistakes: [name: string, options: object, error: string, message: string][] = [
  [
    "an option that is none",
    { value: 1 },
    "GraphError",
    'draw: there is no option "value"; there are values, tangents,',
  ],
  ["a direction", { rankdir: "UP" }, "GraphError", "draw: rankdir is one of BT, TB, LR, RL, not UP"],
  ["digits", { digits: 0 }, "GraphError", "draw: digits is an integer from 1 to 17, not 0"],
  ["a title", { title: 3 }, "GraphError", "draw: title is a string, not number"],
  ["a name", { names: { y: "y" } }, "GraphError", 'draw: names: "y" is string, not a node'],
  ["gradients", { gradients: [1] }, "GraphError", "draw: gradients: element 0 is number, not a node"],
  ["no map", { values: { x: 1 } }, "GraphError", "draw: values is a Map from nodes to tensors"],
  ["no tensor", { adjoints: given(x, 3) }, "GraphError", "draw: adjoints: the value of x f32(n,3) is no tensor"],
  ["a key", { values: new Map([["x", new Tensor(1)]]) }, "GraphError", "draw: values: a key is string, not a node"],
  [
    "a rank",
    { values: given(x, new Tensor([1, 2, 3])) },
    "ShapeError",
    "draw: values: x f32(n,3) was given a value of shape (3) with 3 elements",
  ],
  [
    "a size",
    { tangents: given(y, new Tensor([[1, 2]])) },
    "ShapeError",
    "draw: tangents: add f32(n,3) was given a value of shape (1,2) with 2 elements",
  ],
  [
    "a dtype",
    { values: given(x, new Tensor([[1, 2, 3]], [1, 3], "f64")) },
    "DTypeError",
    "draw: values: x f32(n,3) was given a value of f64",
  ],
  [
    "partials",
    { partials: new Map([[y, []]]) },
    "GraphError",
    "draw: partials: add f32(n,3) has 2 operands, 0 were given",
  ],
];
for (const [name, options, error, message] of mistakes)
  test(`${name} that is wrong is said`, (t) => {
    const thrown = t.throws(() => draw(y, options as DrawOptions), { name: error });
    t.true(thrown?.message.startsWith(message), thrown?.message);
  });

test("every writer names itself", async (t) => {
  const options = { digits: 99 };
  t.throws(() => toDot(y, options), { message: /^toDot: / });
  t.throws(() => toMermaid(y, options), { message: /^toMermaid: / });
  await t.throwsAsync(toSvg(y, options), { message: /^toSvg: / });
  t.throws(() => toDot("x" as never), { message: "toDot: a node or an array of nodes is needed" });
});

test("options that are undefined are absent; nodes outside the graph do not matter", (t) => {
  const values = given(placeholder("z", []), new Tensor(1));
  t.is(toDot(y, { values, rankdir: undefined, fold: undefined, title: undefined, legend: undefined }), toDot(y));
});
