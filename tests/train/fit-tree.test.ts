import { describe, expect, test } from '@jest/globals';

import { centeringCases } from './centering-cases.js';
import { uncenter } from '../../src/train/centering.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { fitTree } from '../../src/train/fit-tree.js';
import { scaleLeafLogits } from '../../src/train/leaf-scale.js';
import { presetSettings } from '../../src/settings/presets.js';
import type { TreeTrainingSettings } from '../../src/settings/settings.js';
import { hardTargets } from '../../src/train/targets.js';
import { createTreeValidator } from '../../src/train/validate-tree.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { InterruptedError } from '../../src/errors.js';
import { SeededRandom } from '../../src/data/random.js';
import { defaultAdam } from '../../src/optimizer/settings.js';
import { initializeTree } from '../../src/tree/initialization.js';
import { treeTrainingProgram } from '../../src/objective/tree-program.js';
import { pathProbabilities } from '../../src/tree/routing.js';
import { parameterNames, SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { quadrantImages } from '../teacher/separable-data.js';

const settings: TreeTrainingSettings = {
  depth: 3,
  epochs: 5,
  batchSize: 32,
  learningRate: 0.02,
  leafLearningRateFactor: 10,
  optimizer: defaultAdam,
  penalty: 0.1,
  penaltyFade: 0.7,
  objective: 'mixture-nll',
  finalPathShare: 1,
  augment: true,
  weightDecay: 0.1,
};
const train = quadrantImages(640, 1);
const validation = quadrantImages(150, 2);
const targets = hardTargets(train);

describe('fitTree', () => {
  test('learns, reports each epoch, and keeps the one that validated best', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    let total = 0;
    const { tree, epochs, bestEpoch } = await fitTree(train, validation, targets, settings, {
      engine,
      seed: 1,
      onStart: (steps) => (total = steps),
    });
    expect(total).toBe(100);
    expect(epochs).toHaveLength(5);
    const best = epochs[bestEpoch - 1];
    const scores = epochs.map((epoch) => epoch.validationAccuracy + (epoch.validationMixtureAccuracy ?? NaN));
    expect(scores[bestEpoch - 1]).toBe(Math.max(...scores));
    // The tree for raw features, measured by the library's own inference, is the one that was validated.
    const { maxPath, mixture } = evaluateTree(tree, validation).scores;
    expect(maxPath).toBe(best?.validationAccuracy);
    expect(mixture).toBe(best?.validationMixtureAccuracy);
    expect(maxPath).toBeGreaterThan(0.9);
  });

  test.each(['expected-cross-entropy', 'mixture-nll', 'mixture-to-paths'] as const)(
    'one seed gives the same bytes, another seed others (%s)',
    async (objective) => {
      const engine = await createOnnxruntimeEngine({ threads: 1 });
      const fit = async (seed: number): Promise<SoftDecisionTree> => {
        const changed = { ...settings, objective, epochs: 3 };
        return (await fitTree(train, validation, targets, changed, { engine, seed })).tree;
      };
      const first = await fit(1);
      expect((await fit(1)).parameters).toEqual(first.parameters);
      expect((await fit(2)).parameters.filters).not.toEqual(first.parameters.filters);
      expect(evaluateTree(first, validation).scores.mixture).toBeGreaterThan(0.8);
      await engine.dispose();
    },
  );

  test('both engines fit the same tree, up to rounding', async () => {
    const engines = [
      await createTensorflowEngine({ backend: 'cpu' }),
      await createOnnxruntimeEngine({ threads: 1 }),
    ];
    const short = { ...settings, epochs: 1 };
    const [eager, traced] = await Promise.all(
      engines.map(
        async (engine) => (await fitTree(train, validation, targets, short, { engine, seed: 1 })).tree,
      ),
    );
    for (const name of parameterNames) {
      const other = traced?.parameters[name] ?? new Float32Array();
      const differences =
        eager?.parameters[name].map((value, index) => Math.abs(value - (other[index] ?? NaN))) ?? [];
      expect(Math.max(...differences)).toBeLessThan(2e-3);
    }
  });

  test('settings that are left out are the defaults, and the tree says which', async () => {
    const engine = await createOnnxruntimeEngine({ threads: 1 });
    const given = { depth: 2, epochs: 1 };
    const partly = await fitTree(train, validation, targets, given, { engine, seed: 1 });
    expect(partly.settings).toEqual({ ...presetSettings('default', train).tree, ...given });
    const wholly = await fitTree(train, validation, targets, partly.settings, { engine, seed: 1 });
    expect(wholly.tree.parameters).toEqual(partly.tree.parameters);
    await engine.dispose();
  });

  test('stops when asked to', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const controller = new AbortController();
    const onEpoch = (): void => controller.abort();
    const fitting = fitTree(train, validation, targets, settings, {
      engine,
      seed: 1,
      signal: controller.signal,
      onEpoch,
    });
    const error: unknown = await fitting.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toHaveProperty('message', 'stopped in epoch 2 of 5');
  });
});

describe('the pieces of the training step', () => {
  const topology = { depth: 2, featureCount: 3, classCount: 2 };
  const start = initializeTree(topology, new SeededRandom(4));

  test('uncenter gives the same path probabilities for features as they are', () => {
    const { features, centered, means } = centeringCases();
    const trained = new SoftDecisionTree(topology, { ...start, biases: Float32Array.of(0.1, -0.2, 0.3) });
    const exported = new SoftDecisionTree(topology, uncenter(trained.parameters, means));
    const expected = pathProbabilities(trained, centered, 2);
    for (const [index, probability] of pathProbabilities(exported, features, 2).entries()) {
      expect(probability).toBeCloseTo(expected[index] ?? NaN, 5);
    }
  });

  test('scaled leaf logits leave the first loss as it is, and take ten times the step', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const losses: number[] = [];
    const moves: number[] = [];
    for (const scale of [1, 10]) {
      const options = { batchSize: 2, leafScale: scale };
      const program = treeTrainingProgram(topology, options, scaleLeafLogits(start, 1 / scale));
      const step = await engine.compileTraining(program, defaultAdam);
      step.inputs.features.set([1, 2, 3, -1, 0, 1]);
      step.inputs.targets.set([1, 0, 0, 1]);
      losses.push(await step.run(0.01));
      const { leafLogits } = scaleLeafLogits(step.parameters, scale);
      moves.push(Math.abs((leafLogits[0] ?? NaN) - (start.leafLogits[0] ?? NaN)));
    }
    expect(losses[1]).toBeCloseTo(losses[0] ?? NaN, 5);
    expect(moves).toEqual([expect.closeTo(0.01, 4), expect.closeTo(0.1, 3)]);
  });

  test('validation gives the accuracies of the library, whatever part of the last batch is full', async () => {
    const engine = await createTensorflowEngine({ backend: 'cpu' });
    const rows = quadrantImages(730, 6);
    const shape = { depth: 4, featureCount: 36, classCount: 4 };
    const initial = initializeTree(shape, new SeededRandom(1));
    const other = initializeTree(shape, new SeededRandom(8));
    const validator = await createTreeValidator(shape, rows, initial, engine);
    const { validationAccuracy, validationMixtureAccuracy } = await validator.validate(other);
    const expected = evaluateTree(new SoftDecisionTree(shape, other), rows).scores;
    expect([validationAccuracy, validationMixtureAccuracy]).toEqual([expected.maxPath, expected.mixture]);
  });
});
