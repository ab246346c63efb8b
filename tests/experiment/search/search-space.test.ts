import { describe, expect, test } from '@jest/globals';
import { assertSearchable, parseSearchSpace, sizeOf } from '../../../src/experiment/search/search-space.js';
import { presetSettings } from '../../../src/settings/presets.js';
import type { SettingsData } from '../../../src/settings/tree-defaults.js';

const table: SettingsData = { rowCount: 500, inputShape: [4], classNames: ['a', 'b', 'c'] };
const parse = (space: unknown) => parseSearchSpace(JSON.stringify(space), 'space.json');

test('lists and all kinds of ranges, in the order of the file', () => {
  const space = parse({
    'tree.objective': ['mixture-nll', 'mixture-to-paths'],
    'tree.depth': { integer: [3, 8] },
    'tree.epochs': { logInteger: [10, 100] },
    'tree.penalty': { uniform: [0, 0.1] },
    'tree.learningRate': { logUniform: [0.001, 0.1] },
  });
  expect([...space]).toEqual([
    ['tree.objective', { kind: 'list', values: ['mixture-nll', 'mixture-to-paths'] }],
    ['tree.depth', { kind: 'integer', least: 3, greatest: 8 }],
    ['tree.epochs', { kind: 'logInteger', least: 10, greatest: 100 }],
    ['tree.penalty', { kind: 'uniform', least: 0, greatest: 0.1 }],
    ['tree.learningRate', { kind: 'logUniform', least: 0.001, greatest: 0.1 }],
  ]);
  expect(sizeOf(space)).toBe(Infinity);
  expect(sizeOf(parse({ 'tree.depth': { integer: [3, 8] }, 'tree.augment': [true, false] }))).toBe(12);
});

describe('what is no space, in one line', () => {
  test.each<[unknown, string]>([
    [[], 'space.json: must be an object of settings and their ranges, such as {"tree.depth"'],
    [{}, 'space.json: must be an object of settings and their ranges, such as {"tree.depth"'],
    [{ 'tree.dept': [3] }, 'space.json: unknown setting "tree.dept"; near names: tree.depth'],
    [{ depth: [3] }, 'space.json: unknown setting "depth"; near names: tree.depth'],
    [
      { 'tree.depth': 3 },
      'space.json: tree.depth must have a list of values or one of {"integer": [least, greatest]}',
    ],
    [{ 'tree.depth': { range: [3, 8] } }, '; found {"range":[3,8]}'],
    [{ 'tree.depth': { integer: [3, 8], uniform: [3, 8] } }, 'space.json: tree.depth must have a list'],
    [{ 'tree.depth': { integer: [8, 3] } }, 'space.json: tree.depth: "integer" is an empty range: the first'],
    [{ 'tree.depth': { integer: [3, 3] } }, 'is an empty range'],
    [
      { 'tree.depth': { integer: [3] } },
      'space.json: tree.depth: "integer" must have two integers, [least, greatest]; found [3]',
    ],
    [{ 'tree.depth': { integer: [3, 4.5] } }, 'must have two integers'],
    [
      { 'tree.depth': { uniform: [3, 8] } },
      'space.json: tree.depth takes integers: "integer", "logInteger" or a list; found {"uniform":[3,8]}',
    ],
    [
      { 'tree.penalty': { logUniform: [0, 1] } },
      'space.json: tree.penalty: "logUniform" must begin above 0, found [0,1]',
    ],
    [{ 'tree.penalty': { uniform: ['0', 1] } }, 'must have two numbers, [least, greatest]; found ["0",1]'],
    [{ 'tree.objective': { uniform: [0, 1] } }, 'space.json: tree.objective is "expected-cross-entropy" or'],
    [{ 'tree.depth': [] }, 'space.json: tree.depth has an empty list; a list has at least one value'],
    [{ 'tree.depth': [3, 3] }, 'space.json: tree.depth lists 3 twice'],
    [{ 'tree.depth': [[3]] }, 'space.json: tree.depth must list numbers, words, true or false; found [[3]]'],
  ])('%j', (space, message) => {
    expect(() => parse(space)).toThrow(message);
  });

  test('text that is not JSON', () => {
    expect(() => parseSearchSpace('depth: 3', 'space.json')).toThrow(
      'space.json: must be JSON, such as {"tree.depth"',
    );
  });

  test.each<[unknown, string]>([
    [
      { 'tree.depth': { integer: [3, 40] } },
      'space.json: tree.depth: depth must be an integer from 1 to 12, found 40',
    ],
    [
      { 'distillation.hardWeight': [0.5, 'half'] },
      'space.json: distillation.hardWeight must be a number, found "half"',
    ],
    [{ 'tree.augment': [true, false] }, 'space.json: tree.augment deforms images, but the data is a table'],
    [
      { 'teacher.architecture': ['mlp', 'linear'], 'teacher.dense.units': [8, 16] },
      'space.json: teacher.dense.units is for a teacher of kind mlp, found linear',
    ],
  ])('values that the data or the settings forbid: %j', (space, message) => {
    const settings = presetSettings('default', table);
    expect(() => assertSearchable(parse(space), settings, table, 'space.json')).toThrow(message);
  });

  test('what may be is not refused', () => {
    const space = parse({ 'tree.depth': { integer: [1, 12] }, 'teacher.architecture': ['mlp', 'linear'] });
    expect(() =>
      assertSearchable(space, presetSettings('default', table), table, 'space.json'),
    ).not.toThrow();
  });
});
