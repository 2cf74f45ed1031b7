// Horner's rule on scalars. Coefficients lie in memory one after the other, highest degree first.
export abstract class Series {
  // c₀·xⁿ + … + cₙ
  static at(x: f64, c: usize, n: i32): f64 {
    let p = load<f64>(c);
    for (; n > 0; n--) p = p * x + load<f64>((c += 8));
    return p;
  }
}
