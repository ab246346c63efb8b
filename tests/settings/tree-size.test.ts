import { expect, test } from '@jest/globals';
import { presetSettings } from '../../src/settings/presets.js';
import { withSize } from '../../src/settings/tree-size.js';

const table = {
  name: 'letters',
  rowCount: 15_000,
  inputShape: [16],
  classNames: 'a b c d e f g h i j'.split(' '),
};

const sized = (
  data: typeof table,
  given: Parameters<typeof withSize>[1],
  preset: 'default' | 'smoke' = 'default',
) => withSize(presetSettings(preset, data), given, data);

test('what is left open is searched for', () => {
  const { tree, search } = sized(table, {});
  expect(search).toEqual({ leastDepth: 4, greatestDepth: 10, epochs: 8 * tree.epochs });
});

test('what is given stands', () => {
  const both = sized(table, { depth: 6, epochs: 12 });
  expect(both.search).toBeUndefined();
  expect([both.tree.depth, both.tree.epochs]).toEqual([6, 12]);
  const depth = sized(table, { depth: 6 });
  expect(depth.search).toEqual({ leastDepth: 6, greatestDepth: 6, epochs: 8 * depth.tree.epochs });
  expect(sized(table, { epochs: 12 }).search).toEqual({ leastDepth: 4, greatestDepth: 10, epochs: 12 });
});

test("the paper's depth stands for MNIST, and that of other presets, but where auto is asked for", () => {
  const mnist = { ...table, name: 'mnist', rowCount: 55_000, inputShape: [28, 28, 1] };
  expect(sized(mnist, {}).search).toBeUndefined();
  expect(sized(mnist, {}).tree.depth).toBe(8);
  expect(sized(mnist, { depth: 'auto' }).search).toEqual({ leastDepth: 4, greatestDepth: 10, epochs: 40 });
  expect(sized(table, {}, 'smoke').search).toBeUndefined();
});

test('there are not more leaves than rows', () => {
  const few = { ...table, rowCount: 100, classNames: ['a', 'b'] };
  expect(sized(few, {}).search).toMatchObject({ leastDepth: 1, greatestDepth: 6 });
});
