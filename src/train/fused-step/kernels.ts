import { mapValues } from '../../optimizer/memory-layout.js';
import { instantiateWasm } from '../../wasm-instance.js';

/**
 * The compiled functions of `assembly/kernels.ts`, which says what each does, and the names of their parameters in order. One name
 * is the same number in all of them: a matrix's address in bytes, a count or a factor. The last parameter of the two that give
 * a part of the loss, its weight, is left to who calls them.
 */
export const kernelParameters = {
  center: ['features', 'featureMeans', 'batchSize', 'featureBytes'],
  transpose: ['targets', 'targetTerms', 'rows', 'classes'],
  route: ['products', 'biases', 'betas', 'gates', 'paths', 'inner', 'rowBytes'],
  softmax: ['leafLogits', 'leafScale', 'probabilities', 'logProbabilities', 'leaves', 'classes'],
  mix: ['leafPaths', 'probabilities', 'mixture', 'leaves', 'classes', 'rowBytes'],
  mixtureLikelihood: ['targetTerms', 'mixture', 'mixtureTerms', 'mixtureBytes', 'floor'],
  sumOverBatch: ['leafPaths', 'terms', 'sums', 'leaves', 'stride', 'rowBytes'],
  expectedCrossEntropy: [
    'probabilities',
    'logProbabilities',
    'sums',
    'coefficients',
    'leafLogitGradients',
    'leaves',
    'classes',
    'stride',
    'targetColumn',
    'leafScale',
  ],
  mixtureLeaves: [
    'probabilities',
    'sums',
    'coefficients',
    'leafLogitGradients',
    'leaves',
    'classes',
    'stride',
    'mixtureColumn',
    'leafScale',
  ],
  weighPaths: ['leafPaths', 'coefficients', 'terms', 'leaves', 'count', 'stride', 'rowBytes'],
  routeBackward: [
    'products',
    'biases',
    'betas',
    'gates',
    'paths',
    'biasGradients',
    'betaGradients',
    'inner',
    'rowBytes',
  ],
} as const;

type KernelName = keyof typeof kernelParameters;
/** The number behind each name. */
export type Operands = Readonly<Record<(typeof kernelParameters)[KernelName][number], number>>;

type LossKernel = 'mixtureLikelihood' | 'expectedCrossEntropy';
/** Kernels that know their operands. Those of the loss give the sum of T log(M + floor), or of (target mass) log Q. */
export type TreeKernels = Readonly<Record<Exclude<KernelName, LossKernel>, () => void>> &
  Readonly<Record<LossKernel, (weight: number) => number>>;

/** The same file from src/ and from dist/. */
const location = new URL('../../../dist/train/fused-step/kernels.wasm', import.meta.url);

/** Kernels that work on `memory`, each with its operands. */
export function bindKernels(memory: WebAssembly.Memory, operands: Operands): TreeKernels {
  // The exports are what assembly/kernels.ts declares; a test holds the names to it.
  const compiled = instantiateWasm(location, memory) as Record<KernelName, (...numbers: number[]) => number>;
  return mapValues(kernelParameters, (names: readonly (keyof Operands)[], kernel) =>
    compiled[kernel].bind(undefined, ...names.map((name) => operands[name])),
  );
}
