import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { selectRows, type Dataset } from '../../src/data/dataset.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import type { TreeTrainingSettings } from '../../src/settings/settings.js';
import { fitTeacher } from '../../src/train/fit-teacher.js';
import { fitTree } from '../../src/train/fit-tree.js';
import { hardTargets } from '../../src/train/targets.js';
import { parameterNames } from '../../src/tree/soft-decision-tree.js';
import { quadrantImages } from '../teacher/separable-data.js';

let engines: Engine[];
beforeAll(async () => {
  engines = [await createOnnxruntimeEngine({ threads: 1 }), await createTensorflowEngine({ backend: 'cpu' })];
});
afterAll(() => Promise.all(engines.map((engine) => engine.dispose())));

const rows = quadrantImages(24, 5);
const validation = quadrantImages(40, 6);
/** Row 3 twice, row 5 three times, rows 7 and 8 not at all. */
const times = Array.from(rows.labels, (_, row) => ({ 3: 2, 5: 3, 7: 0, 8: 0 })[row] ?? 1);
const repeated = selectRows(
  rows,
  times.flatMap((count, row) => new Array<number>(count).fill(row)),
);
const weighted: Dataset = {
  ...rows,
  weights: Float32Array.from(times, (count) => (count * rows.rowCount) / repeated.rowCount),
};
// One batch of all rows.
const common = {
  epochs: 5,
  batchSize: 100,
  learningRate: 1,
  optimizer: { kind: 'sgd' },
  augment: false,
} as const;
/** So small that the TensorFlow.js cpu backend trains it in seconds. */
const dense = { hiddenLayers: 1, units: 8, labelSmoothing: 0.1, noise: 0 } as const;
const tree: Partial<TreeTrainingSettings> = { ...common, depth: 2, penalty: 0.5, weightDecay: 0 };

function expectClose(actual: Float32Array | undefined, expected: Float32Array | undefined): void {
  expect(actual).toHaveLength(expected?.length ?? NaN);
  expected?.forEach((value, index) => expect(actual?.[index]).toBeCloseTo(value, 4));
}

describe.each(['onnxruntime', 'tensorflow'])('on %s, a row of weight n is the row n times', (name) => {
  const engineOf = () => engines.find((engine) => engine.name === name) ?? engines[0];

  test.each(['expected-cross-entropy', 'mixture-nll', 'mixture-to-paths'] as const)(
    'for a tree, balance penalty and means included: %s',
    async (objective) => {
      const engine = engineOf();
      if (engine === undefined) throw new Error('no engine');
      const fit = async (train: Dataset) =>
        (await fitTree(train, validation, hardTargets(train), { ...tree, objective }, { engine, seed: 1 }))
          .tree.parameters;
      const [expected, actual, plain] = [await fit(repeated), await fit(weighted), await fit(rows)];
      for (const parameter of parameterNames) expectClose(actual[parameter], expected[parameter]);
      expect(
        Math.max(...plain.filters.map((value, index) => Math.abs(value - (expected.filters[index] ?? NaN)))),
      ).toBeGreaterThan(1e-3);
    },
  );

  test('for a teacher', async () => {
    const engine = engineOf();
    if (engine === undefined) throw new Error('no engine');
    const fit = async (train: Dataset) => {
      // The same steps for both, few enough that rounding does not grow.
      const settings = { ...common, architecture: 'mlp', dense, epochs: 1, learningRate: 0.3 } as const;
      const { teacher } = await fitTeacher(train, validation, settings, { engine, seed: 1 });
      return teacher.logits(validation.features.subarray(), validation.rowCount);
    };
    const [expected, actual, plain] = [await fit(repeated), await fit(weighted), await fit(rows)];
    expectClose(actual, expected);
    expect(
      Math.max(...plain.map((value, index) => Math.abs(value - (expected[index] ?? NaN)))),
    ).toBeGreaterThan(1e-3);
  });
});

test('the epoch is chosen by the weights of the validation rows', async () => {
  const [engine] = engines;
  if (engine === undefined) throw new Error('no engine');
  const weights = Float32Array.from(validation.labels, (label) => Number(label === 2));
  const settings = { ...tree, epochs: 2 };
  const { epochs } = await fitTree(rows, { ...validation, weights }, hardTargets(rows), settings, {
    engine,
    seed: 1,
  });
  const ofClass = [...validation.labels.keys()].filter((row) => validation.labels[row] === 2);
  const alone = await fitTree(rows, selectRows(validation, ofClass), hardTargets(rows), settings, {
    engine,
    seed: 1,
  });
  expect(epochs.map(({ validationAccuracy }) => validationAccuracy)).toEqual(
    alone.epochs.map(({ validationAccuracy }) => validationAccuracy),
  );
});
