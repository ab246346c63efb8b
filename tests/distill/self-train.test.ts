import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DatasetSplits } from '../../src/data/dataset.js';
import { selfTrain } from '../../src/distill/self-train.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import { InvalidInputError } from '../../src/errors.js';
import { presetSettings } from '../../src/settings/presets.js';
import { teacherAccuracy } from '../../src/train/fit-teacher.js';
import { quadrantImages } from '../teacher/separable-data.js';

const { labels, ...unlabelled } = quadrantImages(600, 4);
const splits: DatasetSplits = {
  train: quadrantImages(16, 1),
  validation: quadrantImages(60, 2),
  test: quadrantImages(300, 3),
  unlabelled,
};
const preset = presetSettings('default', splits.train);
const settings = {
  ...preset,
  teacher: { ...preset.teacher, architecture: 'mlp', epochs: 8, augment: false },
  selfTraining: { rounds: 2, epochs: 4, batchSize: 32 },
} as const;

describe('selfTrain', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createOnnxruntimeEngine({ threads: 1 });
  });
  afterAll(() => engine.dispose());

  test('a teacher of few labels is better after learning from its own answers', async () => {
    const alone = await selfTrain(splits, { ...settings, selfTraining: undefined }, { engine });
    const own = await selfTrain(splits, settings, { engine });
    expect(alone.rounds).toBeUndefined();
    expect(own.rounds).toHaveLength(3);
    const [first, , last] = own.rounds ?? [];
    expect(first?.validationAccuracy).toBe(await teacherAccuracy(alone.teacher, splits.validation));
    expect(last?.validationAccuracy).toBe(await teacherAccuracy(own.teacher, splits.validation));
    expect(await teacherAccuracy(own.teacher, splits.test)).toBeGreaterThanOrEqual(
      await teacherAccuracy(alone.teacher, splits.test),
    );
    // Labels of these rows were never there.
    expect(await teacherAccuracy(own.teacher, { ...unlabelled, labels })).toBeGreaterThan(0.8);
    await alone.teacher.dispose();
    await own.teacher.dispose();
  });

  test('a round that is clearly worse ends it, and the teacher before it is kept', async () => {
    const teacher = { ...settings.teacher, architecture: 'cnn', members: 1 } as const;
    const good = { ...splits, train: quadrantImages(300, 5) };
    // A student that hardly learns.
    const idle = { ...settings, teacher, selfTraining: { rounds: 3, epochs: 1, batchSize: 600 } };
    const own = await selfTrain(good, idle, { engine });
    expect(own.rounds?.map(({ kept }) => kept)).toEqual([true, false]);
    expect(await teacherAccuracy(own.teacher, good.validation)).toBe(own.rounds?.[0]?.validationAccuracy);
    await own.teacher.dispose();
  });

  test('keptRound best: no round that answers fewer validation rows is kept; else a little fewer is no reason', async () => {
    const dropsOf = async (keptRound?: 'best') => {
      let drops = 0;
      for (const seed of [1, 2]) {
        const selfTraining = { rounds: 3, epochs: 1, batchSize: 32, keptRound };
        const { teacher, rounds = [] } = await selfTrain(
          splits,
          { ...settings, selfTraining, seed },
          { engine },
        );
        const kept = rounds.filter((round) => round.kept).map((round) => round.validationAccuracy);
        expect(await teacherAccuracy(teacher, splits.validation)).toBe(kept.at(-1));
        drops += kept.filter((accuracy, round) => accuracy < (kept[round - 1] ?? 0)).length;
        await teacher.dispose();
      }
      return drops;
    };
    expect(await dropsOf()).toBeGreaterThan(0);
    expect(await dropsOf('best')).toBe(0);
  });

  test('a teacher that answers for the mean of deformed images teaches something else', async () => {
    const teacher = { ...settings.teacher, architecture: 'cnn', members: 1 } as const;
    const [plain, mean] = await Promise.all(
      [1, 3].map(async (teacherDeformations) => {
        const selfTraining = { rounds: 1, epochs: 4, batchSize: 20, teacherDeformations };
        const own = await selfTrain(splits, { ...settings, teacher, selfTraining }, { engine });
        const logits = await own.teacher.logits(splits.test.features.subarray(), splits.test.rowCount);
        await own.teacher.dispose();
        return logits;
      }),
    );
    expect(plain).not.toEqual(mean);
  });

  test('needs rows without a label', async () => {
    const none = selfTrain({ ...splits, unlabelled: undefined }, settings, { engine });
    await expect(none).rejects.toThrow(InvalidInputError);
    await expect(none).rejects.toThrow(/self-training needs rows without a label/);
  });
});
