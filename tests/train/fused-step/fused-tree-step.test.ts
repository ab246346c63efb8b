import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createFusedTreeStep, type TreeTrainingStep } from '../../../src/train/fused-step/fused-tree-step.js';
import type { Engine } from '../../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../../src/engine/tensorflow-engine.js';
import { weighTargets } from '../../../src/train/targets.js';
import { defaultAdam } from '../../../src/optimizer/settings.js';
import { treeTrainingProgram, type TreeTrainingOptions } from '../../../src/objective/tree-program.js';
import { parameterNames, type TreeParameters } from '../../../src/tree/soft-decision-tree.js';
import type { CompleteTreeShape } from '../../../src/tree/complete-tree.js';
import { randomFeatures, randomTargets, randomTree } from '../../tree/random-tree.js';

let engine: Engine;
let eager: Engine;
beforeAll(async () => {
  engine = await createOnnxruntimeEngine({ threads: 1 });
  eager = await createTensorflowEngine({ backend: 'cpu' });
});
afterAll(() => engine.dispose());

const sgd = { kind: 'sgd' } as const;
/** The option, and what the input says beside it. */
const pathShares: readonly [number | 'input', number][] = [
  [1, 0],
  [0, 1],
  ['input', 0],
  ['input', 0.4],
  ['input', 1],
];
const shapes: readonly [CompleteTreeShape, number][] = [
  [{ depth: 1, featureCount: 3, classCount: 2 }, 4],
  [{ depth: 2, featureCount: 1, classCount: 3 }, 8],
  [{ depth: 3, featureCount: 5, classCount: 5 }, 20],
  [{ depth: 4, featureCount: 18, classCount: 7 }, 36],
  [{ depth: 9, featureCount: 6, classCount: 11 }, 12],
  // Batches that are filled up.
  [{ depth: 1, featureCount: 3, classCount: 2 }, 1],
  [{ depth: 2, featureCount: 1, classCount: 3 }, 5],
  [{ depth: 3, featureCount: 5, classCount: 5 }, 6],
  [{ depth: 4, featureCount: 18, classCount: 7 }, 7],
  [{ depth: 5, featureCount: 6, classCount: 11 }, 30],
];

/** Both steps from the same start, a new batch each time; they are the same where all their numbers are. */
async function bothSteps(
  topology: CompleteTreeShape,
  options: TreeTrainingOptions,
  initial: TreeParameters,
  optimizer: typeof sgd | typeof defaultAdam = sgd,
): Promise<[TreeTrainingStep, TreeTrainingStep]> {
  const program = treeTrainingProgram(topology, options, initial);
  return [
    await createFusedTreeStep(engine, topology, options, program, optimizer),
    await eager.compileTraining(program, optimizer),
  ];
}

function writeBatch(
  step: TreeTrainingStep,
  { featureCount, classCount }: CompleteTreeShape,
  batchSize: number,
  seed: number,
  pathShare: number,
): void {
  step.inputs.features.set(randomFeatures(batchSize, featureCount, seed));
  step.inputs.targets.set(randomTargets(batchSize, classCount, seed + 100));
  step.inputs.penalty[0] = 0.3;
  step.inputs.pathShare[0] = pathShare;
}

/** Differences relative to the greatest number of the expected list. */
function expectClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const greatest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
  const worst = expected.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (actual[index] ?? NaN))),
    0,
  );
  expect(worst / greatest).toBeLessThan(tolerance);
}

describe.each(pathShares)('path share %s, input %d', (pathShare, input) => {
  test.each(shapes)(
    '%j, batch %d: loss, gradients and running sums are the program’s',
    async (topology, batchSize) => {
      const { parameters } = randomTree(topology, 7, 2);
      const options = {
        batchSize,
        pathShare,
        leafScale: 5,
        featureMeans: randomFeatures(1, topology.featureCount, 5),
      };
      const [fused, reference] = await bothSteps(topology, options, parameters);
      for (let step = 0; step < 3; step++) {
        for (const each of [fused, reference]) writeBatch(each, topology, batchSize, 11 + step, input);
        // With plain gradient descent at rate 1, what is taken from a parameter is its gradient.
        const before = Object.fromEntries(
          parameterNames.map((name) => [name, fused.parameters[name].slice()]),
        );
        const [loss, expectedLoss] = [await fused.run(1), await reference.run(1)];
        expect(loss).toBeCloseTo(expectedLoss, 4);
        expect(fused.outputs.crossEntropy[0]).toBeCloseTo(reference.outputs.crossEntropy[0] ?? NaN, 4);
        expect(fused.outputs.balancePenalty[0]).toBeCloseTo(reference.outputs.balancePenalty[0] ?? NaN, 4);
        for (const name of parameterNames) {
          const gradientOf = (values: Float32Array) =>
            values.map((value, index) => (before[name]?.[index] ?? NaN) - value);
          expectClose(gradientOf(fused.parameters[name]), gradientOf(reference.parameters[name]), 1e-4);
          // The next step starts from equal numbers, so that differences do not add up.
          fused.parameters[name].set(reference.parameters[name]);
        }
        for (const name of ['childMass', 'massWeight'] as const) {
          expectClose(fused.state[name], reference.state[name], 1e-5);
        }
      }
      await fused.dispose();
    },
  );
});

