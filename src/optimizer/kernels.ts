import { readFileSync } from 'node:fs';

/** The compiled functions of `assembly/kernels.ts`; addresses and lengths are in bytes, multiples of 16. */
export interface OptimizerKernels {
  sgd(parameters: number, gradients: number, bytes: number, rate: number): void;
  momentum(
    parameters: number,
    gradients: number,
    velocity: number,
    bytes: number,
    rate: number,
    momentum: number,
  ): void;
  adam(
    parameters: number,
    gradients: number,
    firstMoment: number,
    secondMoment: number,
    bytes: number,
    rate: number,
    epsilon: number,
    beta1: number,
    oneMinusBeta1: number,
    beta2: number,
    oneMinusBeta2: number,
  ): void;
  dropTiny(values: number, bytes: number, smallest: number): void;
  averageInto(average: number, values: number, bytes: number, weight: number): void;
}

/** The same file from src/optimizer and from dist/optimizer. */
const location = new URL('../../dist/optimizer/kernels.wasm', import.meta.url);
let compiled: WebAssembly.Module | undefined;

/** Kernels that work on `memory`. */
export function instantiateKernels(memory: WebAssembly.Memory): OptimizerKernels {
  compiled ??= new WebAssembly.Module(readKernels());
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  // The exports are what assembly/kernels.ts declares; the tests call each of them.
  return instance.exports as unknown as OptimizerKernels;
}

function readKernels(): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(readFileSync(location));
  } catch (cause) {
    throw new Error(`Cannot read ${location.pathname}: build it with "npm run build"`, { cause });
  }
}
