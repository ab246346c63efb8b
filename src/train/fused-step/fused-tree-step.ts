import type { Engine, TrainingStep } from '../../engine/engine.js';
import type {
  TreeParameterName,
  TreeTrainingOptions,
  TreeTrainingProgram,
} from '../../objective/tree-program.js';
import { createFusedOptimizer } from '../../optimizer/fused-optimizer.js';
import { mapValues } from '../../optimizer/memory-layout.js';
import type { OptimizerSettings } from '../../optimizer/settings.js';
import { innerNodeCount, type CompleteTreeShape } from '../../tree/complete-tree.js';
import { BetweenProducts } from './between-products.js';
import { compileFilterGradients, compileGateProducts } from './matrix-products.js';
import { bufferLengths, paddedCount } from './step-buffers.js';

export type TreeTrainingStep = TrainingStep<
  TreeParameterName,
  'childMass' | 'massWeight',
  'features' | 'targets' | 'penalty' | 'pathShare',
  'crossEntropy' | 'balancePenalty'
>;

/**
 * The step of a tree's training program, in fewer passes: the engine does the two matrix products that take most of the time, on
 * the optimizer's memory, and our own kernels do everything between them. The program remains the definition: tests hold this
 * step's loss, gradients and state to it.
 *
 * @param engine one that shares memory
 * @param program what `treeTrainingProgram` gives for the same topology and options
 */
export async function createFusedTreeStep(
  engine: Engine,
  topology: CompleteTreeShape,
  options: TreeTrainingOptions,
  program: TreeTrainingProgram,
  settings: OptimizerSettings,
): Promise<TreeTrainingStep> {
  const { featureCount, classCount } = topology;
  const { batchSize, featureMeans } = options;
  const rows = paddedCount(batchSize);
  const memory = createFusedOptimizer(
    settings,
    mapValues(program.parameters, ({ initial }) => initial),
    bufferLengths(topology, rows),
    (name) => program.parameters[name].weightDecay ?? 0,
  );
  const { parameters, gradients, extra } = memory;
  extra.featureMeans.set(featureMeans ?? []);

  const sizes = { inner: innerNodeCount(topology.depth), rows, featureCount };
  const matrices = { ...extra, filters: parameters.filters, filterGradients: gradients.filters };
  const gateProducts = await compileGateProducts(engine, sizes, matrices);
  const filterGradients = await compileFilterGradients(engine, sizes, matrices);
  const betweenProducts = new BetweenProducts(memory, topology, options);
  const { childMass, massWeight, penalty, pathShare, crossEntropy, balancePenalty } = extra;
  return {
    parameters,
    state: { childMass, massWeight },
    optimizerState: memory.state,
    inputs: {
      // Without the rows that fill up the batch, which stay zero.
      features: extra.features.subarray(0, batchSize * featureCount),
      targets: extra.targets.subarray(0, batchSize * classCount),
      penalty,
      pathShare,
    },
    outputs: { crossEntropy, balancePenalty },
    async run(learningRate) {
      if (featureMeans !== undefined) betweenProducts.center();
      await gateProducts.run();
      const loss = betweenProducts.run();
      await filterGradients.run();
      memory.update(learningRate);
      return loss;
    },
    async dispose() {
      await gateProducts.dispose();
      await filterGradients.dispose();
    },
  };
}
