import { expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/errors.js';
import { checkTeacher } from '../../../src/teacher/checks/check-teacher.js';
import { LinearTeacher, quadrantTeacher } from '../../distill/linear-teacher.js';
import { quadrantImages } from '../separable-data.js';

const train = quadrantImages(120, 3);

test('a good teacher passes, a line for each check', async () => {
  const checks = await checkTeacher(quadrantTeacher(), train);
  expect(checks.map(({ name, passed }) => [name, passed])).toEqual([
    ['classes', true],
    ['answers', true],
    ['accuracy', true],
    ['class order', true],
  ]);
  for (const { text } of checks) expect(text).not.toContain('\n');
});

test('classes in another order are named, and not applied', async () => {
  const [first, second, ...others] = quadrantTeacher().weights;
  const turned = new LinearTeacher([second ?? [], first ?? [], ...others]);
  const checks = await checkTeacher(turned, train);
  expect(checks.filter(({ passed }) => !passed).map(({ text }) => text)).toEqual([
    expect.stringContaining(`--teacher-classes 'upper right,upper left,lower left,lower right' it would be`),
  ]);
});

test('a teacher is asked about some of many rows', async () => {
  const teacher = quadrantTeacher(2);
  await checkTeacher(teacher, quadrantImages(12_000, 1, 2));
  expect(teacher.rowsAsked).toBe(5000);
});

test.each([
  [new LinearTeacher([[1], [2]]), /must know the 4 classes of quadrants, found 2$/],
  [
    new LinearTeacher([[NaN], [1], [1], [1]]),
    /must answer with finite numbers, found NaN for class 1 of training row 1$/,
  ],
])('a teacher of other classes, or without an answer, is refused', async (teacher, expected) => {
  const checking = checkTeacher(teacher, train);
  await expect(checking).rejects.toThrow(InvalidInputError);
  await expect(checking).rejects.toThrow(expected);
});
