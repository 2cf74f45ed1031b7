// A training run as one safetensors file: parameters and optimizer state are tensors, where it stands is metadata.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { FeedError, FormatError } from "wengert";
import { decodeSafetensors, encodeSafetensors } from "wengert/io";
import { replaceFile } from "./replace-file.mjs";
import { config } from "./training.mjs";
import { UsageError } from "./usage-error.mjs";

const FORMAT = "wengert-digits-1";

/** Writes the run to the file. */
export function save(run, path) {
  const tensors = run.engine.read();
  const metadata = {
    format: FORMAT,
    config: JSON.stringify(config),
    batches: JSON.stringify(run.feed.state),
    step: String(run.steps),
    losses: JSON.stringify(run.losses),
  };
  replaceFile(path, encodeSafetensors(tensors, { ...metadata, sha256: digest(tensors, metadata) }));
}

/** The saved state. @throws UsageError if the file is no complete, unaltered checkpoint of this network */
export function load(path) {
  const fail = (reason) => {
    throw new UsageError(`cannot resume from ${path}: ${reason}`);
  };
  try {
    const { tensors, metadata } = decodeSafetensors(readFileSync(path));
    const { sha256, ...rest } = metadata;
    if (rest.format !== FORMAT) fail(`it is not a file of this program (format ${rest.format ?? "missing"})`);
    if (sha256 !== digest(tensors, rest)) fail("its contents do not have the checksum that it states");
    if (rest.config !== JSON.stringify(config))
      fail(`it was trained with ${rest.config}, not ${JSON.stringify(config)}`);
    const saved = { tensors, batches: parse(rest.batches), steps: Number(rest.step), losses: parse(rest.losses) };
    if (!Number.isInteger(saved.batches?.seed) || saved.losses?.length !== saved.batches.epoch + 1)
      fail("it does not say where the training stands");
    return saved;
  } catch (error) {
    if (error.code === "ENOENT") fail("there is no such file");
    if (error instanceof FormatError || error.syscall) fail(firstLine(error));
    throw error;
  }
}

/** Puts a run where the saved one stood. @throws UsageError if the tensors are not the run's */
export function restore(run, saved, path) {
  const expected = Object.keys(run.engine.read());
  const missing = expected.find((name) => !(name in saved.tensors));
  const unknown = Object.keys(saved.tensors).find((name) => !expected.includes(name));
  if (missing || unknown)
    throw new UsageError(
      `cannot resume from ${path}: ${missing ? `it has no ${missing}` : `nothing here is named ${unknown}`}`,
    );
  try {
    run.engine.write(saved.tensors);
    run.feed.state = saved.batches;
  } catch (error) {
    if (error instanceof FeedError) throw new UsageError(`cannot resume from ${path}: ${firstLine(error)}`);
    throw error;
  }
  run.steps = saved.steps;
  run.losses = saved.losses;
}

// of names, dtypes, shapes and bytes, in the order of the names, and of the other metadata
function digest(tensors, metadata) {
  const sorted = (record) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256").update(JSON.stringify(sorted(metadata)));
  for (const [name, { dtype, shape, data }] of sorted(tensors))
    hash
      .update(JSON.stringify([name, dtype, shape]))
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return hash.digest("hex");
}

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const firstLine = (error) => error.message.split("\n")[0];
