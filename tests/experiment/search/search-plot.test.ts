import { expect, test } from '@jest/globals';
import { searchPlot } from '../../../src/experiment/search/search-plot.js';
import { parseSearchSpace } from '../../../src/experiment/search/search-space.js';
import { settingImportance } from '../../../src/experiment/search/setting-importance.js';
import { expectSvgSnapshot } from '../../render/svg-snapshot.js';
import { measured } from './measured-candidates.js';

const space = parseSearchSpace(
  JSON.stringify({
    'tree.depth': { integer: [2, 4] },
    'tree.learningRate': { logUniform: [0.001, 0.1] },
    'tree.objective': ['mixture-nll', 'expected-cross-entropy'],
  }),
  'space',
);
const candidates = [
  [2, 0.0012, 'mixture-nll', 5],
  [2, 0.08, 'expected-cross-entropy', 6],
  [3, 0.004, 'mixture-nll', 7],
  [3, 0.02, 'expected-cross-entropy', 7],
  [4, 0.05, 'expected-cross-entropy', 9],
  [4, 0.011, 'mixture-nll', 8],
].map(([depth = 0, rate = 0, objective = '', right], index) =>
  measured(index + 1, [Number(right), 8], undefined, {
    'tree.depth': depth,
    'tree.learningRate': rate,
    'tree.objective': objective,
  }),
);
const plot = {
  dataset: 'stones & <pebbles>',
  space,
  importance: settingImportance(
    [...space.keys()],
    candidates.map(({ named }) => named),
    candidates.map(({ score }) => score),
  ),
  candidates,
  reference: measured(0, [7, 8]),
  chosen: 5,
  scoreName: 'max path',
  folds: 2,
};

test('the picture of what mattered', () => {
  const svg = searchPlot(plot);
  expectSvgSnapshot('search', svg);
  expect(searchPlot(plot)).toBe(svg);
  expect(svg).toContain('prefers-color-scheme:dark');
  expect(svg).not.toContain('<pebbles>');
});
