import { smallestMixture } from '../../objective/data-loss.js';
import type { TreeParameterName, TreeTrainingOptions } from '../../objective/tree-program.js';
import type { FusedOptimizer } from '../../optimizer/fused-optimizer.js';
import { mapValues } from '../../optimizer/memory-layout.js';
import { innerNodeCount, leafCount, type CompleteTreeShape } from '../../tree/complete-tree.js';
import { Balance, type LeafColumn } from './balance.js';
import { bindKernels, type Operands, type TreeKernels } from './kernels.js';
import { paddedCount, termLayout, type BufferName, type TermLayout } from './step-buffers.js';

export type StepMemory = FusedOptimizer<TreeParameterName, BufferName>;

/** A way of making up the loss: of single paths, of the mixture, or of both. */
interface LossKernels {
  readonly hasPaths: boolean;
  readonly hasMixture: boolean;
  readonly kernels: TreeKernels;
  readonly leafMass: LeafColumn;
  readonly leafSlopes: LeafColumn;
}

/** What a step does before and between its two matrix products: all that happens row by row, node by node and leaf by leaf. */
export class BetweenProducts {
  readonly #memory: StepMemory;
  readonly #batchSize: number;
  readonly #pathShare: number | 'input';
  readonly #weighted: boolean;
  readonly #classCount: number;
  readonly #balance: Balance;
  readonly #ofPaths: LossKernels;
  readonly #ofMixture: LossKernels;
  readonly #ofBoth: LossKernels;

  constructor(memory: StepMemory, topology: CompleteTreeShape, options: TreeTrainingOptions) {
    const { batchSize, pathShare = 1, weighted = false } = options;
    this.#memory = memory;
    this.#batchSize = batchSize;
    this.#pathShare = pathShare;
    this.#weighted = weighted;
    this.#classCount = topology.classCount;
    this.#balance = new Balance(topology.depth, batchSize);
    const lossOf = (hasPaths: boolean, hasMixture: boolean): LossKernels => {
      const layout = termLayout(topology.classCount, hasPaths, hasMixture);
      const { sums, coefficients } = memory.extra;
      return {
        hasPaths,
        hasMixture,
        kernels: bindKernels(memory.memory, operandsOf(memory, topology, options, layout)),
        leafMass: { values: sums, stride: layout.stride },
        leafSlopes: { values: coefficients, stride: layout.stride },
      };
    };
    this.#ofPaths = lossOf(true, false);
    this.#ofMixture = lossOf(false, true);
    this.#ofBoth = lossOf(true, true);
    // Weights of 1. The rows that fill up the batch have none, and targets of zeros: every term that could make them count is zero.
    memory.extra.terms.fill(1, 0, batchSize);
  }

  /** Takes the means from the features. */
  center(): void {
    this.#ofBoth.kernels.center();
  }

  /** From the gates' products to dL/d(x.w) in their place, and the gradients of everything but the filters; gives the loss. */
  run(): number {
    const { extra, gradients } = this.#memory;
    const pathShare = this.#pathShare === 'input' ? (extra.pathShare[0] ?? 0) : this.#pathShare;
    const { hasPaths, hasMixture, kernels, leafMass, leafSlopes } = this.#lossOf(pathShare);
    if (this.#weighted) this.#takeWeights();
    kernels.route();
    kernels.softmax();
    kernels.transpose();
    gradients.leafLogits.fill(0);
    let [fit, likelihood] = [0, 0];
    if (hasMixture) {
      kernels.mix();
      likelihood = kernels.mixtureLikelihood((1 - pathShare) / this.#batchSize);
    }
    kernels.sumOverBatch();
    if (hasPaths) fit = kernels.expectedCrossEntropy(pathShare / this.#batchSize);
    if (hasMixture) kernels.mixtureLeaves();
    const crossEntropy = -(pathShare * fit + (1 - pathShare) * likelihood) / this.#batchSize;
    const balancePenalty = this.#balance.update(leafMass, leafSlopes, extra, extra.penalty[0] ?? 0);
    kernels.weighPaths();
    kernels.routeBackward();
    extra.crossEntropy[0] = crossEntropy;
    extra.balancePenalty[0] = balancePenalty;
    return crossEntropy + balancePenalty;
  }

  /** The first row of the terms: what the targets of each row sum to. */
  #takeWeights(): void {
    const { targets, terms } = this.#memory.extra;
    for (let row = 0; row < this.#batchSize; row++) {
      let weight = 0;
      for (let index = 0; index < this.#classCount; index++) {
        weight += targets[row * this.#classCount + index] ?? 0;
      }
      terms[row] = weight;
    }
  }

  #lossOf(pathShare: number): LossKernels {
    if (pathShare > 0 && pathShare < 1) return this.#ofBoth;
    return pathShare > 0 ? this.#ofPaths : this.#ofMixture;
  }
}

function operandsOf(
  { extra, parameters, gradients }: StepMemory,
  { depth, featureCount, classCount }: CompleteTreeShape,
  { batchSize, leafScale = 1 }: TreeTrainingOptions,
  layout: TermLayout,
): Operands {
  const rows = paddedCount(batchSize);
  const rowBytes = rows * Float32Array.BYTES_PER_ELEMENT;
  const inner = innerNodeCount(depth);
  const addresses = mapValues({ ...extra, ...parameters }, ({ byteOffset }: Float32Array) => byteOffset);
  return {
    ...addresses,
    ...layout,
    leafPaths: addresses.paths + inner * rowBytes,
    targetTerms: addresses.terms + layout.targetColumn * rowBytes,
    mixtureTerms: addresses.terms + layout.mixtureColumn * rowBytes,
    biasGradients: gradients.biases.byteOffset,
    betaGradients: gradients.betas.byteOffset,
    leafLogitGradients: gradients.leafLogits.byteOffset,
    inner,
    leaves: leafCount(depth),
    classes: classCount,
    rows,
    batchSize,
    rowBytes,
    mixtureBytes: classCount * rowBytes,
    featureBytes: featureCount * Float32Array.BYTES_PER_ELEMENT,
    leafScale,
    floor: smallestMixture,
  };
}
