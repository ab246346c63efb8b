import { expect, test } from '@jest/globals';
import fc from 'fast-check';

import { changedRow } from '../../../../src/explain/table-columns.js';
import {
  decisionGrid,
  gridAxis,
  mappedColumns,
  middleOf,
} from '../../../../src/report/page/what-if/decision-grid.js';
import { predictOne } from '../../../../src/tree/predictor.js';
import { SoftDecisionTree } from '../../../../src/tree/soft-decision-tree.js';
import { anyTable } from '../../../explain/random-table.js';

const anyRouting = fc.constantFrom('soft' as const, 'hard' as const);

test('every cell of a map holds what the tree predicts in its middle', () => {
  fc.assert(
    fc.property(anyTable, anyRouting, fc.nat(58), ({ tree: soft, columns, features }, routing, row) => {
      const tree = new SoftDecisionTree(soft.shape, soft.parameters, soft.calibration, routing);
      const own = features[row] ?? new Float32Array();
      const [first = 0, second = 0] = mappedColumns(columns);
      const [x, y] = [first, second].map((column) => gridAxis(columns, column, undefined));
      if (x === undefined || y === undefined) throw new Error('two columns of numbers');
      const side = 24;
      const { classes } = decisionGrid(tree, columns, own, [x, y], side);
      const predicted = Array.from(classes, (_, cell) =>
        predictOne(
          tree,
          changedRow(own, columns, [
            { column: first, value: middleOf(x, cell % side, side) },
            { column: second, value: middleOf(y, Math.floor(cell / side), side) },
          ]),
        ),
      );
      expect([...classes]).toEqual(predicted);
    }),
    { numRuns: 60 },
  );
});
