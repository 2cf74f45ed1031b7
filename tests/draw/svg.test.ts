import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { instance } from "@viz-js/viz";
import test from "ava";
import { add, Engine, gradients, mul, type Node, parameter, placeholder, scope, tanh } from "wengert";
import { toSvg, trace } from "wengert/draw";

const root = new URL("../../../", import.meta.url);
const [a, b] = [placeholder("a", []), placeholder("b", [])];
const [c, d] = [add(a, b), add(b, 1)];
const e = mul(c, d);

// Elements nest, attributes are quoted, and every `&` begins one of XML's own entities.
function isWellFormed(text: string): boolean {
  const open: string[] = [];
  const rest = text.replace(
    /<(\/?)([\w:]+)((?: [\w:-]+="[^"<]*"|\n [\w:-]+="[^"<]*")*)(\/?)>/g,
    (_, close: string, name: string, _attributes: string, empty: string) => {
      if (close && open.pop() !== name) open.push("wrong", "wrong");
      else if (!close && !empty) open.push(name);
      return "";
    },
  );
  return open.length === 0 && !/[<>]/.test(rest) && !/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(text);
}
const labels = (svg: string) =>
  [...svg.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, text]) => text!.replaceAll("&#160;", " ").trim());

test("values, local derivatives and adjoints stand in the picture as text", async (t) => {
  const engine = await Engine.create();
  const plan = trace(e, [a, b], { mode: "reverse" });
  const options = plan.options(engine.run(plan.nodes, { a: 2, b: 1 }));
  const svg = await toSvg(e, { ...options, names: { c, d, e } });
  t.true(isWellFormed(svg));
  const there = labels(svg);
  const wanted = ["a = 2", "b = 1", "+", "c = 3", "d = 2", "×", "e = 6", "ē = 1", "b̄ = 5", "ā = 2", "∂e/∂c = 2"];
  for (const label of [...wanted, "∂e/∂d = 3", "placeholder", "adjoint"]) t.true(there.includes(label), label);
  t.true(svg.startsWith('<svg role="img" '));
  t.true(svg.includes("<title>Computational graph of ×, e = 6, ē = 1</title>"));
});

test("letters have a list of fonts", async (t) => {
  const svg = await toSvg(e);
  t.deepEqual(new Set(svg.match(/font-family="[^"]*"/g)), new Set(['font-family="Helvetica,Arial,sans-serif"']));
});

// the middle of a node's frame, from the top of the picture
function heights(svg: string): Map<string, number> {
  const nodes = [...svg.matchAll(/<g class="node">\n<title>(.*?)<\/title>\n<(?:path|polygon|ellipse)(.*?)\/>/gs)];
  return new Map(
    nodes.map(([, title, frame]) => {
      const centre = /cy="(.*?)"/.exec(frame!)?.[1];
      const ys = [...frame!.matchAll(/[\d.-]+,([\d.-]+)/g)].map(([, y]) => Number(y));
      return [title!, centre ? Number(centre) : (Math.min(...ys) + Math.max(...ys)) / 2];
    }),
  );
}

test("placeholders stand side by side at the bottom, with frames too", async (t) => {
  const x = placeholder("x", []);
  const late = placeholder("late", []);
  const inner = scope("net", () => tanh(mul(tanh(mul(x, parameter("w", 2))), parameter("v", 3))));
  const y = add(inner, late);
  for (const svg of [await toSvg(y), await toSvg(y, { gradients: gradients(y, [x]) })]) {
    const at = heights(svg);
    t.is(at.get("x"), at.get("late"));
    t.true([...at.values()].every((height) => height <= at.get("x")! + 1));
  }
});

test("no ground, no references, no ids", async (t) => {
  const svg = await toSvg(e, { title: "e" });
  t.notRegex(svg, /xlink|href|<!|<\?|\bid=|url\(/);
  t.is(svg.match(/http/g)?.length, 1, "the namespace of SVG");
  t.notRegex(svg, /<polygon fill="white"/);
  t.true(svg.includes("<title>e</title>"));
});

test("names of any kind leave the picture well-formed", async (t) => {
  const name = 'a"b\\N&lt;\n\0\ud800</text>$& id="x" <!-- -->';
  const x = placeholder(name, []);
  const svg = await toSvg(add(x, x), { title: name });
  t.true(isWellFormed(svg));
  t.true(
    svg.includes("<title>a&#34;b\\N&#38;lt;␊␀\ufffd&#60;/text&#62;$&#38; id=&#34;x&#34; &#60;!-- --&#62;</title>"),
  );
});

test("no nodes: an empty picture", async (t) => {
  t.true(isWellFormed(await toSvg([])));
});

test("an instance of Graphviz may be given", async (t) => {
  t.is(await toSvg(e, {}, await instance()), await toSvg(e));
  const broken = {
    renderString: () => {
      throw new Error("out of ink");
    },
  };
  await t.throwsAsync(toSvg(e, {}, broken), { name: "EngineError", message: "toSvg: Graphviz failed: out of ink" });
});

test("more than 2,000 boxes: the number, and what to do", async (t) => {
  let y: Node = placeholder("x", []);
  for (let i = 0; i < 2000; i++) y = tanh(y);
  await t.throwsAsync(toSvg(y), {
    name: "GraphError",
    message: /^toSvg: 2001 boxes are too many to lay out, at most 2000; fold scopes with \{ fold: 1 \}/,
  });
});

test("without @viz-js/viz the error says how to get it", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "wengert-"));
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(new URL("dist/", root), join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const url = (path: string) => JSON.stringify(pathToFileURL(join(folder, "dist", path)).href);
  const program = `
    import { placeholder } from ${url("graph/node.js")};
    import { toDot, toSvg } from ${url("draw/index.js")};
    const x = placeholder("x", []);
    console.log(toDot(x).length > 0);
    await toSvg(x).catch((error) => console.log(error.name + ": " + error.message));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: folder,
    encoding: "utf8",
  });
  t.is(stderr, "");
  t.regex(stdout, /^true\nEngineError: toSvg: Graphviz is an optional peer .* npm i @viz-js\/viz, or pass an instance/);
});

test("the programs of docs/draw.md print what their arrows say, and draw what the page shows", (t) => {
  const page = readFileSync(new URL("docs/draw.md", root), "utf8");
  const folder = mkdtempSync(fileURLToPath(new URL("build/draw-", root))); // inside the package, to import it by its name
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(new URL("docs/pictures/", root), join(folder, "docs/pictures"), { recursive: true });
  let pictures = 0;
  for (const [i, [, program]] of [...page.matchAll(/```js\n(.*?)```/gs)].entries()) {
    const file = join(folder, `${i}.mjs`);
    writeFileSync(file, program!);
    const { stdout, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });
    t.is(stderr, "");
    const promised = [...program!.matchAll(/\/\/ → (.*)/g)].map(([, line]) => line);
    t.deepEqual(stdout.split("\n").slice(0, -1), promised);
    for (const [, path] of program!.matchAll(/"(docs\/pictures\/.*?)"/g)) {
      pictures++;
      t.is(readFileSync(join(folder, path!), "utf8"), readFileSync(new URL(path!, root), "utf8"), path);
    }
  }
  t.is(pictures, page.match(/\(pictures\//g)!.length);
});
