import type { Executor, Feeds, Node } from "wengert";

declare const train: Executor<{ loss: Node }>, feed: Iterable<Feeds>;
export async function loop(signal: AbortSignal, progress: (p: { step: number; loss: number }) => void) {
  let step = 0,
    next = performance.now() + 16;
  for (const batch of feed) {
    const { loss } = train.run(batch);
    step++;
    if (performance.now() < next) continue;
    progress({ step, loss: loss.item() });
    await new Promise((r) => setTimeout(r));
    next = performance.now() + 16; // lets a cancel message in
    if (signal.aborted) break;
  }
}
