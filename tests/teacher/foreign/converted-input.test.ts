import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DatasetSplits } from '../../../src/data/dataset.js';
import { openData } from '../../../src/data/open-data.js';
import { loadEngine } from '../../../src/engine/load-engine.js';
import type { Engine } from '../../../src/engine/engine.js';
import { InvalidInputError } from '../../../src/errors.js';
import { logitClasses } from '../../../src/teacher/logit-source.js';
import { openTeacher, type GivenTeacher } from '../../../src/teacher/open-teacher.js';
import { folderWith } from '../../data/files.js';

const cases = fileURLToPath(new URL('../../cases/', import.meta.url));
/** A network of three classes for the table of flowers, trained on its numbers as they are. */
const model = `${cases}teacher-raw-features`;

let engine: Engine;
let flowers: DatasetSplits;
beforeAll(async () => {
  engine = await loadEngine({ engine: 'onnxruntime', threads: 1 });
  flowers = (await openData(`${cases}flowers.csv`)).splits({ seed: 1 });
});
afterAll(() => engine.dispose());

async function accuracyOf(given: GivenTeacher, { train, test }: DatasetSplits = flowers) {
  const teacher = await openTeacher(given, engine, train);
  const classes = logitClasses(
    await teacher.logits(test.features.subarray(), test.rowCount, test.sourceRows),
    3,
  );
  const { description, notes } = teacher;
  await teacher.dispose();
  const right = classes.filter((answer, row) => answer === test.labels[row]).length;
  return { description, notes, accuracy: right / test.rowCount };
}

describe('a layers model that was trained on raw numbers', () => {
  test('is given prepared rows, and a warning names what would fit', async () => {
    const { accuracy, notes } = await accuracyOf({ teacher: model });
    expect(accuracy).toBeLessThan(0.9);
    expect(notes).toEqual([
      expect.stringMatching(
        /^warning: the teacher seems to take raw values \(of 176 labelled rows prepared fits 8\d\.\d %, raw 100\.0 %.*\); --teacher-input raw gives it these$/,
      ),
    ]);
  });

  test('is given raw numbers where the user says so', async () => {
    const { accuracy, notes, description } = await accuracyOf({ teacher: model, teacherInput: 'raw' });
    expect(accuracy).toBe(1);
    expect(notes).toEqual([]);
    expect(description).toMatch(/^layers model "sequential_6" with 131 weights, given raw values$/);
  });

  test('is not warned of where the order of its classes alone is wrong', async () => {
    const names = ['virginica', 'setosa', 'versicolor'];
    const given = { teacher: model, teacherInput: 'raw', teacherClasses: names } as const;
    const { accuracy, notes } = await accuracyOf(given);
    expect(accuracy).toBe(0);
    expect(notes).toEqual([expect.stringMatching(/stand in the order/)]);
  });

  test('cannot be given what tables do not become, nor rows of other columns', async () => {
    await expect(accuracyOf({ teacher: model, teacherInput: '0..1' })).rejects.toThrow(
      new InvalidInputError("the teacher's input must be raw or standardized for this data, found 0..1"),
    );
    await expect(accuracyOf({ teacher: model, teacherOutput: 'logits' })).rejects.toThrow(
      /only an output of an ONNX/,
    );
    const lines = Array.from({ length: 60 }, (_, row) => `${row / 7},${['x', 'y', 'z'][row % 3] ?? ''}`);
    const folder = await folderWith({ 'one.csv': ['a,label', ...lines, ''].join('\n') });
    const other = (await openData(`${folder}/one.csv`)).splits({ seed: 1 });
    await expect(accuracyOf({ teacher: model, teacherInput: 'raw' }, other)).rejects.toThrow(
      /takes 4 features/,
    );
  });
});
