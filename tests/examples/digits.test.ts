// The example as its users run it: a child process in an empty folder.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import test, { type ExecutionContext } from "ava";
import type { Tensors } from "wengert";
import { decodeSafetensors, encodeSafetensors } from "wengert/io";

const script = fileURLToPath(new URL("../../../examples/digits.mjs", import.meta.url));

interface Result {
  readonly seed: number;
  readonly epochs: number;
  readonly resumedAt: number | null;
  readonly steps: number;
  readonly calls: number;
  readonly microseconds: { readonly best: number; readonly median: number };
  readonly accuracy: number;
  readonly losses: readonly number[];
  readonly confusion: readonly (readonly number[])[];
  readonly gradientCheck: { readonly error: number; readonly count: number };
  readonly files: readonly string[];
}

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), "digits-"));
  t.teardown(() => rmSync(path, { recursive: true }));
  return path;
}
function run(cwd: string, ...flags: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...flags], { cwd, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}
function json(t: ExecutionContext, cwd: string, ...flags: string[]): Result {
  const { code, out, err } = run(cwd, "--json", ...flags);
  t.is(err, "");
  t.is(code, 0);
  t.is(out.trim().split("\n").length, 1);
  return JSON.parse(out) as Result;
}
function refuses(t: ExecutionContext, cwd: string, flags: string[], message: RegExp): void {
  const { code, out, err } = run(cwd, ...flags);
  t.is(code, 2, err);
  t.is(out, "");
  t.regex(err, message);
  t.is(err.trim().split("\n").length, 1, err);
}
const file = (cwd: string) => join(cwd, "digits.safetensors");

test("the default run reads at least 96 % of the digits, with one call a step and gradients that agree", (t) => {
  const cwd = folder(t);
  const result = json(t, cwd);
  t.true(result.accuracy >= 0.96, `accuracy ${result.accuracy}`);
  t.is(result.seed, 1);
  t.is(result.epochs, 40);
  t.is(result.resumedAt, null);
  t.is(result.steps, 40 * 45);
  t.is(result.calls, result.steps);
  t.is(result.losses.length, 40);
  t.true(result.losses[39]! < result.losses[0]! / 10);
  t.true(result.microseconds.best > 0 && result.microseconds.best <= result.microseconds.median);
  t.is(result.gradientCheck.count, 64 * 32 + 32 + 32 * 10 + 10);
  t.true(result.gradientCheck.error < 1e-5, `gradient check ${result.gradientCheck.error}`);
  const counts = result.confusion.flat();
  t.is(counts.length, 100);
  t.is(
    counts.reduce((a, b) => a + b),
    360,
  );
  const right = result.confusion.reduce((total, row, digit) => total + row[digit]!, 0);
  t.is(right / 360, result.accuracy);
  t.deepEqual(readdirSync(cwd).sort(), ["digits-graph.svg", "digits.safetensors"]);
  t.regex(readFileSync(join(cwd, "digits-graph.svg"), "utf8"), /<svg[\s\S]*<\/svg>/);
});

test("other seeds do as well", (t) => {
  for (const seed of [2, 3, 4]) {
    const { accuracy } = json(t, folder(t), "--seed", `${seed}`);
    t.true(accuracy >= 0.96, `seed ${seed}: ${accuracy}`);
  }
});

test("a resumed run leaves the same file, bit for bit, as one without a break", (t) => {
  const [whole, parts] = [folder(t), folder(t)];
  const straight = json(t, whole, "--epochs", "5", "--seed", "7");
  json(t, parts, "--epochs", "2", "--seed", "7");
  const resumed = json(t, parts, "--resume", "--epochs", "5");
  t.deepEqual(readFileSync(file(parts)), readFileSync(file(whole)));
  t.is(resumed.resumedAt, 2);
  t.is(resumed.seed, 7);
  t.is(resumed.steps, 3 * 45);
  t.is(resumed.calls, 3 * 45);
  const { losses, confusion, gradientCheck } = straight;
  t.like(resumed, { losses, confusion, gradientCheck });
});

test("a run that is killed leaves a whole file, and goes on from it with the same bits", async (t) => {
  const [broken, whole] = [folder(t), folder(t)];
  const child = spawn(process.execPath, [script, "--epochs", "100000"], { cwd: broken, stdio: "ignore" });
  const gone = new Promise((resolve) => child.on("exit", resolve));
  while (!existsSync(file(broken)) && child.exitCode === null) await sleep(10);
  child.kill("SIGKILL");
  await gone;
  const { epoch } = JSON.parse(decodeSafetensors(readFileSync(file(broken))).metadata.batches!) as { epoch: number };
  const epochs = String(epoch + 2);
  const { resumedAt } = json(t, broken, "--resume", "--epochs", epochs);
  t.is(resumedAt, epoch + 1);
  json(t, whole, "--epochs", epochs);
  t.deepEqual(readFileSync(file(broken)), readFileSync(file(whole)));
});

