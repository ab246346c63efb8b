import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { openData } from '../../src/data/open-data.js';
import type { Engine } from '../../src/engine/engine.js';
import { InvalidInputError } from '../../src/errors.js';
import { namedOrder } from '../../src/teacher/class-order.js';
import type { OpenTeacher } from '../../src/teacher/logit-source.js';
import { openTeacher } from '../../src/teacher/open-teacher.js';
import { teacherAccuracy } from '../../src/train/fit-teacher.js';

const cases = fileURLToPath(new URL('../cases/', import.meta.url));
const naming = (...outputClasses: string[]) => ({ outputClasses }) as unknown as OpenTeacher;

test('a forest that names its classes teaches data that have them in another order', async () => {
  const splits = (await openData(`${cases}flowers.csv`)).splits({ seed: 1 });
  const classNames = ['virginica', 'setosa', 'versicolor'];
  const [train, rows] = [splits.train, splits.test].map((part) => ({
    ...part,
    classNames,
    labels: part.labels.map((label) => classNames.indexOf(part.classNames[label] ?? '')),
  }));
  if (train === undefined || rows === undefined) throw new Error('two parts');
  const engine = { threads: 1 } as unknown as Engine;
  const teacher = await openTeacher(`${cases}onnx/forest.onnx`, engine, train);
  expect(teacher.notes.at(-1)).toBe(
    'the teacher\'s classes stand in the order "setosa", "versicolor", "virginica"',
  );
  expect(await teacherAccuracy(teacher, rows)).toBeGreaterThan(0.9);
  await teacher.dispose();
});

test('names of the same classes give their order, if it is another one', () => {
  expect(namedOrder(naming('b', 'a'), ['a', 'b'], 'm')).toEqual(['b', 'a']);
  expect(namedOrder(naming('a', 'b'), ['a', 'b'], 'm')).toBeUndefined();
  expect(namedOrder(naming('10', '2'), ['2', '10'], 'm')).toEqual(['10', '2']);
});

test('no names, other numbers of classes, and numbers of encoded names say nothing of the order', () => {
  expect(namedOrder({} as OpenTeacher, ['a', 'b'], 'm')).toBeUndefined();
  expect(namedOrder(naming('a', 'b', 'c'), ['a', 'b'], 'm')).toBeUndefined();
  expect(namedOrder(naming('0', '1'), ['a', 'b'], 'm')).toBeUndefined();
  expect(namedOrder(naming('0', '1'), ['1', '2'], 'm')).toBeUndefined();
});

test('other classes are refused', () => {
  const act = () => namedOrder(naming('cat', 'dog'), ['a', 'b'], 'm.onnx');
  expect(act).toThrow(InvalidInputError);
  expect(act).toThrow(
    'm.onnx: the teacher\'s classes are "cat", "dog", but the data\'s are "a", "b"; --teacher-classes says which of the data\'s each output stands for',
  );
});
