import { describe, expect, test } from '@jest/globals';

import type { DatasetSplits } from '../../src/data/dataset.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { compare, type ComparisonContext } from '../../src/distill/compare.js';
import type { ExperimentSettings } from '../../src/settings/settings.js';
import type { Engine } from '../../src/engine/engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { InterruptedError } from '../../src/errors.js';
import { defaultAdam } from '../../src/optimizer/settings.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { quadrantTeacher } from './linear-teacher.js';

const splits: DatasetSplits = {
  train: quadrantImages(400, 1),
  validation: quadrantImages(120, 2),
  test: quadrantImages(150, 3),
};
const settings: ExperimentSettings = {
  preset: 'test',
  seed: 1,
  teacher: {
    architecture: 'mlp',
    epochs: 3,
    batchSize: 16,
    learningRate: 0.01,
    optimizer: defaultAdam,
    augment: false,
    dense: { hiddenLayers: 1, units: 16, labelSmoothing: 0.1, noise: 0.1 },
  },
  tree: {
    depth: 3,
    epochs: 9,
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
  },
  distillation: { temperature: 2, hardWeight: 0, teacherDeformations: 3 },
};

async function withEngine<T>(engine: Promise<Engine>, work: (engine: Engine) => Promise<T>): Promise<T> {
  const loaded = await engine;
  try {
    return await work(loaded);
  } finally {
    await loaded.dispose();
  }
}

describe('the three-way comparison', () => {
  test.each([
    ['tensorflow', () => createTensorflowEngine({ backend: 'cpu' })],
    ['onnxruntime', () => createOnnxruntimeEngine({ threads: 1 })],
  ] as const)('trains and measures all three on %s', async (name, createEngine) => {
    const calls: string[] = [];
    const steps: Record<string, number> = {};
    const finished: string[] = [];
    const result = await withEngine(createEngine(), (engine) =>
      compare(splits, settings, {
        engine,
        observer: {
          phaseStarted: (phase, total) => {
            calls.push(`start ${phase}`);
            steps[phase] = total;
          },
          epochEnded: (phase, { epoch }, total) => calls.push(`${phase} ${epoch}/${total}`),
          phaseEnded: (phase) => calls.push(`end ${phase}`),
        },
        teacherTrained: (teacher) => void finished.push(teacher.description),
        treeTrained: (phase, { tree }) => void finished.push(`${phase} of depth ${tree.depth}`),
      }),
    );
    const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(calls).toEqual([
      'start teacher',
      ...[1, 2, 3].map((epoch) => `teacher ${epoch}/3`),
      'end teacher',
      'start softTargets',
      'end softTargets',
      'start baseline',
      ...nine.map((epoch) => `baseline ${epoch}/9`),
      'end baseline',
      'start distilled',
      ...nine.map((epoch) => `distilled ${epoch}/9`),
      'end distilled',
    ]);
    expect(steps).toEqual({ teacher: 150, softTargets: 3 * 400, baseline: 108, distilled: 108 });
    expect(finished).toEqual([
      expect.stringMatching(/^layers model "mlp"/),
      'baseline of depth 3',
      'distilled of depth 3',
    ]);
    expect(result).toMatchObject({
      dataset: 'quadrants',
      engine: name,
      depth: 3,
      rows: { train: 400, validation: 120, test: 150 },
    });
    expect(result.teacher.accuracy).toBeGreaterThan(0.9);
    expect(result.teacher.testProbabilities).toHaveLength(600);
    expect(result.teacher.parameterCount).toBe(37 * 16 + 17 * 4);
    for (const tree of [result.baseline, result.distilled]) {
      expect(tree.maxPath).toBeGreaterThan(0.8);
      expect(tree.mixture).toBeGreaterThan(0.8);
      expect(evaluateTree(tree.tree, splits.test).scores).toMatchObject({
        maxPath: tree.maxPath,
        mixture: tree.mixture,
      });
    }
    const { total, ...parts } = result.seconds;
    expect(Object.values(parts).reduce((sum = 0, part = 0) => sum + part, 0)).toBeLessThanOrEqual(total);
  });

  test('with equal targets, baseline and distilled tree are the same to the last bit', async () => {
    await withEngine(createOnnxruntimeEngine({ threads: 1 }), async (engine) => {
      const equal = { ...settings, distillation: { ...settings.distillation, hardWeight: 1 } };
      const result = await compare(splits, equal, { engine, teacher: quadrantTeacher() });
      expect(result.distilled.tree.parameters).toEqual(result.baseline.tree.parameters);
      expect(result.distilled.bestEpoch).toBe(result.baseline.bestEpoch);
    });
  });

  test('the seed decides everything; the test rows decide nothing', async () => {
    await withEngine(createOnnxruntimeEngine({ threads: 1 }), async (engine) => {
      const first = await compare(splits, settings, { engine });
      const otherTest = quadrantImages(90, 77);
      const labels = otherTest.labels.map((label) => 3 - label);
      const second = await compare({ ...splits, test: { ...otherTest, labels } }, settings, { engine });
      expect(second.baseline.tree.parameters).toEqual(first.baseline.tree.parameters);
      expect(second.distilled.tree.parameters).toEqual(first.distilled.tree.parameters);
      expect(second.teacher.validationAccuracy).toBe(first.teacher.validationAccuracy);
      expect(second.distilled.maxPath).toBeLessThan(0.5);
    });
  });

  test('a teacher that is trained already is used as it is', async () => {
    await withEngine(createOnnxruntimeEngine({ threads: 1 }), async (engine) => {
      const phases: string[] = [];
      const result = await compare(splits, settings, {
        engine,
        teacher: quadrantTeacher(),
        observer: { phaseStarted: (phase) => void phases.push(phase) },
      });
      expect(phases).toEqual(['softTargets', 'baseline', 'distilled']);
      expect(result.teacher.parameterCount).toBeUndefined();
      expect(result.teacher.epochs).toEqual([]);
      expect(result.distilled.fidelity).toBeGreaterThan(0.8);
    });
  });

  test('rows and teacher may be shared by several seeds', async () => {
    await withEngine(createOnnxruntimeEngine({ threads: 1 }), async (engine) => {
      const [first, second] = [
        await compare(splits, { ...settings, seed: 7, sharedSeed: 1 }, { engine }),
        await compare(splits, { ...settings, seed: 1 }, { engine }),
      ];
      expect(first.teacher.testProbabilities).toEqual(second.teacher.testProbabilities);
      expect(first.baseline.tree.parameters).not.toEqual(second.baseline.tree.parameters);
    });
  });

  test.each(['teacher', 'baseline', 'distilled'] as const)('stops when asked to during %s', async (phase) => {
    await withEngine(createOnnxruntimeEngine({ threads: 1 }), async (engine) => {
      const controller = new AbortController();
      const kept: string[] = [];
      const context: ComparisonContext = {
        engine,
        signal: controller.signal,
        observer: {
          epochEnded: (current) => {
            if (current === phase) controller.abort();
          },
        },
        teacherTrained: () => void kept.push('teacher'),
        treeTrained: (name) => void kept.push(name),
      };
      const error: unknown = await compare(splits, settings, context).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InterruptedError);
      const order = ['teacher', 'baseline', 'distilled'];
      expect(kept).toEqual(order.slice(0, order.indexOf(phase)));
    });
  });
});
