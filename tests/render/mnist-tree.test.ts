import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from '@jest/globals';
import { readTreeFile } from '../../src/file/tree-file.js';
import { treeSvg } from '../../src/render/svg.js';
import { expectSvgSnapshot } from './svg-snapshot.js';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');

it('draws the first levels of the committed MNIST tree', async () => {
  const document = await readTreeFile(path.join(root, 'trees/mnist/distilled.json'));
  expect(document.inputShape).toEqual([28, 28, 1]);
  expectSvgSnapshot('mnist-tree', treeSvg(document, { levels: 3, title: 'MNIST, distilled' }));
});
