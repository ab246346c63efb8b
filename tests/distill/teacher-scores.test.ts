import { expect, test } from '@jest/globals';

import type { Dataset } from '../../src/data/dataset.js';
import { teacherScores } from '../../src/distill/teacher-scores.js';
import { LinearTeacher } from './linear-teacher.js';

/** The logits of the rows are (0, 0), (0, ln 3) and (0, ln 3). */
const dataset: Dataset = {
  name: 'three rows',
  features: Float32Array.of(0, Math.log(3), Math.log(3)),
  labels: Uint16Array.of(0, 1, 0),
  rowCount: 3,
  featureCount: 1,
  classNames: ['no', 'yes'],
  inputShape: [1],
  preparation: [],
};

test('asks once, and measures classes and probabilities', async () => {
  const teacher = new LinearTeacher([[0], [1]]);
  const { classes, probabilities, accuracy, quality } = await teacherScores(teacher, dataset);
  expect(teacher.rowsAsked).toBe(3);
  expect([...classes]).toEqual([0, 1, 1]);
  expect([...probabilities]).toEqual(
    [0.5, 0.5, 0.25, 0.75, 0.25, 0.75].map((value) => expect.closeTo(value, 6)),
  );
  expect(accuracy).toBe(2 / 3);
  expect(quality.recall).toEqual([1 / 2, 1]);
  expect(quality.logLoss).toBeCloseTo((Math.log(2) + Math.log(4 / 3) + Math.log(4)) / 3, 6);
});

test('a teacher of other classes is refused', async () => {
  await expect(teacherScores(new LinearTeacher([[0], [1], [2]]), dataset)).rejects.toThrow(
    'the teacher (linear teacher) must know the 2 classes of three rows, found 3',
  );
});
