import type { InferenceProgram } from '../../compile/program.js';
import type { Engine, TrainingStep } from '../../engine/engine.js';
import { tf } from '../../engine/tensorflow.js';
import { createFusedOptimizer } from '../../optimizer/fused-optimizer.js';
import type { OptimizerSettings } from '../../optimizer/settings.js';
import { smallestMixture } from '../../objective/tree-objective.js';
import { type TreeObjective } from '../../settings/tree-objectives.js';
import type {
  TreeParameterName,
  TreeTrainingOptions,
  TreeTrainingProgram,
} from '../../objective/tree-program.js';
import { innerNodeCount, leafCount, nodeCount, type CompleteTreeShape } from '../../tree/complete-tree.js';
import { Balance } from './balance.js';
import { instantiateTreeKernels } from './kernels.js';

export type TreeTrainingStep = TrainingStep<
  TreeParameterName,
  'childMass' | 'massWeight',
  'features' | 'targets' | 'penalty' | 'pathShare',
  'crossEntropy' | 'balancePenalty'
>;

/** Rows of a batch must be a multiple of this: the kernels take so many at a time. */
export const fusedRows = 4;

/**
 * The step of a tree's training program, in fewer passes: the engine does the two matrix products that take most of the time, on
 * the optimizer's memory, and our own kernels do everything between them. The program remains the definition: tests hold this
 * step's loss, gradients and state to it.
 *
 * @param engine one that shares memory
 * @param program what `treeTrainingProgram` gives for the same topology and options; its batch size a multiple of `fusedRows`
 */
export async function createFusedTreeStep(
  engine: Engine,
  topology: CompleteTreeShape,
  options: TreeTrainingOptions,
  program: TreeTrainingProgram,
  settings: OptimizerSettings,
): Promise<TreeTrainingStep> {
  const { depth, featureCount, classCount } = topology;
  const { batchSize, objective = 'expected-cross-entropy', leafScale = 1, featureMeans } = options;
  const [inner, leaves] = [innerNodeCount(depth), leafCount(depth)];
  // A column of ones, and one for each class and each part of the objective: what is summed over the batch, weighted by paths.
  const mostTerms = paddedCount(1 + 2 * classCount);
  const { filters, biases, betas, leafLogits } = program.parameters;
  const optimizer = createFusedOptimizer(
    settings,
    {
      filters: filters.initial,
      biases: biases.initial,
      betas: betas.initial,
      leafLogits: leafLogits.initial,
    },
    {
      features: batchSize * featureCount,
      featureMeans: featureCount,
      targets: batchSize * classCount,
      penalty: 1,
      pathShare: 1,
      crossEntropy: 1,
      balancePenalty: 1,
      childMass: 2 * inner,
      massWeight: 2 * inner,
      products: inner * batchSize,
      gates: inner * batchSize,
      paths: nodeCount(depth) * batchSize,
      terms: mostTerms * batchSize,
      mixture: classCount * batchSize,
      probabilities: leaves * classCount,
      logProbabilities: leaves * classCount,
      sums: leaves * mostTerms,
      coefficients: leaves * mostTerms,
    },
    (name) => program.parameters[name].weightDecay ?? 0,
  );
  const { parameters, gradients, extra } = optimizer;
  const kernels = instantiateTreeKernels(optimizer.memory);
  const balance = new Balance(depth, { window: options.penaltyWindow ?? 1, batchSize });
  extra.featureMeans.set(featureMeans ?? []);
  extra.terms.fill(1, 0, batchSize);

  const gateProducts = await engine.compileInference(gateProductProgram(program, [inner, featureCount]), {
    parameters: { filters: parameters.filters },
    inputs: { features: extra.features },
    outputs: { products: extra.products },
  });
  const filterGradients = await engine.compileInference(filterGradientProgram(program, [inner, batchSize]), {
    parameters: {},
    inputs: { slopes: extra.products, features: extra.features },
    outputs: { filters: gradients.filters },
  });

  const rowBytes = batchSize * Float32Array.BYTES_PER_ELEMENT;
  const at = addressesOf({ ...extra, ...parameters });
  const gradientAt = addressesOf(gradients);
  const leafPaths = at.paths + inner * rowBytes;
  const firstTerm = at.terms + rowBytes;

  /** From the gates' products to dL/d(x.w) in their place, and the gradients of everything but the filters; gives the loss. */
  function betweenProducts(): number {
    kernels.route(at.products, at.biases, at.betas, at.gates, at.paths, inner, rowBytes);
    kernels.softmax(at.leafLogits, leafScale, at.probabilities, at.logProbabilities, leaves, classCount);
    kernels.transpose(at.targets, firstTerm, batchSize, classCount);
    gradients.leafLogits.fill(0);

    const pathShare = pathShareOf(objective, extra.pathShare[0] ?? 0);
    const [hasPaths, hasMixture] = [pathShare > 0, pathShare < 1];
    const mixtureTerm = hasPaths ? 1 + classCount : 1;
    let likelihood = 0;
    if (hasMixture) {
      const mixtureRows = at.terms + mixtureTerm * rowBytes;
      const [bytes, weight] = [classCount * rowBytes, (1 - pathShare) / batchSize];
      kernels.mix(leafPaths, at.probabilities, at.mixture, leaves, classCount, rowBytes);
      likelihood = kernels.mixtureLikelihood(
        firstTerm,
        at.mixture,
        mixtureRows,
        bytes,
        weight,
        smallestMixture,
      );
    }
    const count = 1 + classCount * (Number(hasPaths) + Number(hasMixture));
    const stride = paddedCount(count);
    kernels.sumOverBatch(leafPaths, at.terms, at.sums, leaves, stride, rowBytes);
    const shared = [at.coefficients, gradientAt.leafLogits, leaves, classCount, stride] as const;
    const fit = hasPaths
      ? kernels.expectedCrossEntropy(
          at.probabilities,
          at.logProbabilities,
          at.sums,
          ...shared,
          1,
          pathShare / batchSize,
          leafScale,
        )
      : 0;
    if (hasMixture) kernels.mixtureLeaves(at.probabilities, at.sums, ...shared, mixtureTerm, leafScale);
    const crossEntropy = -(pathShare * fit + (1 - pathShare) * likelihood) / batchSize;
    const balancePenalty = balance.update(
      { values: extra.sums, stride },
      { values: extra.coefficients, stride },
      extra,
      extra.penalty[0] ?? 0,
    );
    kernels.weighPaths(leafPaths, at.coefficients, at.terms, leaves, count, stride, rowBytes);
    kernels.routeBackward(
      at.products,
      at.biases,
      at.betas,
      at.gates,
      at.paths,
      gradientAt.biases,
      gradientAt.betas,
      inner,
      rowBytes,
    );
    extra.crossEntropy[0] = crossEntropy;
    extra.balancePenalty[0] = balancePenalty;
    return crossEntropy + balancePenalty;
  }

  return {
    parameters,
    state: extra,
    optimizerState: optimizer.state,
    inputs: extra,
    outputs: extra,
    async run(learningRate) {
      if (featureMeans !== undefined) {
        kernels.center(
          at.features,
          at.featureMeans,
          batchSize,
          featureCount * Float32Array.BYTES_PER_ELEMENT,
        );
      }
      await gateProducts.run();
      const loss = betweenProducts();
      await filterGradients.run();
      optimizer.update(learningRate);
      return loss;
    },
    async dispose() {
      await gateProducts.dispose();
      await filterGradients.dispose();
    },
  };
}

