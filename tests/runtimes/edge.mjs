// The edge runtime: modules come from the host, and from another realm.
import * as w from "wengert";
import * as bare from "wengert/bare";
import * as io from "wengert/io";
import simd from "wengert/wasm/simd.wasm?module";
import { smoke } from "./smoke.mjs";

globalThis.SMOKE = smoke(w, bare, io, simd).then(JSON.stringify);
