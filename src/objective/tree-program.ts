import * as tf from '@tensorflow/tfjs';
import type { InferenceProgram, ParameterSpec, TrainingProgram } from '../compile/program.js';
import { InvalidInputError } from '../errors.js';
import { SoftDecisionTree, type TreeParameters } from '../tree/soft-decision-tree.js';
import { innerNodeCount, leafCount, type CompleteTreeShape } from '../tree/complete-tree.js';
import { balancePenalty } from './balance-penalty.js';
import { gatePreActivations, leafPathProbabilities } from './path-routing.js';
import { dataLoss } from './data-loss.js';

/** Name of a parameter of a tree. */
export type TreeParameterName = keyof TreeParameters;

/** How a tree is trained. */
export interface TreeTrainingOptions {
  /** Rows per step, a positive integer. */
  readonly batchSize: number;
  /**
   * Share of the expected cross entropy in the loss, in [0, 1], the rest being the mixture's negative log likelihood: one number
   * for every step, or `input` where the input `pathShare` says each step's. Default: 1, the paper's loss.
   */
  readonly pathShare?: number | 'input';
  /**
   * The leaf logits phi are this multiple of the parameter that is trained, a positive number. Adam's steps do not depend on
   * the size of a gradient, so this multiplies the leaf logits' learning rate: a leaf has far to go (log Q of a class that it
   * rules out), but its logits start near 0 and meet only the rows that reach it. Default: 1.
   */
  readonly leafScale?: number;
  /** Subtracted from every row before the gates see it, `[featureCount]`. Default: nothing. */
  readonly featureMeans?: Float32Array;
  /** Decoupled weight decay of the filters, per unit of learning rate, at least 0. Default: 0. */
  readonly weightDecay?: number;
  /**
   * Whether rows have weights: the targets of each are a distribution times its weight. Loss and balance penalty count a row of
   * weight 2 as the same row twice. Default: false, all weigh 1.
   */
  readonly weighted?: boolean;
}

/**
 * Inputs: `features` `[batch, featureCount]`; `targets` `[batch, classCount]`, distributions, soft or one-hot alike (times the
 * row's weight, with the option `weighted`);
 * `penalty`, scalar, lambda of the balance penalty at the root; `pathShare`, scalar, read where the option `pathShare` is `input`.
 * State: `childMass` and `massWeight`, the penalty's running sums and how many batches they hold. Outputs, scalars:
 * `crossEntropy` (the loss without the penalty) and `balancePenalty` (lambda C); the loss is their sum. The features may be
 * overwritten by a step.
 */
export type TreeTrainingProgram = TrainingProgram<
  TreeParameterName,
  'childMass' | 'massWeight',
  'features' | 'targets' | 'penalty' | 'pathShare',
  'crossEntropy' | 'balancePenalty'
>;

/** Outputs: `pathProbabilities` `[batch, leaves]` and `mixture` `[batch, classCount]`. */
export type TreeInferenceProgram = InferenceProgram<
  TreeParameterName,
  'features',
  'pathProbabilities' | 'mixture'
>;

/**
 * The training step of a tree.
 *
 * @throws {InvalidInputError} when the topology, an initial value or an option is out of range
 */
export function treeTrainingProgram(
  topology: CompleteTreeShape,
  options: TreeTrainingOptions,
  initial: TreeParameters,
): TreeTrainingProgram {
  const {
    batchSize,
    pathShare = 1,
    leafScale = 1,
    featureMeans,
    weightDecay = 0,
    weighted = false,
  } = options;
  assertBatchSize(batchSize);
  if (pathShare !== 'input' && !(pathShare >= 0 && pathShare <= 1)) {
    throw new InvalidInputError(`pathShare must be a number in [0, 1] or "input", found ${pathShare}`);
  }
  const { depth, featureCount, classCount } = topology;
  if (featureMeans !== undefined && featureMeans.length !== featureCount) {
    throw new InvalidInputError(
      `featureMeans must hold ${featureCount} numbers, found ${featureMeans.length}`,
    );
  }
  const specs = parameterSpecs(topology, initial);
  const children = 2 * innerNodeCount(depth);
  return {
    name: `soft decision tree of depth ${depth}, path share ${pathShare}, batch ${batchSize}`,
    parameters: { ...specs, filters: { ...specs.filters, weightDecay } },
    state: {
      childMass: { shape: [children], initial: new Float32Array(children) },
      massWeight: { shape: [children], initial: new Float32Array(children) },
    },
    inputs: {
      features: { shape: [batchSize, featureCount] },
      targets: { shape: [batchSize, classCount] },
      penalty: { shape: [] },
      pathShare: { shape: [] },
    },
    outputs: ['crossEntropy', 'balancePenalty'],
    lossFunction: ({ parameters, state, inputs }) => {
      const features =
        featureMeans === undefined
          ? inputs.features
          : tf.sub(inputs.features, tf.tensor2d(featureMeans, [1, featureCount]));
      const paths = leafPathProbabilities(gatePreActivations(parameters, features), depth);
      const { crossEntropy, leafMass } = dataLoss(
        paths,
        tf.mul(parameters.leafLogits, leafScale),
        inputs.targets,
        pathShare === 'input' ? inputs.pathShare : pathShare,
        weighted,
      );
      const { penalty, ...mass } = balancePenalty(leafMass, state, { depth, batchSize });
      const weightedPenalty = tf.mul<tf.Scalar>(penalty, inputs.penalty);
      return {
        loss: tf.add<tf.Scalar>(crossEntropy, weightedPenalty),
        state: mass,
        outputs: { crossEntropy, balancePenalty: weightedPenalty },
      };
    },
  };
}

/**
 * Path probabilities and mixture of a batch, for validation at an engine's speed.
 *
 * @throws {InvalidInputError} when the topology, an initial value or the batch size is out of range
 */
export function treeInferenceProgram(
  topology: CompleteTreeShape,
  { batchSize }: { readonly batchSize: number },
  initial: TreeParameters,
): TreeInferenceProgram {
  assertBatchSize(batchSize);
  return {
    name: `inference of a soft decision tree of depth ${topology.depth}, batch ${batchSize}`,
    parameters: parameterSpecs(topology, initial),
    inputs: { features: { shape: [batchSize, topology.featureCount] } },
    outputs: ['pathProbabilities', 'mixture'],
    forwardFunction: ({ parameters, inputs }) => {
      const z = gatePreActivations(parameters, inputs.features);
      const paths = leafPathProbabilities(z, topology.depth);
      return {
        pathProbabilities: tf.transpose(paths),
        mixture: tf.matMul(paths, tf.softmax(parameters.leafLogits), true, false),
      };
    },
  };
}

function parameterSpecs(
  topology: CompleteTreeShape,
  initial: TreeParameters,
): Record<TreeParameterName, ParameterSpec> {
  const { parameters } = new SoftDecisionTree(topology, initial);
  const inner = innerNodeCount(topology.depth);
  return {
    filters: { shape: [inner, topology.featureCount], initial: parameters.filters },
    biases: { shape: [inner], initial: parameters.biases },
    betas: { shape: [inner], initial: parameters.betas },
    leafLogits: { shape: [leafCount(topology.depth), topology.classCount], initial: parameters.leafLogits },
  };
}

function assertBatchSize(batchSize: number): void {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new InvalidInputError(`batchSize must be a positive integer, found ${batchSize}`);
  }
}
