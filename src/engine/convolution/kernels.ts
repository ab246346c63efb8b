import { instantiateWasm } from '../../wasm-instance.js';

/** The compiled functions of `assembly/kernels.ts`, which says what each does and what its numbers are. */
export type ConvolutionKernels = Readonly<
  Record<'pack' | 'select' | 'list' | 'addFilters' | 'inputGradient', (...numbers: number[]) => void>
>;

/** The same file from src/ and from dist/. */
const location = new URL('../../../dist/engine/convolution/kernels.wasm', import.meta.url);

/** Kernels that work on `memory`. */
export function instantiateConvolutionKernels(memory: WebAssembly.Memory): ConvolutionKernels {
  // The exports are what assembly/kernels.ts declares; the tests call all of them.
  return instantiateWasm(location, memory) as ConvolutionKernels;
}
