import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, test } from '@jest/globals';

import { loadMnist } from '../../src/data/mnist.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { loadModel, type PageModel } from '../../src/report/page/model.js';
import { committedData } from './committed-report.js';

let model: PageModel;
beforeAll(async () => {
  model = await loadModel(committedData());
});

describe('the committed report', () => {
  test.each(['baseline', 'distilled'] as const)('carries the committed %s tree bit for bit', async (role) => {
    const file = fileURLToPath(new URL(`../../trees/mnist/${role}.json`, import.meta.url));
    const { tree } = await readTreeFile(file);
    const carried = model.trees.find((pageTree) => pageTree.role === role)?.tree;
    expect(carried?.topology).toEqual(tree.topology);
    expect(carried?.parameters).toEqual(tree.parameters);
  });

  test('carries test images of MNIST exactly as the library reads them', async () => {
    const { test: images } = await loadMnist();
    const { rows, labels } = model.data.samples;
    expect(rows.length).toBeGreaterThan(1000);
    rows.forEach((row, sample) => {
      expect(model.features(sample)).toEqual(images.features.subarray(row * 784, (row + 1) * 784));
      expect(labels[sample]).toBe(images.labels[row]);
    });
  });
});
