import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Dataset, DatasetSplits } from '../../src/data/dataset.js';
import { SeededRandom } from '../../src/data/random.js';
import { searchTree } from '../../src/distill/tree-search.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { InterruptedError } from '../../src/errors.js';
import type { TreeTrainingSettings } from '../../src/settings/settings.js';
import { treeSettings } from '../../src/settings/tree-defaults.js';
import { fitTree } from '../../src/train/fit-tree.js';
import { hardTargets } from '../../src/train/targets.js';

/** Two classes like the fields of a board of `size` x `size`: no single cut parts them. */
function board(rowCount: number, size: number, seed: number): Dataset {
  const random = new SeededRandom(seed);
  const features = Float32Array.from({ length: 2 * rowCount }, () => random.uniform(-1, 1));
  const field = (value: number) => Math.floor(((value + 1) / 2) * size);
  return {
    name: 'board',
    features,
    labels: Uint16Array.from(
      { length: rowCount },
      (_, row) => (field(features[2 * row] ?? 0) + field(features[2 * row + 1] ?? 0)) % 2,
    ),
    rowCount,
    featureCount: 2,
    classNames: ['black', 'white'],
    inputShape: [2],
    preparation: [],
  };
}

const splitsOf = (train: number, validation: number): DatasetSplits => ({
  train: board(train, 2, 1),
  validation: board(validation, 2, 2),
  test: board(100, 2, 3),
});

const settingsFor = ({ train }: DatasetSplits, epochs: number): TreeTrainingSettings =>
  treeSettings(train, { epochs, batchSize: 32 });

describe('searchTree', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createOnnxruntimeEngine({ threads: 1 });
  });
  afterAll(() => engine.dispose());

  test('goes as deep as the classes need, by folds where validation rows are few', async () => {
    const splits = splitsOf(400, 40);
    const settings = settingsFor(splits, 15);
    const range = { leastDepth: 1, greatestDepth: 6, epochs: 30 };
    const found = await searchTree(splits, hardTargets, settings, range, 1, { engine });
    const { search } = found;
    expect(search).toMatchObject({ folds: 5, rows: 400, depth: found.settings.depth });
    // One cut of the board is right for half of it; two levels can part it.
    expect(search.depth).toBeGreaterThan(1);
    const [first] = search.points;
    const chosen = search.points.find(({ depth }) => depth === search.depth);
    expect((chosen?.score ?? 0) - (first?.score ?? 1)).toBeGreaterThan(0.2);
    expect(found.groundwork.fitted).toBeUndefined();
    const { heldOut } = found.groundwork;
    const right = heldOut?.maxPathClasses.filter((value, row) => value === heldOut.labels[row]).length ?? 0;
    expect(right / 400).toBeCloseTo(chosen?.score ?? 0, 1);
    for (const { score, standardError } of search.points) {
      // 400 rows that are right, half right or wrong.
      expect(standardError).toBeLessThanOrEqual(Math.sqrt((score * (1 - score)) / 399) + 1e-6);
    }
  });

  test('asks the validation rows where they are many, and keeps the tree', async () => {
    const splits = splitsOf(600, 1000);
    const settings = settingsFor(splits, 10);
    const range = { leastDepth: 2, greatestDepth: 3, epochs: 10 };
    const context = { engine };
    const {
      search,
      groundwork: { fitted, heldOut },
      settings: sized,
    } = await searchTree(splits, hardTargets, settings, range, 4, context);
    expect(search).toMatchObject({ folds: 0, rows: 1000, epochs: 10 });
    const again = await fitTree(splits.train, splits.validation, hardTargets(splits.train), sized, {
      engine,
      seed: 4,
    });
    expect(fitted?.tree.parameters).toEqual(again.tree.parameters);
    expect(heldOut).toBeUndefined();
  });

  test('a depth that is given is kept, and training is lengthened as long as that helps', async () => {
    const splits = splitsOf(300, 30);
    const settings = { ...settingsFor(splits, 2), depth: 2 };
    const range = { leastDepth: 2, greatestDepth: 2, epochs: 16 };
    const { search } = await searchTree(splits, hardTargets, settings, range, 1, { engine });
    expect(search.depth).toBe(2);
    expect(search.points.map(({ epochs }) => epochs).slice(0, 2)).toEqual([2, 4]);
    expect([2, 4, 8, 16]).toContain(search.epochs);
  });

  test('stops when it is told to', async () => {
    const splits = splitsOf(100, 20);
    const range = { leastDepth: 1, greatestDepth: 4, epochs: 8 };
    const work = searchTree(splits, hardTargets, settingsFor(splits, 8), range, 1, {
      engine,
      signal: AbortSignal.abort(),
    });
    await expect(work).rejects.toThrow(InterruptedError);
  });
});
