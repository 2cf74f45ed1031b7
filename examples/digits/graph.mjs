// The loss and its gradients as a picture.
import { instance } from "@viz-js/viz";
import { toDot } from "wengert/draw";
import writeFileAtomic from "write-file-atomic";

export async function drawGraph({ model, slopes }, path) {
  const viz = await instance();
  writeFileAtomic.sync(path, viz.renderString(toDot([model.loss, ...slopes]), { format: "svg" }));
}
