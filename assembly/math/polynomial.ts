// Horner's rule. Coefficients lie in memory one after the other, highest degree first.
import { Lanes } from "../lanes";

export abstract class Polynomial {
  // c₀·x + c₁
  @inline static d1<T extends number>(x: v128, c: usize): v128 {
    return Lanes.fma<T>(Lanes.splat<T>(c), x, Lanes.splat<T>(c + sizeof<T>()));
  }
  // p·x + cₖ: one degree more
  @inline static next<T extends number>(p: v128, x: v128, c: usize, k: usize): v128 {
    return Lanes.fma<T>(p, x, Lanes.splat<T>(c + k * sizeof<T>()));
  }
  @inline static d2<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.d1<T>(x, c), x, c, 2);
  }
  @inline static d3<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.d2<T>(x, c), x, c, 3);
  }
  @inline static d4<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.d3<T>(x, c), x, c, 4);
  }
  @inline static d5<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.d4<T>(x, c), x, c, 5);
  }
  @inline static d6<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.d5<T>(x, c), x, c, 6);
  }
  @inline static d7<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.d6<T>(x, c), x, c, 7);
  }
  @inline static d8<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.d7<T>(x, c), x, c, 8);
  }
  @inline static d10<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.next<T>(Polynomial.d8<T>(x, c), x, c, 9), x, c, 10);
  }
  @inline static d12<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.next<T>(Polynomial.d10<T>(x, c), x, c, 11), x, c, 12);
  }
  @inline static d14<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.next<T>(Polynomial.d12<T>(x, c), x, c, 13), x, c, 14);
  }
  @inline static d16<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.next<T>(Polynomial.d14<T>(x, c), x, c, 15), x, c, 16);
  }
  @inline static d18<T extends number>(x: v128, c: usize): v128 {
    return Polynomial.next<T>(Polynomial.next<T>(Polynomial.d16<T>(x, c), x, c, 17), x, c, 18);
  }
  // The same in pairs, x2 = x²: a shorter chain than Horner's (Estrin).
  @inline static pairs4<T extends number>(x: v128, x2: v128, c: usize): v128 {
    const high = Lanes.fma<T>(Lanes.splat<T>(c), x2, Polynomial.d1<T>(x, c + sizeof<T>()));
    return Lanes.fma<T>(high, x2, Polynomial.d1<T>(x, c + 3 * sizeof<T>()));
  }
  @inline static pairs5<T extends number>(x: v128, x2: v128, c: usize): v128 {
    const high = Lanes.fma<T>(Polynomial.d1<T>(x, c), x2, Polynomial.d1<T>(x, c + 2 * sizeof<T>()));
    return Lanes.fma<T>(high, x2, Polynomial.d1<T>(x, c + 4 * sizeof<T>()));
  }
  @inline static pairs6<T extends number>(x: v128, x2: v128, c: usize): v128 {
    return Lanes.fma<T>(Polynomial.pairs4<T>(x, x2, c), x2, Polynomial.d1<T>(x, c + 5 * sizeof<T>()));
  }
}
