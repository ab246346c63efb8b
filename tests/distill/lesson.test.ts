import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { joinedRows, selectRows, type DatasetSplits } from '../../src/data/dataset.js';
import { prepareLesson } from '../../src/distill/lesson.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import type { Engine } from '../../src/engine/engine.js';
import type { LogitSource } from '../../src/teacher/logit-source.js';
import { argmax } from '../../src/data/argmax.js';
import type { TargetSource } from '../../src/train/targets.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { quadrantTeacher } from './linear-teacher.js';

const { labels, ...unlabelled } = quadrantImages(100, 4);
const splits: DatasetSplits = {
  train: quadrantImages(20, 1),
  validation: quadrantImages(5, 2),
  test: quadrantImages(5, 3),
  unlabelled,
};
const settings = { seed: 1, distillation: { temperature: 2, hardWeight: 1, teacherDeformations: 1 } };

async function targetsOf(source: TargetSource, rows: number[]): Promise<number[][]> {
  const targets = new Float32Array(rows.length * 4);
  await source.writeTargets({ rows: Int32Array.from(rows), features: new Float32Array(0) }, targets);
  return rows.map((_, row) => [...targets.subarray(4 * row, 4 * row + 4)]);
}

describe('prepareLesson', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createOnnxruntimeEngine({ threads: 1 });
  });
  afterAll(() => engine.dispose());

  test('true labels count where they are, the teacher alone elsewhere, also behind a part of the rows', async () => {
    const lesson = await prepareLesson(quadrantTeacher(), splits, settings, { engine });
    const { train } = splits;
    const [labelled = [], other = []] = await targetsOf(lesson.targetsOf(train), [19, 20]);
    // The hard weight is 1.
    expect(labelled[train.labels[19] ?? 0]).toBe(1);
    expect(Math.max(...other)).toBeLessThan(1);
    expect(other.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    const rows = Int32Array.of(3, 19);
    const part = lesson.targetsOf(selectRows(train, rows), rows);
    expect(await targetsOf(part, [1, 2])).toEqual([labelled, other]);
  });

  test('few validation rows: rows without a label are set aside, with the answers of the teacher', async () => {
    const { splits: taught, targetsOf: targets } = await prepareLesson(quadrantTeacher(), splits, settings, {
      engine,
    });
    // A twelfth of 125 rows.
    expect([taught.choosing?.rowCount, taught.unlabelled?.rowCount]).toEqual([10, 90]);
    const find = (pixel: number | undefined) => unlabelled.features.subarray().indexOf(pixel ?? NaN) / 36;
    const aside = Array.from({ length: 10 }, (_, row) =>
      find(taught.choosing?.features.subarray()[36 * row]),
    );
    const kept = Array.from({ length: 90 }, (_, row) =>
      find(taught.unlabelled?.features.subarray()[36 * row]),
    );
    expect([...aside, ...kept].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    // The teacher is nearly always right.
    const agreed = aside.filter((row, index) => taught.choosing?.labels[index] === labels[row]);
    expect(agreed.length).toBeGreaterThan(8);
    // Targets went with their rows.
    const all = await targetsOf(
      targets(splits.train),
      kept.map((_, row) => 20 + row),
    );
    const right = all.filter((row, index) => argmax(row) === labels[kept[index] ?? 0]);
    expect(right.length).toBeGreaterThan(80);
    expect(joinedRows(splits.train, taught.unlabelled).rowCount).toBe(110);
  });

  test('validation rows enough choose themselves, and unknown rows are left out', async () => {
    const enough = { ...splits, validation: quadrantImages(11, 2) };
    const usual = await prepareLesson(quadrantTeacher(), enough, settings, { engine });
    expect([usual.splits.choosing, usual.splits.unlabelled?.rowCount]).toEqual([undefined, 100]);
    const teacher = quadrantTeacher();
    const knowing: LogitSource = {
      description: 'answers',
      classCount: 4,
      answersAnyInput: false,
      knows: () => false,
      logits: (features, rows) => teacher.logits(features, rows),
    };
    const without = await prepareLesson(knowing, splits, settings, { engine });
    expect([without.splits.choosing, without.splits.unlabelled]).toEqual([undefined, undefined]);
    expect(teacher.rowsAsked).toBe(20);
  });
});
