import { instantiateWasm } from '../../wasm-instance.js';

/**
 * The compiled functions of `assembly/kernels.ts`, which says what each does. Matrices are addresses in bytes; `bytes` is the
 * length of a row of the batch, a multiple of 16.
 */
export interface TreeKernels {
  center(features: number, means: number, rows: number, rowBytes: number): void;
  transpose(source: number, target: number, rows: number, columns: number): void;
  route(
    products: number,
    biases: number,
    betas: number,
    gates: number,
    paths: number,
    inner: number,
    bytes: number,
  ): void;
  softmax(
    logits: number,
    scale: number,
    probabilities: number,
    logs: number,
    rows: number,
    columns: number,
  ): void;
  sumOverBatch(
    leafPaths: number,
    terms: number,
    target: number,
    leaves: number,
    count: number,
    bytes: number,
  ): void;
  mix(
    leafPaths: number,
    probabilities: number,
    mixture: number,
    leaves: number,
    classes: number,
    bytes: number,
  ): void;
  /** Gives the sum of T log(M + floor). */
  mixtureLikelihood(
    targets: number,
    mixture: number,
    slopes: number,
    bytes: number,
    weight: number,
    floor: number,
  ): number;
  /** Gives the sum over leaves of (target mass) log Q. */
  expectedCrossEntropy(
    probabilities: number,
    logs: number,
    sums: number,
    coefficients: number,
    gradients: number,
    leaves: number,
    classes: number,
    stride: number,
    first: number,
    weight: number,
    scale: number,
  ): number;
  mixtureLeaves(
    probabilities: number,
    sums: number,
    coefficients: number,
    gradients: number,
    leaves: number,
    classes: number,
    stride: number,
    first: number,
    scale: number,
  ): void;
  weighPaths(
    leafPaths: number,
    coefficients: number,
    terms: number,
    leaves: number,
    count: number,
    stride: number,
    bytes: number,
  ): void;
  routeBackward(
    products: number,
    biases: number,
    betas: number,
    gates: number,
    paths: number,
    biasGradients: number,
    betaGradients: number,
    inner: number,
    bytes: number,
  ): void;
}

/** The same file from src/ and from dist/. */
const location = new URL('../../../dist/train/fused-step/kernels.wasm', import.meta.url);

/** Kernels that work on `memory`. */
export function instantiateTreeKernels(memory: WebAssembly.Memory): TreeKernels {
  // The exports are what assembly/kernels.ts declares; each step calls all of them.
  return instantiateWasm(location, memory) as unknown as TreeKernels;
}
