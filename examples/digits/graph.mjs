// The loss and its gradients as a picture.
import { instance } from "@viz-js/viz";
import { toDot } from "wengert/draw";
import { replaceFile } from "./replace-file.mjs";

export async function drawGraph({ model, slopes }, path) {
  const viz = await instance();
  replaceFile(path, viz.renderString(toDot(model.loss, { gradients: slopes }), { format: "svg" }));
}
