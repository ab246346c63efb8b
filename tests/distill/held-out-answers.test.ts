import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Dataset } from '../../src/data/dataset.js';
import { SeededRandom } from '../../src/data/random.js';
import { fitCalibration } from '../../src/distill/calibrate.js';
import { grow } from '../../src/distill/grow.js';
import { answersTo, crossFit, heldOutFolds, joinedAnswers } from '../../src/distill/held-out-answers.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { treeSettings } from '../../src/settings/tree-defaults.js';
import { fitTree } from '../../src/train/fit-tree.js';
import { hardTargets } from '../../src/train/targets.js';

/** Labels by chance; every row has a feature of its own, by which a tree can know it again. */
function strangers(rowCount: number, seed: number): Dataset {
  const random = new SeededRandom(seed);
  const features = new Float32Array(rowCount * rowCount);
  for (let row = 0; row < rowCount; row++) features[row * rowCount + row] = 4;
  return {
    name: 'strangers',
    features,
    labels: Uint16Array.from({ length: rowCount }, () => random.integer(2)),
    rowCount,
    featureCount: rowCount,
    classNames: ['no', 'yes'],
    inputShape: [rowCount],
    preparation: [],
  };
}

describe('answers to rows that a tree did not learn from', () => {
  const train = strangers(60, 1);
  const splits = { train, validation: strangers(60, 2), test: train };
  const settings = treeSettings(train, { depth: 3, epochs: 60, batchSize: 16 });
  let engine: Engine;
  beforeAll(async () => {
    engine = await createOnnxruntimeEngine({ threads: 1 });
  });
  afterAll(() => engine.dispose());

  test('are for every row once, and no better than chance where rows say nothing of each other', async () => {
    const context = { engine, seed: 1 };
    const folds = heldOutFolds(splits, 1);
    expect(folds.flatMap((fold) => [...fold]).sort((a, b) => a - b)).toEqual([...train.labels.keys()]);
    const { tree } = await fitTree(train, train, hardTargets(train), settings, context);
    const learned = answersTo(train, tree);
    const unseen = await crossFit({ ...splits, validation: train }, hardTargets, settings, folds, context);
    expect([...unseen.labels]).toEqual(folds.flatMap((fold) => [...fold].map((row) => train.labels[row])));
    const share = ({ mixtureClasses, labels }: typeof unseen) =>
      labels.filter((label, row) => label === mixtureClasses[row]).length / labels.length;
    expect(share(learned)).toBe(1);
    expect(share(unseen)).toBeLessThan(0.7);
  });

  test('calibrate a tree beside its answers to the validation rows', async () => {
    const grown = await grow(splits, hardTargets(train), settings, 1, { engine }, { targetsOf: hardTargets });
    const context = { engine, seed: 1 };
    const { tree } = await fitTree(train, splits.validation, hardTargets(train), settings, context);
    const others = await crossFit(splits, hardTargets, settings, heldOutFolds(splits, 1), context);
    const own = answersTo(splits.validation, tree);
    expect(grown.tree.calibration).toEqual(fitCalibration(joinedAnswers(others, own), 2));
    expect(grown.tree.calibration).not.toEqual(fitCalibration(own, 2));
    const known = await grow(splits, hardTargets(train), settings, 1, { engine }, { heldOut: others });
    expect(known.tree.calibration).toEqual(grown.tree.calibration);
  });

  test('are not needed where validation rows are many', () => {
    expect(heldOutFolds({ ...splits, validation: strangers(1000, 1) }, 1)).toEqual([]);
  });
});
