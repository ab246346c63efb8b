import { expect, test } from '@jest/globals';
import { nearNames } from '../../src/settings/near-names.js';

const names = ['tree.depth', 'tree.learningRate', 'teacher.learningRate', 'distillation.temperature'];

test.each([
  ['tree.dept', ['tree.depth']],
  ['depth', ['tree.depth']],
  ['temprature', ['distillation.temperature']],
  ['learning-rate', ['tree.learningRate', 'teacher.learningRate']],
  ['zzz', []],
  ['', []],
])('%s is near %j', (word, near) => {
  expect(nearNames(word, names).slice(0, Math.max(1, near.length))).toEqual(near);
});
