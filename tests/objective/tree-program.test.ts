import { beforeAll, describe, expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import {
  treeInferenceProgram,
  treeTrainingProgram,
  type TreeTrainingProgram,
} from '../../src/objective/tree-program.js';
import { weighTargets } from '../../src/train/targets.js';
import { leafDistributions } from '../../src/tree/leaf-distributions.js';
import { predict } from '../../src/tree/prediction.js';
import { pathProbabilities } from '../../src/tree/routing.js';
import {
  parameterNames,
  type SoftDecisionTree,
  type TreeParameters,
} from '../../src/tree/soft-decision-tree.js';
import { handComputedRow, handComputedTree } from '../tree/hand-computed-tree.js';
import { randomFeatures, randomTargets, randomTree, seededNormal } from '../tree/random-tree.js';
import { referenceLoss, runStep, type StepValues } from './reference-step.js';

beforeAll(async () => {
  tf.env().set('PROD', true); // no advertisement for the native backend
  await tf.setBackend('cpu');
});

/** Given to each step; read where the program's own share is `input`. */
const shareOfInput = 0.3;
const pathShares = [1, 0, 0.6, 'input'] as const;
const losses = pathShares.flatMap((pathShare) => [
  { pathShare, weights: undefined },
  { pathShare, weights: Float32Array.of(0.3, 2.5, 0, 1, 1.2) },
]);

interface StepChanges {
  readonly penalty?: number;
  readonly childMass?: Float32Array;
  readonly massWeight?: Float32Array;
}

function stepValues(
  tree: SoftDecisionTree,
  features: Float32Array,
  targets: Float32Array,
  { penalty = 0.1, childMass, massWeight }: StepChanges = {},
): StepValues {
  return {
    parameters: tree.parameters,
    childMass: childMass ?? new Float32Array(2 * tree.innerNodeCount),
    massWeight: massWeight ?? new Float32Array(2 * tree.innerNodeCount),
    inputs: {
      features,
      targets,
      penalty: Float32Array.of(penalty),
      pathShare: Float32Array.of(shareOfInput),
    },
  };
}

function programOf(
  tree: SoftDecisionTree,
  batchSize: number,
  pathShare: number | 'input' = 1,
  weighted = false,
): TreeTrainingProgram {
  return treeTrainingProgram(tree, { batchSize, pathShare, weighted }, tree.parameters);
}

describe('the tree computed by hand', () => {
  const targets = Float32Array.of(0.25, 0.75);

  test('expected cross entropy: sum of P CE(T, Q)', () => {
    const crossEntropy = (q0: number, q1: number) => -0.25 * Math.log(q0) - 0.75 * Math.log(q1);
    const expected =
      (1 / 8) * crossEntropy(1 / 2, 1 / 2) +
      (1 / 8) * crossEntropy(3 / 4, 1 / 4) +
      (3 / 5) * crossEntropy(1 / 5, 4 / 5) +
      (3 / 20) * crossEntropy(1 / 10, 9 / 10);
    // The paper's loss is the default.
    const step = runStep(
      treeTrainingProgram(handComputedTree, { batchSize: 1 }, handComputedTree.parameters),
      stepValues(handComputedTree, handComputedRow, targets),
    );
    expect(step.crossEntropy).toBeCloseTo(expected, 5);
    expect(step.loss).toBeCloseTo(step.crossEntropy + step.balancePenalty, 6);
  });

  test('mixture negative log likelihood: -sum of T log(sum of P Q)', () => {
    const program = programOf(handComputedTree, 1, 0);
    const step = runStep(program, stepValues(handComputedTree, handComputedRow, targets));
    expect(step.crossEntropy).toBeCloseTo(-0.25 * Math.log(0.29125) - 0.75 * Math.log(0.70875), 5);
  });

  test('balance penalty: every inner node once, the root at d = 0, alphas 3/4, 1/2 and 1/5', () => {
    const half = (alpha: number) => -0.5 * Math.log(alpha) - 0.5 * Math.log(1 - alpha);
    const step = runStep(
      programOf(handComputedTree, 1),
      stepValues(handComputedTree, handComputedRow, targets, { penalty: 0.3 }),
    );
    expect(step.balancePenalty).toBeCloseTo(0.3 * (half(3 / 4) + 0.5 * half(1 / 2) + 0.5 * half(1 / 5)), 5);
    [1 / 4, 3 / 4, 1 / 8, 1 / 8, 3 / 5, 3 / 20].forEach((mass, child) =>
      expect(step.childMass[child]).toBeCloseTo(mass, 6),
    );
  });

  test('running sums: window 1 at the root forgets at once, window 2 below keeps half', () => {
    const childMass = Float32Array.of(10, 20, 1, 3, 5, 7);
    const step = runStep(
      programOf(handComputedTree, 1),
      stepValues(handComputedTree, handComputedRow, targets, { childMass, penalty: 1 }),
    );
    const expected = [1 / 4, 3 / 4, 1 / 2 + 1 / 8, 3 / 2 + 1 / 8, 5 / 2 + 3 / 5, 7 / 2 + 3 / 20];
    expected.forEach((mass, child) => expect(step.childMass[child]).toBeCloseTo(mass, 5));
    const half = (left: number, right: number) => {
      const alpha = right / (left + right);
      return -0.5 * Math.log(alpha) - 0.5 * Math.log(1 - alpha);
    };
    expect(step.balancePenalty).toBeCloseTo(
      half(0.25, 0.75) + 0.5 * half(0.625, 1.625) + 0.5 * half(3.1, 3.65),
      5,
    );
  });
});

describe.each(losses)('path share $pathShare, weights $weights', ({ pathShare, weights }) => {
  const share = pathShare === 'input' ? shareOfInput : pathShare;
  const shape = { depth: 3, featureCount: 4, classCount: 3, batchSize: 5 };
  const tree = randomTree(shape, 21, 2);
  const features = randomFeatures(shape.batchSize, shape.featureCount, 22);
  const targets = randomTargets(shape.batchSize, shape.classCount, 23);
  if (weights !== undefined) weighTargets(targets, [0, 1, 2, 3, 4], weights);
  const weighted = weights !== undefined;
  const random = seededNormal(24);
  const childMass = Float32Array.from({ length: 14 }, () => 3 * random.uniform());
  const fresh = stepValues(tree, features, targets, { penalty: 0.2 });
  const step = (values: StepValues) => runStep(programOf(tree, shape.batchSize, pathShare, weighted), values);

  test('values equal the definitions, written node by node', () => {
    const values = { ...fresh, childMass };
    const expected = referenceLoss(values, shape, share);
    const actual = step(values);
    expect(actual.crossEntropy).toBeCloseTo(expected.crossEntropy, 5);
    expect(actual.balancePenalty).toBeCloseTo(expected.balancePenalty, 5);
    expected.childMass.forEach((mass, child) => expect(actual.childMass[child]).toBeCloseTo(mass, 5));
  });

  test.each(parameterNames)('gradient of the %s equals finite differences of the definitions', (name) => {
    const parameters = Object.fromEntries(
      parameterNames.map((other) => [other, Float64Array.from(tree.parameters[other])]),
    ) as Record<keyof TreeParameters, Float64Array>;
    const loss = () => {
      const { crossEntropy, balancePenalty } = referenceLoss({ ...fresh, parameters }, shape, share);
      return crossEntropy + balancePenalty;
    };
    const gradient = step(fresh).gradients[name];
    const changed = parameters[name];
    const h = 1e-5;
    expect(gradient).toHaveLength(changed.length);
    for (const [index, value] of changed.entries()) {
      changed[index] = value + h;
      const above = loss();
      changed[index] = value - h;
      const below = loss();
      changed[index] = value;
      expect(gradient[index]).toBeCloseTo((above - below) / (2 * h), 5);
    }
    expect(gradient.some((part) => Math.abs(part) > 1e-3)).toBe(true);
  });

  test('running sums of equal batches leave the gradient of the balance penalty at full strength', () => {
    const first = step(fresh);
    const batches = 7;
    const later = step({
      ...fresh,
      childMass: first.childMass.map((mass) => batches * mass),
      massWeight: new Float32Array(14).fill(batches),
    });
    expect(later.balancePenalty).toBeCloseTo(first.balancePenalty, 5);
    for (const name of parameterNames) {
      first.gradients[name].forEach((value, index) =>
        expect(later.gradients[name][index]).toBeCloseTo(value, 5),
      );
    }
  });

  test('saturated gates at depth 12 and vanished paths give finite values and gradients', () => {
    for (const gain of [0, 30, 1e6]) {
      const topology = { depth: 12, featureCount: 2, classCount: 3 };
      const deep = randomTree(topology, 31, gain);
      const parameters = {
        ...deep.parameters,
        leafLogits: deep.parameters.leafLogits.map((logit) => 100 * logit),
      };
      const result = runStep(treeTrainingProgram(topology, { batchSize: 2, pathShare }, parameters), {
        ...stepValues(deep, randomFeatures(2, 2, 32), Float32Array.of(1, 0, 0, 0, 0, 1)),
        parameters,
      });
      const numbers = [result.loss, result.crossEntropy, result.balancePenalty, ...result.childMass];
      expect(numbers.filter((value) => !Number.isFinite(value))).toEqual([]);
      for (const name of parameterNames) {
        expect(result.gradients[name].filter((value) => !Number.isFinite(value))).toHaveLength(0);
      }
    }
  });

  test('a tree of depth 1 trains', () => {
    const small = { depth: 1, featureCount: 4, classCount: 3, batchSize: 5 };
    const stump = randomTree(small, 41);
    const stumpValues = stepValues(stump, features, targets);
    const actual = runStep(programOf(stump, 5, pathShare, weighted), stumpValues);
    const expected = referenceLoss(stumpValues, small, share);
    expect(actual.crossEntropy).toBeCloseTo(expected.crossEntropy, 5);
    expect(actual.balancePenalty).toBeCloseTo(expected.balancePenalty, 5);
    const lossAt = (bias: number) => {
      const parameters = { ...stump.parameters, biases: [bias] };
      const changed = referenceLoss({ ...stumpValues, parameters }, small, share);
      return changed.crossEntropy + changed.balancePenalty;
    };
    const bias = stump.parameters.biases[0] ?? NaN;
    expect(actual.gradients.biases[0]).toBeCloseTo((lossAt(bias + 1e-5) - lossAt(bias - 1e-5)) / 2e-5, 5);
  });
});

test.each([1, 0])('the input share %d is the same step as the number, to the bit', (share) => {
  const tree = randomTree({ depth: 3, featureCount: 4, classCount: 3 }, 81, 2);
  const values = stepValues(tree, randomFeatures(6, 4, 82), randomTargets(6, 3, 83));
  const given = { ...values, inputs: { ...values.inputs, pathShare: Float32Array.of(share) } };
  const [fromInput, fromNumber] = [
    runStep(programOf(tree, 6, 'input'), given),
    runStep(programOf(tree, 6, share), values),
  ];
  expect(fromInput.loss).toBe(fromNumber.loss);
  for (const name of parameterNames) {
    const difference = (index: number) =>
      (fromInput.gradients[name][index] ?? NaN) - (fromNumber.gradients[name][index] ?? NaN);
    expect(fromInput.gradients[name].findIndex((_, index) => difference(index) !== 0)).toBe(-1);
  }
});

test('the data loss equals the one from the path probabilities of the ml-matrix inference', () => {
  const [rows, classCount] = [16, 5];
  const tree = randomTree({ depth: 5, featureCount: 9, classCount }, 51);
  const features = randomFeatures(rows, 9, 52);
  const targets = randomTargets(rows, classCount, 53);
  const paths = pathProbabilities(tree, features, rows);
  const leaves = leafDistributions(tree);
  let expected = 0;
  for (let row = 0; row < rows; row++) {
    for (let leaf = 0; leaf < tree.leafCount; leaf++) {
      for (let k = 0; k < classCount; k++) {
        const logQ = Math.log(leaves[leaf * classCount + k] ?? NaN);
        expected -=
          ((paths[row * tree.leafCount + leaf] ?? NaN) * (targets[row * classCount + k] ?? NaN) * logQ) /
          rows;
      }
    }
  }
  const step = runStep(programOf(tree, rows), stepValues(tree, features, targets));
  expect(step.crossEntropy).toBeCloseTo(expected, 4);
});

test('the inference program agrees with the ml-matrix inference', () => {
  const rows = 7;
  const tree = randomTree({ depth: 6, featureCount: 8, classCount: 4 }, 61);
  const features = randomFeatures(rows, 8, 62);
  const program = treeInferenceProgram(tree, { batchSize: rows }, tree.parameters);
  const [paths, mixture] = tf.tidy(() => {
    const tensor = (name: keyof TreeParameters) =>
      tf.tensor(tree.parameters[name], [...program.parameters[name].shape]);
    const outputs = program.forwardFunction({
      parameters: {
        filters: tensor('filters'),
        biases: tensor('biases'),
        betas: tensor('betas'),
        leafLogits: tensor('leafLogits'),
      },
      inputs: { features: tf.tensor2d(features, [rows, 8]) },
    });
    expect(outputs.pathProbabilities.shape).toEqual([rows, 64]);
    expect(outputs.mixture.shape).toEqual([rows, 4]);
    return [outputs.pathProbabilities.dataSync(), outputs.mixture.dataSync()];
  });
  const difference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? NaN))));
  expect(difference(pathProbabilities(tree, features, rows), paths)).toBeLessThan(1e-5);
  expect(difference(predict(tree, features, rows).mixtureProbabilities, mixture)).toBeLessThan(1e-5);
});

