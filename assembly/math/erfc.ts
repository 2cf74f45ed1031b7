// erfc x = 1 − erf x, f64, one at a time. For |x| < ½ by the Taylor series of erf (DLMF 7.6.1); for x ≥ ½
//
//   erfc x = e^−x²·E(t)/(1 + 2x),   t = (x − 3.75)/(x + 3.75)   (Shepherd and Laframboise, Math. Comp. 36, 1981)
//
// with E interpolated at Chebyshev nodes of the whole half-line in 60 digits: degree 24, to 1e−16. e^−x² is e^−h²·e^−(x−h)(x+h),
// h being x without its last 27 bits, so that h² is exact. For x ≤ −½: 2 − erfc(−x).
//
// Largest error in ulp: 3.1; below ½ 1.1.
import { Series } from "./series";

// biome-ignore format: coefficients in rows
const E: usize = memory.data<f64>([
  4.434959070009628e-10, 3.110310719839165e-10, -5.28428697963142e-9, -3.743568033634583e-9, 3.8965452548985966e-8,
  2.3261913276696566e-8, -2.591069687796658e-7, -5.721597255990987e-8, 1.752057970166318e-6, -9.735619015182663e-7,
  -1.1444412439171722e-5, 2.2384240314224437e-5, 5.1649211390702855e-5, -0.0002901540809795271, 0.0002937136342850081,
  0.0017556258530017257, -0.009746579552504244, 0.028362277418940665, -0.058693398590212366, 0.09230432116037876,
  -0.10880393014171785, 0.08227673849014516, 0.003585415485463775, -0.14024059858554697, 1.2375126308378275,
]);

export abstract class Erfc {
  static at(x: f64): f64 {
    if (abs<f64>(x) < 0.5) {
      let term = x;
      let sum = x;
      for (let k = 1; k < 14; k++) {
        term *= (-x * x) / <f64>k;
        sum += term / <f64>(2 * k + 1);
      }
      return 1 - 1.1283791670955126 * sum;
    }
    const a = min<f64>(abs<f64>(x), 28);
    const h = reinterpret<f64>(reinterpret<u64>(a) & 0xfffffffff8000000);
    const power = NativeMath.exp(-h * h) * NativeMath.exp(-(a - h) * (a + h));
    const y = (power * Series.at((a - 3.75) / (a + 3.75), E, 24)) / (1 + 2 * a);
    return x < 0 ? 2 - y : y;
  }
}
