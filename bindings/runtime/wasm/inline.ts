/**
 * The build's module, compiled from bytes that the package carries: wherever compilation at run time is allowed. Only
 * the build that is asked for is loaded; bundlers put the other one aside.
 */
export async function getModule(useRelaxed: boolean): Promise<WebAssembly.Module> {
  const { default: text } = await (useRelaxed
    ? import("../../generated/relaxed.js")
    : import("../../generated/simd.js"));
  return WebAssembly.compile(decode(text));
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (native) return native.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
