import relaxed from "../../generated/relaxed.js";
import simd from "../../generated/simd.js";

/** The build's module, compiled from bytes that this file carries: wherever compilation at run time is allowed. */
export function getModule(useRelaxed: boolean): WebAssembly.Module {
  return new WebAssembly.Module(decode(useRelaxed ? relaxed : simd));
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