/** Share of the expected cross entropy in the objective; the rest is the mixture's likelihood. */
function pathShareOf(objective: TreeObjective, pathShare: number): number {
  if (objective === 'mixture-to-paths') return pathShare;
  return objective === 'expected-cross-entropy' ? 1 : 0;
}

/** x.w of every gate, `[innerNodes, batch]`. */
function gateProductProgram(
  { name, parameters, inputs }: TreeTrainingProgram,
  shape: readonly [number, number],
): InferenceProgram<'filters', 'features', 'products'> {
  return {
    name: `${name}, gates`,
    parameters: { filters: { shape, initial: parameters.filters.initial } },
    inputs: { features: inputs.features },
    outputs: ['products'],
    forwardFunction: ({ parameters: { filters }, inputs: { features } }) => ({
      products: tf.matMul(filters, features, false, true),
    }),
  };
}

/** dL/dw of every gate, `[innerNodes, featureCount]`, from dL/d(x.w), `[innerNodes, batch]`. */
function filterGradientProgram(
  { name, inputs }: TreeTrainingProgram,
  shape: readonly [number, number],
): InferenceProgram<never, 'slopes' | 'features', 'filters'> {
  return {
    name: `${name}, gradients of the filters`,
    parameters: {},
    inputs: { slopes: { shape }, features: inputs.features },
    outputs: ['filters'],
    forwardFunction: ({ inputs: { slopes, features } }) => ({ filters: tf.matMul(slopes, features) }),
  };
}

/** The kernel that sums over the batch takes four terms at a time; those beyond the count are not looked at. */
function paddedCount(count: number): number {
  return 4 * Math.ceil(count / 4);
}

function addressesOf<N extends string>(views: Readonly<Record<N, Float32Array>>): Record<N, number> {
  const entries = Object.entries<Float32Array>(views).map(([name, { byteOffset }]) => [name, byteOffset]);
  return Object.fromEntries(entries) as Record<N, number>;
}
