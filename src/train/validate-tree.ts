import type { Dataset } from '../data/dataset.js';
import { copyRows } from '../data/features.js';
import type { Engine } from '../engine/engine.js';
import type { Validation } from './training-loop.js';
import { argmax } from '../data/argmax.js';
import { leafClasses } from '../tree/leaf-distributions.js';
import { treeInferenceProgram } from '../objective/tree-program.js';
import { SoftDecisionTree, parameterNames, type TreeParameters } from '../tree/soft-decision-tree.js';
import type { CompleteTreeShape } from '../tree/complete-tree.js';
import { shareOfEqual } from '../tree/evaluate-tree.js';

/** Measures trees of one topology on the validation rows, fast enough for every epoch. */
export interface TreeValidator {
  validate(parameters: TreeParameters): Promise<Validation>;
  dispose(): Promise<void>;
}

const largestBatch = 500;

/** @param initial any parameters of the topology */
export async function createTreeValidator(
  topology: CompleteTreeShape,
  { features, labels, rowCount, weights }: Dataset,
  initial: TreeParameters,
  engine: Engine,
): Promise<TreeValidator> {
  const { featureCount, classCount, depth } = topology;
  const batchSize = Math.min(largestBatch, rowCount);
  const step = await engine.compileInference(treeInferenceProgram(topology, { batchSize }, initial));
  const leaves = 2 ** depth;
  const maxPathAnswers = new Uint16Array(rowCount);
  const mixtureAnswers = new Uint16Array(rowCount);
  return {
    async validate(parameters) {
      const classes = leafClasses(new SoftDecisionTree(topology, parameters));
      for (const name of parameterNames) step.parameters[name].set(parameters[name]);
      const { pathProbabilities, mixture } = step.outputs;
      for (let first = 0; first < rowCount; first += batchSize) {
        const rows = Math.min(batchSize, rowCount - first);
        copyRows(features, featureCount, first, rows, step.inputs.features);
        await step.run();
        for (let row = 0; row < rows; row++) {
          const leaf = argmax(pathProbabilities, row * leaves, (row + 1) * leaves);
          maxPathAnswers[first + row] = classes[leaf] ?? 0;
          mixtureAnswers[first + row] = argmax(mixture, row * classCount, (row + 1) * classCount);
        }
      }
      return {
        validationAccuracy: shareOfEqual(maxPathAnswers, labels, weights),
        validationMixtureAccuracy: shareOfEqual(mixtureAnswers, labels, weights),
      };
    },
    dispose: () => step.dispose(),
  };
}
