// Small constants in every lane. They come from memory: V8 rebuilds a v128 literal at each pass of a loop.
import { Lanes } from "../lanes";

const F32: usize = memory.data<f32>([0.5, 1, 2, Infinity, NaN]);
const F64: usize = memory.data<f64>([0.5, 1, 2, Infinity, NaN]);

export abstract class Constant {
  // Entry i of a table that exists in both precisions.
  @inline static at<T extends number>(f32s: usize, f64s: usize, i: usize): v128 {
    return Lanes.splat<T>((sizeof<T>() == 4 ? f32s : f64s) + i * sizeof<T>());
  }
  @inline static half<T extends number>(): v128 {
    return Constant.at<T>(F32, F64, 0);
  }
  @inline static one<T extends number>(): v128 {
    return Constant.at<T>(F32, F64, 1);
  }
  @inline static two<T extends number>(): v128 {
    return Constant.at<T>(F32, F64, 2);
  }
  @inline static infinity<T extends number>(): v128 {
    return Constant.at<T>(F32, F64, 3);
  }
  @inline static nan<T extends number>(): v128 {
    return Constant.at<T>(F32, F64, 4);
  }
  // Zero is an xor, no load.
  @inline static zero(): v128 {
    return i64x2.splat(0);
  }
}
