// What every runtime must do, in every bundle: no import, so that entries decide how wengert is loaded.

/** The checks that fail, and the bits of parameters trained by the SIMD128 build. */
export async function smoke(w, bare, { decodeSafetensors, encodeSafetensors }, simd) {
  const fails = [];
  let passed = 0;
  const check = (name, ok) => (ok ? passed++ : fails.push(name));

  const engine = await w.Engine.create({ seed: 1 });
  const x = w.placeholder("x", ["n"], "f64");
  const y = w.sum(w.mul(x, w.square(x)));
  const [value, slope] = engine.run([y, ...w.gradients(y, [x])], { x: [1, 2, 3] });
  check("value and gradient", value.item() === 36 && slope.data.join() === "3,12,27");

  const long = Float64Array.from({ length: 500_003 }, (_, i) => i % 7);
  check("memory grows", engine.run(w.sum(x), { x: long }).item() === long.reduce((a, b) => a + b, 0));

  const i = w.placeholder("i", ["k"], "i32");
  const rows = w.gather(w.constant([10, 20, 30]), i);
  check("a fault is an IndexError", thrown(() => engine.run(rows, { i: [0, 3] })) instanceof w.IndexError);
  check("the engine stays usable after it", engine.run(rows, { i: [2] }).item() === 30);
  const infinite = thrown(() => engine.executor(w.log(x), { checkFinite: true }).run({ x: [0] }));
  check("a NonFiniteError names the operation", infinite instanceof w.NonFiniteError && /log/.test(infinite.message));

  const trained = train(w, engine);
  check("training lowers the loss", trained.last < 0.3 * trained.first);
  const file = encodeSafetensors(engine.read(), { runtime: "any" });
  const { tensors, metadata } = decodeSafetensors(file);
  const copy = await w.Engine.create();
  copy.write(tensors);
  check("safetensors round trip", metadata.runtime === "any" && hash(copy.read(trained.parameters)) === trained.hash);

  const portable = await bare.Engine.create({ module: simd, seed: 1 });
  const same = train(bare, portable);
  check("wengert/bare trains", same.last < 0.3 * same.first);
  return { passed, failed: fails.length, fails, bits: same.hash, ownBits: trained.hash };
}

// Two layers learn a circle in the plane: 60 steps of Adam over shuffled batches, with dropout.
function train(w, engine) {
  const x = w.placeholder("x", ["batch", 2]);
  const y = w.placeholder("y", ["batch"], "i32");
  const hidden = w.parameter("hidden", w.glorotUniform([2, 19]));
  const output = w.parameter("output", w.heNormal([19, 2]));
  const bias = w.parameter("bias", w.zeros([2]));
  const parameters = [hidden, output, bias];
  const inner = w.gelu(w.add(w.tanh(w.matmul(x, hidden)), w.sin(w.matmul(x, hidden))));
  const loss = w.crossEntropy(w.add(w.matmul(inner, output), bias), y);
  const train = engine.executor(loss, { updates: w.adam(parameters, w.gradients(loss, parameters), { lr: 0.05 }) });
  const n = 96;
  const points = Float32Array.from({ length: 2 * n }, (_, i) => ((i * 37) % 101) / 50 - 1);
  const inside = Int32Array.from({ length: n }, (_, i) => (points[2 * i] ** 2 + points[2 * i + 1] ** 2 < 0.5 ? 1 : 0));
  const data = { x: new w.Tensor(points, [n, 2]), y: new w.Tensor(inside, [n]) };
  const losses = [];
  for (const batch of w.batches(data, { size: 32, seed: 4, epochs: 40 })) losses.push(train.run(batch).item());
  const mean = (list) => list.reduce((a, b) => a + b, 0) / list.length;
  const values = engine.read(parameters);
  return { first: losses[0], last: mean(losses.slice(-6)), parameters, hash: hash(values) };
}

// FNV-1a of all bits, in the order of names; every NaN counts as the same.
function hash(tensors) {
  let h = 0x811c9dc5;
  for (const name of Object.keys(tensors).sort()) {
    const data = tensors[name].data.map((v) => (Number.isNaN(v) ? Number.NaN : v));
    for (const byte of new Uint8Array(data.buffer)) h = Math.imul(h ^ byte, 0x01000193);
  }
  return (h >>> 0).toString(16).padStart(8, "0");
}

function thrown(f) {
  try {
    f();
  } catch (error) {
    return error;
  }
}
