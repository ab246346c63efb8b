import { expect, test } from '@jest/globals';
import { scoresOf } from '../../src/file/scores-of.js';
import { treeScores } from '../../src/tree/tree-scores.js';

test('takes the scores alone, in the order of their one definition', () => {
  const scored = {
    topPathProbability: 0.5,
    confusion: [[1]],
    mixtureFidelity: 0.4,
    fidelity: 0.3,
    mixture: 0.2,
    maxPath: 0.1,
  };
  expect(Object.entries(scoresOf(scored))).toEqual([
    ['maxPath', 0.1],
    ['mixture', 0.2],
    ['fidelity', 0.3],
    ['mixtureFidelity', 0.4],
    ['topPathProbability', 0.5],
  ]);
  expect(Object.keys(scoresOf(scored))).toEqual(Object.keys(treeScores.properties));
});

test('scores that are not there leave no trace in JSON', () => {
  expect(JSON.stringify(scoresOf({ maxPath: 1, mixture: 1 }))).toBe('{"maxPath":1,"mixture":1}');
});
