// The inverse of the normal distribution function, 0 < p < 1: M. J. Wichura, "Algorithm AS 241: The percentage points of
// the normal distribution", Applied Statistics 37 (1988), PPND16; relative error about 10⁻¹⁶. Plain f64 arithmetic.

// biome-ignore format: one table; central |p − ½| ≤ 0.425; numerator and denominator side by side, lowest degree first
const CENTRAL: usize = memory.data<f64>([
  3.3871328727963666080, 1,
  133.14166789178437745, 42.313330701600911252,
  1971.5909503065514427, 687.18700749205790830,
  13731.693765509461125, 5394.1960214247511077,
  45921.953931549871457, 21213.794301586595867,
  67265.770927008700853, 39307.895800092710610,
  33430.575583588128105, 28729.085735721942674,
  2509.0809287301226727, 5226.4952788528545610,
]);
// biome-ignore format: one table; r = √(−log min(p, 1 − p)) ≤ 5, in r − 1.6
const MIDDLE: usize = memory.data<f64>([
  1.42343711074968357734, 1,
  4.63033784615654529590, 2.05319162663775882187,
  5.76949722146069140550, 1.67638483018380384940,
  3.64784832476320460504, 0.689767334985100004550,
  1.27045825245236838258, 0.148103976427480074590,
  0.241780725177450611770, 0.0151986665636164571966,
  0.0227238449892691845833, 5.47593808499534494600e-4,
  7.74545014278341407640e-4, 1.05075007164441684324e-9,
]);
// biome-ignore format: one table; r > 5, in r − 5
const TAIL: usize = memory.data<f64>([
  6.65790464350110377720, 1,
  5.46378491116411436990, 0.599832206555887937690,
  1.78482653991729133580, 0.136929880922735805310,
  0.296560571828504891230, 0.0148753612908506148525,
  0.0265321895265761230930, 7.86869131145613259100e-4,
  0.00124266094738807843860, 1.84631831751005468180e-5,
  2.71155556874348757815e-5, 1.42151175831644588870e-7,
  2.01033439929228813265e-7, 2.04426310338993978564e-15,
]);

// P(r) / Q(r), both of degree 7: a lane each.
function ratio(table: usize, r: f64): f64 {
  const x = f64x2.splat(r);
  let y = v128.load(table, 112);
  for (let at = table + 96; at >= table; at -= 16) y = f64x2.add(f64x2.mul(y, x), v128.load(at));
  return f64x2.extract_lane(y, 0) / f64x2.extract_lane(y, 1);
}

export function normal(p: f64): f64 {
  const q = p - 0.5;
  if (abs(q) <= 0.425) return q * ratio(CENTRAL, 0.180625 - q * q);
  const r = sqrt(-NativeMath.log(q < 0 ? p : 1 - p));
  return copysign(r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5), q);
}
