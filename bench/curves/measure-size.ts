import { BatchSequence } from '../../src/data/batches.js';
import { gatherRows } from '../../src/data/features.js';
import { SeededRandom } from '../../src/data/random.js';
import type { Engine } from '../../src/engine/engine.js';
import { defaultAdam } from '../../src/optimizer/settings.js';
import { compileTreeStep } from '../../src/train/compile-tree-step.js';
import { initializeTree } from '../../src/tree/initialization.js';
import { predict } from '../../src/tree/prediction.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import type { Size } from './sizes.js';

/** Seconds of processor time. */
export interface Cost {
  /** One pass of training over the rows, in batches of 64. */
  readonly epoch: number;
  /** Both answers to all rows. */
  readonly answers: number;
}

export const batchSize = 64;
const learningRate = 0.001;

/** Measures one size once, after a start that is not counted, in which code is compiled. */
export async function measureSize(engine: Engine, size: Size): Promise<Cost> {
  const { rows, features: featureCount, depth, classes: classCount } = size;
  const random = new SeededRandom(1);
  const shape = { depth, featureCount, classCount };
  const features = Float32Array.from({ length: rows * featureCount }, () => random.normal());
  const labels = Uint16Array.from({ length: rows }, () => random.integer(classCount));
  const step = await compileTreeStep(
    engine,
    shape,
    { batchSize },
    initializeTree(shape, random),
    defaultAdam,
  );
  const batches = new BatchSequence(rows, batchSize, random.fork('batches'));
  step.inputs.penalty.fill(0.1);
  const train = async (steps: number): Promise<void> => {
    for (let index = 0; index < steps; index++) {
      const chosen = batches.rowsOf(index);
      gatherRows(features, featureCount, chosen, step.inputs.features);
      step.inputs.targets.fill(0);
      for (const [place, row] of chosen.entries())
        step.inputs.targets[place * classCount + (labels[row] ?? 0)] = 1;
      await step.run(learningRate);
    }
  };
  await train(10);
  const epoch = await processorSeconds(() => train(batches.batchesPerEpoch));
  const { filters, biases, betas, leafLogits } = step.parameters;
  // Copies, for the step's own are gone with it.
  const tree = new SoftDecisionTree(shape, {
    filters: filters.slice(),
    biases: biases.slice(),
    betas: betas.slice(),
    leafLogits: leafLogits.slice(),
  });
  await step.dispose();
  predict(tree, features.subarray(0, Math.min(rows, 200) * featureCount), Math.min(rows, 200));
  const answers = await processorSeconds(() => predict(tree, features, rows));
  return { epoch, answers };
}

/** Other programs take wall-clock time, but hardly processor time. */
async function processorSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The least of each: what disturbs a measurement only adds to it. */
export function leastCost(costs: readonly Cost[]): Cost {
  return {
    epoch: Math.min(...costs.map(({ epoch }) => epoch)),
    answers: Math.min(...costs.map(({ answers }) => answers)),
  };
}
