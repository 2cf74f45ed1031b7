// Where WebAssembly may be compiled at run time: Node, Deno, Bun, pages, and what bundlers make for them.
import * as w from "wengert";
import * as bare from "wengert/bare";
import * as io from "wengert/io";
import simd from "./simd.mjs";
import { smoke } from "./smoke.mjs";

smoke(w, bare, io, simd).then(
  (result) => {
    globalThis.SMOKE = result;
    console.log(`SMOKE ${JSON.stringify(result)}`);
  },
  (error) => {
    globalThis.SMOKE = { passed: 0, failed: 1, fails: [String(error?.stack ?? error)] };
    console.log(`SMOKE ${JSON.stringify(globalThis.SMOKE)}`);
  },
);