test('following the gradient lowers the loss', () => {
  const tree = randomTree({ depth: 3, featureCount: 4, classCount: 3 }, 71);
  const values = stepValues(tree, randomFeatures(20, 4, 72), randomTargets(20, 3, 73));
  const program = programOf(tree, 20);
  const first = runStep(program, values);
  let parameters = values.parameters;
  let last = first;
  for (let i = 0; i < 20; i++) {
    const { gradients } = last;
    parameters = Object.fromEntries(
      parameterNames.map((name) => [
        name,
        parameters[name].map((value, index) => value - 0.2 * (gradients[name][index] ?? NaN)),
      ]),
    ) as Record<keyof TreeParameters, Float32Array>;
    last = runStep(program, { ...values, parameters });
  }
  expect(last.loss).toBeLessThan(first.loss - 0.05);
});

describe('refuses', () => {
  const { shape: topology, parameters } = handComputedTree;
  test.each([
    [{ batchSize: 0 }, 'batchSize must be a positive integer, found 0'],
    [{ batchSize: 2.5 }, 'batchSize must be a positive integer, found 2.5'],
    [{ batchSize: 1, pathShare: 1.5 }, 'pathShare must be a number in [0, 1] or "input", found 1.5'],
    [{ batchSize: 1, pathShare: NaN }, 'pathShare must be a number in [0, 1] or "input", found NaN'],
  ])('%j', (options, message) => {
    expect(() => treeTrainingProgram(topology, options, parameters)).toThrow(message);
  });

  test('start values of a wrong size', () => {
    expect(() => treeTrainingProgram({ ...topology, depth: 3 }, { batchSize: 1 }, parameters)).toThrow(
      'filters must hold 14 numbers for this topology, found 6',
    );
  });
});