const posix = process.platform === "win32" ? test.skip : test;
posix("where the new file does not fit, the old one stays, in one line and with exit code 2", (t) => {
  const cwd = folder(t);
  json(t, cwd, "--epochs", "1");
  const before = readFileSync(file(cwd));
  // at most 16 blocks of 512 bytes a file
  const limited = `ulimit -f 16; exec "${process.execPath}" "${script}" --resume --epochs 2`;
  const { status, stderr } = spawnSync("sh", ["-c", limited], { cwd, encoding: "utf8" });
  t.is(status, 2, stderr);
  t.is(stderr.trim().split("\n").length, 1);
  t.deepEqual(readFileSync(file(cwd)), before);
  t.deepEqual(readdirSync(cwd).sort(), ["digits-graph.svg", "digits.safetensors"]);
});

test("resuming a run that is done trains nothing and leaves the file alone", (t) => {
  const cwd = folder(t);
  const first = json(t, cwd, "--epochs", "1");
  const before = readFileSync(file(cwd));
  const again = json(t, cwd, "--resume", "--epochs", "1");
  t.is(again.steps, 0);
  t.is(again.accuracy, first.accuracy);
  t.deepEqual(readFileSync(file(cwd)), before);
});

test("the file holds parameters, optimizer state and where the training stands", (t) => {
  const cwd = folder(t);
  json(t, cwd, "--epochs", "1");
  const { tensors, metadata } = decodeSafetensors(readFileSync(file(cwd)));
  const weights = ["hidden.w", "hidden.b", "output.w", "output.b"];
  const names = ["adam.step", ...weights, ...weights.flatMap((w) => [`adam.${w}.m`, `adam.${w}.v`])];
  t.deepEqual(Object.keys(tensors).sort(), names.sort());
  t.deepEqual(tensors["hidden.w"]!.shape, [64, 32]);
  t.is(tensors["adam.step"]!.data[0], 45);
  t.is(metadata.step, "45");
  t.deepEqual(JSON.parse(metadata.batches!), { seed: 1, epoch: 0, position: 1437 });
});

test("the report for people has no control characters where stdout is no terminal", (t) => {
  const cwd = folder(t);
  const { code, out, err } = run(cwd, "--epochs", "1", "--out", "there");
  t.is(code, 0);
  t.is(err, "");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  t.notRegex(out, /[\u0000-\u0009\u000b-\u001f\u007f]/);
  t.regex(out, /test accuracy {3}\d+\.\d\d %/);
  t.regex(out, /45 calls for 45 training steps/);
  t.deepEqual(readdirSync(join(cwd, "there")).sort(), ["digits-graph.svg", "digits.safetensors"]);
});

test("--help says what the program does, its flags and its exit codes", (t) => {
  const { code, out } = run(folder(t), "--help");
  t.is(code, 0);
  for (const word of ["--epochs", "--seed", "--out", "--resume", "--json", "digits.safetensors", "Exit codes"])
    t.true(out.includes(word), word);
});

test("wrong flags and values are refused in one line with exit code 2", (t) => {
  const cwd = folder(t);
  refuses(t, cwd, ["--epoch", "3"], /unknown option '--epoch'/);
  refuses(t, cwd, ["extra"], /too many arguments/);
  for (const bad of ["0", "-1", "1.5", "x", ""]) refuses(t, cwd, ["--epochs", bad], /--epochs.*whole number from 1/);
  refuses(t, cwd, ["--seed", "-1"], /--seed.*whole number from 0/);
  refuses(t, cwd, ["--epochs"], /argument missing/);
  writeFileSync(join(cwd, "plain"), "");
  refuses(t, cwd, ["--out", "plain"], /digits: .*plain/);
  t.deepEqual(readdirSync(cwd), ["plain"]);
});

test("files that cannot be resumed from are refused with exit code 2, and left alone", (t) => {
  const cwd = folder(t);
  const flags = ["--resume", "--epochs", "2"];
  refuses(t, cwd, flags, /cannot resume from digits\.safetensors: there is no such file/);
  json(t, cwd, "--epochs", "1");
  const good = readFileSync(file(cwd));
  refuses(t, cwd, [...flags, "--seed", "2"], /--seed 2: .* was trained with seed 1/);
  const { tensors, metadata } = decodeSafetensors(good);

  const broken = (bytes: Uint8Array, message: RegExp) => {
    writeFileSync(file(cwd), bytes);
    refuses(t, cwd, flags, message);
    t.deepEqual(readFileSync(file(cwd)), Buffer.from(bytes));
  };
  for (const length of [0, 7, 100, good.length - 1]) broken(good.subarray(0, length), /cannot resume from/);
  const flipped = Uint8Array.from(good);
  flipped[flipped.length - 5]! ^= 1;
  broken(flipped, /checksum/);
  broken(new TextEncoder().encode("no safetensors at all"), /cannot resume from/);
  broken(encodeSafetensors(tensors as Tensors), /not a file of this program/);
  broken(encodeSafetensors(tensors as Tensors, { ...metadata, step: "46" }), /checksum/);

  writeFileSync(file(cwd), good);
  json(t, cwd, ...flags);
  refuses(t, cwd, ["--resume", "--epochs", "1"], /has 2 epochs already/);
});
