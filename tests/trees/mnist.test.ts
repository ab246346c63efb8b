import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { openData } from '../../src/data/open-data.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { routeRows } from '../../src/tree/block-router.js';
import { RowRouter, type RowVisitor } from '../../src/tree/routing.js';
import { readTreeFile } from '../../src/file/tree-file.js';

/** The trees of the full run that README reports. */
describe('trees/mnist', () => {
  test.each(['distilled', 'baseline'] as const)(
    '%s.json gives its recorded accuracies on all 10,000 test images',
    async (name) => {
      const file = fileURLToPath(new URL(`../../trees/mnist/${name}.json`, import.meta.url));
      const [document, mnist] = await Promise.all([readTreeFile(file), openData('mnist')]);
      const rows = mnist.part('test', { seed: 1 }, document.preparation);
      const { maxPath, mixture, topPathProbability } = evaluateTree(document.tree, rows).scores;
      expect({ maxPath, mixture }).toEqual({
        maxPath: document.metrics.maxPath,
        mixture: document.metrics.mixture,
      });
      expect(topPathProbability).toBeCloseTo(document.metrics.topPathProbability ?? NaN, 6);

      // In blocks by the kernel as one by one in JavaScript.
      const features = rows.features.subarray();
      const reference = new RowRouter(document.tree);
      let different = 0;
      const compare: RowVisitor = (row, { leaves }, leaf) => {
        const expected = reference.route(features, row);
        if (leaf !== expected || leaves[leaf] !== reference.leaves[expected]) different++;
      };
      routeRows(document.tree, rows.features, rows.rowCount, compare, 40);
      expect(different).toBe(0);
    },
  );
});
