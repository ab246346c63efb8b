import * as tf from '@tensorflow/tfjs';
import type { TreeTrainingProgram } from '../../src/objective/tree-program.js';
import type { TreeParameters } from '../../src/tree/soft-decision-tree.js';

type ParameterName = keyof TreeParameters;
type InputName = 'features' | 'targets' | 'penalty' | 'pathShare';

/** Values for one step of a tree program. */
export interface StepValues {
  readonly parameters: Readonly<Record<ParameterName, Float32Array>>;
  readonly childMass: Float32Array;
  readonly massWeight: Float32Array;
  readonly inputs: Readonly<Record<InputName, Float32Array>>;
}

export interface StepResult {
  readonly loss: number;
  readonly crossEntropy: number;
  readonly balancePenalty: number;
  readonly childMass: Float32Array;
  readonly gradients: Readonly<Record<ParameterName, Float32Array>>;
}

const parameterNames: readonly ParameterName[] = ['filters', 'biases', 'betas', 'leafLogits'];

/** One step of the program on the current tfjs backend. */
export function runStep(program: TreeTrainingProgram, values: StepValues): StepResult {
  return tf.tidy(() => {
    const tensor = (data: Float32Array, shape: readonly number[]) => tf.tensor(data, [...shape], 'float32');
    const inputs = {
      features: tensor(values.inputs.features, program.inputs.features.shape),
      targets: tensor(values.inputs.targets, program.inputs.targets.shape),
      penalty: tensor(values.inputs.penalty, []),
      pathShare: tensor(values.inputs.pathShare, []),
    };
    const state = {
      childMass: tensor(values.childMass, program.state.childMass.shape),
      massWeight: tensor(values.massWeight, program.state.massWeight.shape),
    };
    const numbers = (of: tf.Tensor) => Float32Array.from(of.dataSync());
    let others: Omit<StepResult, 'loss' | 'gradients'> | undefined;
    const { value, grads } = tf.valueAndGrads((filters, biases, betas, leafLogits) => {
      const parameters = { filters, biases, betas, leafLogits } as Record<ParameterName, tf.Tensor>;
      const result = program.lossFunction({ parameters, state, inputs });
      // Read here: only the loss outlives the function.
      others = {
        crossEntropy: numbers(result.outputs.crossEntropy)[0] ?? NaN,
        balancePenalty: numbers(result.outputs.balancePenalty)[0] ?? NaN,
        childMass: numbers(result.state.childMass),
      };
      return result.loss;
    })(parameterNames.map((name) => tensor(values.parameters[name], program.parameters[name].shape)));
    if (others === undefined) throw new Error('The loss function was not called.');
    const gradients = Object.fromEntries(
      parameterNames.map((name, index) => [name, numbers(grads[index] ?? tf.tensor([]))]),
    ) as Record<ParameterName, Float32Array>;
    return { loss: numbers(value)[0] ?? NaN, gradients, ...others };
  });
}

/** The loss in double precision, written down directly from the definitions, node by node and row by row. */
export function referenceLoss(
  values: {
    readonly parameters: Readonly<Record<ParameterName, ArrayLike<number>>>;
    readonly childMass: ArrayLike<number>;
    readonly inputs: Readonly<Record<InputName, ArrayLike<number>>>;
  },
  shape: { depth: number; featureCount: number; classCount: number; batchSize: number },
  pathShare: number,
): { crossEntropy: number; balancePenalty: number; childMass: number[] } {
  const at = (list: ArrayLike<number>, index: number) => list[index] ?? NaN;
  const { depth, featureCount, classCount, batchSize } = shape;
  const { filters, biases, betas, leafLogits } = values.parameters;
  const { features, targets, penalty } = values.inputs;
  const inner = 2 ** depth - 1;
  const q = (leaf: number, k: number) => {
    const logits = Array.from({ length: classCount }, (_, c) => at(leafLogits, leaf * classCount + c));
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    return Math.exp(at(logits, k)) / sum;
  };
  const batchMass = new Array<number>(2 * inner).fill(0);
  let crossEntropy = 0;
  for (let row = 0; row < batchSize; row++) {
    const path = [1];
    for (let node = 0; node < inner; node++) {
      let z = at(biases, node);
      for (let f = 0; f < featureCount; f++) {
        z += at(features, row * featureCount + f) * at(filters, node * featureCount + f);
      }
      const p = 1 / (1 + Math.exp(-z * at(betas, node)));
      path[2 * node + 1] = at(path, node) * (1 - p);
      path[2 * node + 2] = at(path, node) * p;
    }
    let weight = 0;
    for (let k = 0; k < classCount; k++) weight += at(targets, row * classCount + k);
    for (let child = 0; child < 2 * inner; child++)
      batchMass[child] = at(batchMass, child) + weight * at(path, child + 1);
    for (let k = 0; k < classCount; k++) {
      const target = at(targets, row * classCount + k);
      let mixture = 0;
      let expectedLog = 0;
      for (let leaf = 0; leaf <= inner; leaf++) {
        const ofLeaf = q(leaf, k);
        mixture += at(path, inner + leaf) * ofLeaf;
        expectedLog += at(path, inner + leaf) * Math.log(ofLeaf);
      }
      const logLikelihood = pathShare * expectedLog + (1 - pathShare) * Math.log(mixture);
      crossEntropy -= (target * logLikelihood) / batchSize;
    }
  }
  let balancePenalty = 0;
  const childMass: number[] = [];
  for (let node = 0; node < inner; node++) {
    const d = Math.floor(Math.log2(node + 1));
    const decay = 1 - 1 / 2 ** d;
    const [left, right] = [2 * node, 2 * node + 1].map((child) => {
      const mass = decay * at(values.childMass, child) + at(batchMass, child);
      childMass.push(mass);
      return mass;
    }) as [number, number];
    const alpha = right / (left + right);
    balancePenalty -= at(penalty, 0) * 2 ** -d * (0.5 * Math.log(alpha) + 0.5 * Math.log(1 - alpha));
  }
  return { crossEntropy, balancePenalty, childMass };
}
