import { describe, expect, test } from '@jest/globals';

import {
  openLevels,
  openTo,
  toggled,
  treeMove,
  visibleNodes,
} from '../../../../src/report/page/tree/open-nodes.js';

const innerNodes = 7;

describe('open nodes', () => {
  test('open the first levels', () => {
    expect([...openLevels(innerNodes, 2)]).toEqual([0, 1, 2]);
    expect([...openLevels(innerNodes, 0)]).toEqual([0]);
  });

  test('open everything above a node', () => {
    expect([...openTo(new Set(), 9)].sort()).toEqual([0, 1, 4]);
  });

  test('toggle without changing the old set', () => {
    const open = new Set([0, 1]);
    expect([...toggled(open, 2)]).toEqual([0, 1, 2]);
    expect([...toggled(open, 1)]).toEqual([0]);
    expect([...toggled(open, 0)]).toEqual([0, 1]);
    expect([...open]).toEqual([0, 1]);
  });

  test('are walked parents first, left before right', () => {
    expect(visibleNodes(new Set([0, 1]), innerNodes)).toEqual([0, 1, 3, 4, 2]);
    // Open but hidden below a closed node.
    expect(visibleNodes(new Set([1]), innerNodes)).toEqual([0]);
  });
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
    ['ArrowLeft', 0, undefined],
    ['Enter', 0, undefined],
    ['Home', 4, { kind: 'focus', node: 0 }],
    ['End', 0, { kind: 'focus', node: 2 }],
    ['Enter', 2, { kind: 'toggle', node: 2 }],
    [' ', 12, undefined],
    ['x', 0, undefined],
  ])('%s at node %i', (key, node, move) => {
    expect(treeMove(key, node, open, innerNodes)).toEqual(move);
  });
});
