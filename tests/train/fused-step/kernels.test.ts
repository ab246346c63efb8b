import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { kernelParameters } from '../../../src/train/fused-step/kernels.js';

const folder = new URL('../../../src/train/fused-step/assembly/', import.meta.url);
const source = ['routing.ts', 'leaves.ts']
  .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  .join('\n');

/** Names of the parameters of each function that a file of kernels exports. */
const declared = Object.fromEntries(
  [...source.matchAll(/^export function (\w+)\(([^)]*)\)/gm)].map(([, name = '', parameters = '']) => [
    name,
    [...parameters.matchAll(/(\w+):/g)].map(([, parameter]) => parameter),
  ]),
);

test.each(Object.entries(kernelParameters))('%s is bound as it is declared', (kernel, bound) => {
  const weight = ['mixtureLikelihood', 'expectedCrossEntropy'].includes(kernel) ? ['weight'] : [];
  expect([...bound, ...weight]).toEqual(declared[kernel]);
});

test('no kernel is left out', () => {
  expect(Object.keys(declared).toSorted()).toEqual(Object.keys(kernelParameters).toSorted());
});