test('100 steps of Adam with means, scaled leaves and weight decay stay together', async () => {
  const topology = { depth: 5, featureCount: 20, classCount: 4 };
  const options: TreeTrainingOptions = {
    batchSize: 32,
    pathShare: 'input',
    leafScale: 10,
    featureMeans: randomFeatures(1, 20, 3),
    weightDecay: 0.2,
  };
  const [fused, reference] = await bothSteps(
    topology,
    options,
    randomTree(topology, 5).parameters,
    defaultAdam,
  );
  const losses: [number, number][] = [];
  for (let step = 0; step < 100; step++) {
    for (const each of [fused, reference]) writeBatch(each, topology, 32, step % 7, step / 100);
    losses.push([await fused.run(0.01), await reference.run(0.01)]);
  }
  for (const [loss, expected] of losses) expect(loss).toBeCloseTo(expected, 3);
  expect(losses.at(-1)?.[0]).toBeLessThan((losses[0]?.[0] ?? NaN) - 0.1);
  for (const name of parameterNames) expectClose(fused.parameters[name], reference.parameters[name], 2e-3);
});

test.each(pathShares)(
  'saturated gates and vanished paths at depth 12 stay finite (%s, %d)',
  async (pathShare, input) => {
    const topology = { depth: 12, featureCount: 2, classCount: 3 };
    for (const gain of [0, 30, 1e6]) {
      const deep = randomTree(topology, 31, gain).parameters;
      const parameters = { ...deep, leafLogits: deep.leafLogits.map((logit) => 100 * logit) };
      const options = { batchSize: 3, pathShare };
      const program = treeTrainingProgram(topology, options, parameters);
      const step = await createFusedTreeStep(engine, topology, options, program, sgd);
      writeBatch(step, topology, 3, 1, input);
      expect(Number.isFinite(await step.run(1e-3))).toBe(true);
      for (const name of parameterNames) {
        expect(step.parameters[name].filter((value) => !Number.isFinite(value))).toHaveLength(0);
      }
      await step.dispose();
    }
  },
);

test('a batch of any size, of any tree, is the step that the program defines', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.record({
        depth: fc.integer({ min: 1, max: 4 }),
        featureCount: fc.integer({ min: 1, max: 9 }),
        classCount: fc.integer({ min: 2, max: 6 }),
      }),
      fc.constantFrom(0, 0.25, 1),
      fc.option(fc.infiniteStream(fc.constantFrom(0, 0.5, 1, 7)), { nil: undefined }),
      async (batchSize, topology, pathShare, weights) => {
        const options = {
          batchSize,
          pathShare,
          featureMeans: randomFeatures(1, topology.featureCount, 3),
          weighted: weights !== undefined,
        };
        const ofRows =
          weights && Float32Array.from({ length: batchSize }, () => Number(weights.next().value));
        const [fused, reference] = await bothSteps(topology, options, randomTree(topology, 9, 2).parameters);
        for (const each of [fused, reference]) {
          writeBatch(each, topology, batchSize, 21, 0);
          if (ofRows !== undefined) weighTargets(each.inputs.targets, [...ofRows.keys()], ofRows);
        }
        expect(await fused.run(0.5)).toBeCloseTo(await reference.run(0.5), 4);
        for (const name of parameterNames) {
          expectClose(fused.parameters[name], reference.parameters[name], 1e-4);
        }
        expectClose(fused.state.childMass, reference.state.childMass, 1e-5);
        await fused.dispose();
      },
    ),
    { numRuns: 60 },
  );
});
