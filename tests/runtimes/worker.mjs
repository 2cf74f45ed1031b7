// workerd: modules are compiled by the host.
import * as w from "wengert";
import * as bare from "wengert/bare";
import * as io from "wengert/io";
import simd from "wengert/wasm/simd.wasm";
import { smoke } from "./smoke.mjs";

export default {
  async test() {
    console.log(`SMOKE ${JSON.stringify(await smoke(w, bare, io, simd))}`);
  },
};
