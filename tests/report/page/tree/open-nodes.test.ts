import { describe, expect, test } from '@jest/globals';

import { completeTopology } from '../../../../src/tree/topology.js';

import { lopsidedTopology } from '../../../tree/any-topology.js';
import {
  openLevels,
  openTo,
  toggled,
  treeMove,
  visibleNodes,
} from '../../../../src/report/page/tree/open-nodes.js';

const topology = completeTopology(3);

describe('open nodes', () => {
  test('open the first levels', () => {
    expect([...openLevels(topology, 2)]).toEqual([0, 1, 2]);
    expect([...openLevels(topology, 0)]).toEqual([0]);
  });

  test('open everything above a node', () => {
    expect([...openTo(new Set(), 9, topology)].sort()).toEqual([0, 1, 4]);
  });

  test('toggle without changing the old set', () => {
    const open = new Set([0, 1]);
    expect([...toggled(open, 2)]).toEqual([0, 1, 2]);
    expect([...toggled(open, 1)]).toEqual([0]);
    expect([...toggled(open, 0)]).toEqual([1]);
    expect([...open]).toEqual([0, 1]);
  });

  test('are walked parents first, left before right', () => {
    expect(visibleNodes(new Set([0, 1]), topology)).toEqual([0, 1, 3, 4, 2]);
    // Open but hidden below a closed node.
    expect(visibleNodes(new Set([1]), topology)).toEqual([0]);
  });
});

test('any form of tree can be opened and walked', () => {
  const all = openLevels(lopsidedTopology, 4);
  expect([...all]).toEqual([0, 2, 3, 4]);
  expect([...openLevels(lopsidedTopology, 2)]).toEqual([0, 2]);
  expect(visibleNodes(all, lopsidedTopology)).toEqual([0, 2, 3, 4, 7, 5, 8, 6, 1]);
  expect([...openTo(new Set([0]), 5, lopsidedTopology)]).toEqual([0, 2, 3, 4]);
  expect(treeMove('ArrowRight', 4, all, lopsidedTopology)).toEqual({ kind: 'focus', node: 7 });
  expect(treeMove('ArrowLeft', 8, all, lopsidedTopology)).toEqual({ kind: 'focus', node: 3 });
  expect(treeMove('ArrowRight', 1, all, lopsidedTopology)).toBeUndefined();
});

describe('treeMove', () => {
  const open = new Set([0, 1]);
  test.each([
    ['ArrowRight', 0, { kind: 'focus', node: 1 }],
    ['ArrowRight', 2, { kind: 'toggle', node: 2 }],
    ['ArrowRight', 12, undefined],
    ['ArrowLeft', 1, { kind: 'toggle', node: 1 }],
    ['ArrowLeft', 3, { kind: 'focus', node: 1 }],
    ['ArrowDown', 4, { kind: 'focus', node: 2 }],
    ['ArrowDown', 2, undefined],
    ['ArrowUp', 2, { kind: 'focus', node: 4 }],
    ['ArrowUp', 0, undefined],
    ['ArrowLeft', 0, { kind: 'toggle', node: 0 }],
    ['Enter', 0, { kind: 'toggle', node: 0 }],
    ['Home', 4, { kind: 'focus', node: 0 }],
    ['End', 0, { kind: 'focus', node: 2 }],
    ['Enter', 2, { kind: 'toggle', node: 2 }],
    [' ', 12, undefined],
    ['x', 0, undefined],
  ])('%s at node %i', (key, node, move) => {
    expect(treeMove(key, node, open, topology)).toEqual(move);
  });
});
