import test from "ava";
import { add, type Node, parameter, placeholder, scope, sub, Tensor, tanh } from "wengert";
import { toMermaid } from "wengert/draw";

test("the whole text of a small graph", (t) => {
  const a = placeholder("a", []);
  const c = scope("layer", () => add(a, parameter("w", 2)));
  const y = sub(c, 1);
  const partials = new Map<Node, Tensor[]>([[c, [new Tensor(1), new Tensor(1)]]]);
  const values = new Map<Node, Tensor>([[y, new Tensor(3)]]);
  t.is(
    toMermaid(y, { names: { c, y }, partials, values, title: "A graph" }),
    `---
title: "A graph"
---
flowchart BT
  n0("a"):::placeholder
  n3["1"]:::constant
  n4(("−<br/>y = 3")):::operation
  subgraph c0["layer"]
    n1["w"]:::parameter
    n2(("+<br/>c")):::operation
  end
  n0 -->|"∂c/∂a = 1"| n2
  n1 -->|"∂c/∂w = 1"| n2
  n2 -->|"1"| n4
  n3 -->|"2"| n4
  subgraph legend[" "]
    direction LR
    legend_placeholder("placeholder"):::placeholder
    legend_parameter["parameter"]:::parameter
    legend_constant["constant"]:::constant
    legend_operation(["operation"]):::operation
  end
  classDef placeholder fill:none,stroke:#1176d4,color:#1176d4
  classDef parameter fill:none,stroke:#c05600,color:#c05600
  classDef constant fill:none,stroke:none,color:#757575
  classDef operation fill:none,stroke:#138834,color:#138834
  classDef frame fill:none,stroke:#757575,color:#757575,stroke-dasharray:2 3
  class c0,legend frame
  classDef output stroke-width:4px
  class n4 output
`,
  );
});

test("labels are escaped: nothing of a name is syntax", (t) => {
  const text = toMermaid(tanh(scope('s"]', () => placeholder('"]; `end` <b>&#35;\\n\n', []))), { legend: false });
  t.true(text.includes('n0("#34;]; #96;end#96; #60;b#62;#38;#35;35;#92;#8288;n␊"):::placeholder'));
  t.true(text.includes('subgraph c0["s#34;]"]'));
});

// in Mermaid 11: formulas, icons, directives, and labels that are nothing
test("names that Mermaid would make something else of, and empty ones", (t) => {
  const label = (name: string) => /n0\("(.*)"\):::placeholder/.exec(toMermaid(placeholder(name, [])))?.[1];
  t.is(label("$$x$$"), "#36;#8288;#36;#8288;x#36;#8288;#36;#8288;");
  t.is(label("fa:fa-car"), "fa#58;#8288;fa-car");
  t.is(label("%%{init}%%"), "#37;#37;{init}#37;#37;");
  t.is(label(""), "#160;");
});

test("no nodes: an empty flowchart", (t) => {
  t.is(toMermaid([]), "flowchart BT\n");
});

test("a chain of 100,000 nodes in linear time", (t) => {
  let y: Node = placeholder("x", []);
  for (let i = 0; i < 100_000; i++) y = tanh(y);
  const start = performance.now();
  const text = toMermaid(y, { legend: false });
  t.true(performance.now() - start < 20_000);
  t.is(text.split("\n").length, 1 + 100_001 + 100_000 + 2 + 2 + 1);
});
