import { instantiateWasm } from '../wasm-instance.js';

/** The compiled functions of `assembly/kernels.ts`; addresses and lengths are in bytes, multiples of 16. */
export interface OptimizerKernels {
  /** `keep`: what weight decay leaves of a parameter, 1 for none. */
  sgd(parameters: number, gradients: number, bytes: number, keep: number, rate: number): void;
  momentum(
    parameters: number,
    gradients: number,
    velocity: number,
    bytes: number,
    keep: number,
    rate: number,
    momentum: number,
  ): void;
  adam(
    parameters: number,
    gradients: number,
    firstMoment: number,
    secondMoment: number,
    bytes: number,
    keep: number,
    rate: number,
    epsilon: number,
    beta1: number,
    oneMinusBeta1: number,
    beta2: number,
    oneMinusBeta2: number,
  ): void;
  dropTiny(values: number, bytes: number, smallest: number): void;
}

/** The same file from src/optimizer and from dist/optimizer. */
const location = new URL('../../dist/optimizer/kernels.wasm', import.meta.url);

/** Kernels that work on `memory`. */
export function instantiateKernels(memory: WebAssembly.Memory): OptimizerKernels {
  // The exports are what assembly/kernels.ts declares; the tests call each of them.
  return instantiateWasm(location, memory) as unknown as OptimizerKernels;
}
