/**
 * Files of tensors.
 * @module
 */
export { decodeSafetensors, encodeSafetensors } from "./safetensors.js";
