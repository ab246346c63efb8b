import { expect, test } from '@jest/globals';

import { presetSettings } from '../../src/settings/presets.js';
import { treeSettings } from '../../src/settings/tree-defaults.js';

const table = { rowCount: 2000, inputShape: [7], classNames: ['a', 'b', 'c'] };

test('what is not given is as in the default preset', () => {
  expect(treeSettings(table)).toEqual(presetSettings('default', table).tree);
  expect(treeSettings(table, { depth: 6, objective: 'mixture-nll' })).toEqual({
    ...treeSettings(table),
    depth: 6,
    objective: 'mixture-nll',
  });
});

test('epochs follow from the batch size that is given: fewer steps in each, more of them', () => {
  const { epochs, batchSize } = treeSettings(table, { batchSize: 500 });
  expect([epochs, batchSize]).toEqual([500, 500]);
  expect(treeSettings(table, { batchSize: 500, epochs: 3 }).epochs).toBe(3);
});
