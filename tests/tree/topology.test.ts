import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { completeTopology, topologyOf, TreeTopology, type Children } from '../../src/tree/topology.js';
import { anyTopology, lopsidedTopology } from './any-topology.js';

const indices = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('completeTopology', () => {
  test('is in heap order, leaves last', () => {
    const topology = completeTopology(3);
    expect([topology.innerNodeCount, topology.leafCount, topology.nodeCount]).toEqual([7, 8, 15]);
    expect([topology.nodeOfLeaf(0), topology.nodeOfLeaf(7)]).toEqual([7, 14]);
    expect([0, 1, 2, 3, 6, 7, 14].map((node) => topology.depth(node))).toEqual([0, 1, 1, 2, 2, 3, 3]);
    expect(indices(7).map((node) => topology.gateOf(node))).toEqual(indices(7));
    expect(topology.parent(0)).toBe(-1);
    expect(topology.pathTo(12)).toEqual([
      { node: 0, side: 'right' },
      { node: 2, side: 'left' },
      { node: 5, side: 'right' },
    ]);
  });

  test('puts the children of i at 2i + 1 and 2i + 2 up to the greatest depth', () => {
    const topology = completeTopology(12);
    for (const node of indices(topology.innerNodeCount)) {
      expect([topology.left(node), topology.right(node)]).toEqual([2 * node + 1, 2 * node + 2]);
    }
    expect(topology.greatestDepth).toBe(12);
    expect(topology.toJSON()).toEqual({ depth: 12 });
  });

  test.each([0, 13, 1.5, NaN])('refuses a depth of %d', (depth) => {
    expect(() => completeTopology(depth)).toThrow(`depth must be an integer from 1 to 12, found ${depth}`);
  });
});

describe('a tree that is not complete', () => {
  test('answers for every node', () => {
    const topology = lopsidedTopology;
    const { nodeCount, innerNodeCount, leafCount, greatestDepth, isComplete } = topology;
    expect({ nodeCount, innerNodeCount, leafCount, greatestDepth, isComplete }).toEqual({
      nodeCount: 9,
      innerNodeCount: 4,
      leafCount: 5,
      greatestDepth: 4,
      isComplete: false,
    });
    const nodes = indices(9);
    expect(nodes.map((node) => topology.parent(node))).toEqual([-1, 0, 0, 2, 3, 4, 2, 4, 3]);
    expect(nodes.map((node) => topology.depth(node))).toEqual([0, 1, 1, 2, 3, 4, 2, 4, 3]);
    expect(nodes.map((node) => topology.height(node))).toEqual([4, 0, 3, 2, 1, 0, 0, 0, 0]);
    expect(nodes.map((node) => topology.leafOf(node))).toEqual([-1, 0, -1, -1, -1, 1, 2, 3, 4]);
    expect(nodes.map((node) => topology.gateOf(node))).toEqual([0, -1, 1, 2, 3, -1, -1, -1, -1]);
    expect(nodes.map((node) => topology.sibling(node))).toEqual([-1, 2, 1, 6, 8, 7, 3, 5, 4]);
    expect(topology.pathTo(5)).toEqual([
      { node: 0, side: 'left' },
      { node: 2, side: 'left' },
      { node: 3, side: 'left' },
      { node: 4, side: 'right' },
    ]);
  });

  test('says -1 where there is no such node', () => {
    for (const node of [-1, 9, 0.5, NaN]) {
      const { left, right, parent, depth, leafOf, gateOf, nodeOfLeaf, nodeOfGate } = answers(node);
      expect([left, right, parent, depth, leafOf, gateOf, nodeOfLeaf, nodeOfGate]).toEqual(
        new Array(8).fill(-1),
      );
    }
    function answers(node: number) {
      const t = lopsidedTopology;
      return {
        left: t.left(node),
        right: t.right(node),
        parent: t.parent(node),
        depth: t.depth(node),
        leafOf: t.leafOf(node),
        gateOf: t.gateOf(node),
        nodeOfLeaf: t.nodeOfLeaf(node),
        nodeOfGate: t.nodeOfGate(node),
      };
    }
  });

  test('may be one leaf', () => {
    const leaf = new TreeTopology([null]);
    expect([leaf.leafCount, leaf.innerNodeCount, leaf.greatestDepth, leaf.height(0)]).toEqual([1, 0, 0, 0]);
    expect(leaf.isComplete).toBe(false);
    expect(topologyOf(leaf.toJSON())).toEqual(leaf);
  });

  test.each<[string, Children, string]>([
    ['no node', [], 'a tree must have 1 to 65536 leaves, found 0'],
    [
      'a child before its parent',
      [[1, 2], [0, 2], null],
      'a child of node 1 must be a node after it without another parent, found 0',
    ],
    ['a node with two parents', [[1, 2], [2, 3], null, null], 'without another parent, found 2'],
    ['twins', [[1, 1], null], 'a child of node 0 must be a node after it without another parent, found 1'],
    ['a child that is not there', [[1, 2], null], 'without another parent, found 2'],
    ['a child that is no number', [[1, 1.5], null, null], 'without another parent, found 1.5'],
    ['a node without a parent', [[1, 3], null, null, null], 'node 2 must have a parent'],
  ])('refuses %s', (_, children, message) => {
    expect(() => new TreeTopology(children)).toThrow(message);
  });

  test('has parents before children, and a path to every leaf, whatever its form', () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        expect(topology.nodeCount).toBe(topology.innerNodeCount + topology.leafCount);
        expect(topology.leafCount).toBe(topology.innerNodeCount + 1);
        for (const node of indices(topology.nodeCount).slice(1)) {
          const parent = topology.parent(node);
          expect(parent).toBeLessThan(node);
          expect(topology.child(parent, topology.side(node))).toBe(node);
          expect(topology.sibling(topology.sibling(node))).toBe(node);
          expect(topology.depth(node)).toBe(topology.depth(parent) + 1);
          expect(topology.isLeaf(node)).toBe(topology.gateOf(node) < 0);
        }
        const ends = indices(topology.leafCount).map((leaf) => {
          const node = topology.nodeOfLeaf(leaf);
          expect(topology.leafOf(node)).toBe(leaf);
          const path = topology.pathTo(node);
          expect(path).toHaveLength(topology.depth(node));
          return path.reduce((at, turn) => {
            expect(turn.node).toBe(at);
            return topology.child(at, turn.side);
          }, 0);
        });
        expect(ends).toEqual(indices(topology.leafCount).map((leaf) => topology.nodeOfLeaf(leaf)));
        expect(topology.height(0)).toBe(topology.greatestDepth);
      }),
    );
  });

  test('comes back from JSON', () => {
    fc.assert(
      fc.property(anyTopology, (topology) => {
        const read = topologyOf(JSON.parse(JSON.stringify(topology)) as ReturnType<TreeTopology['toJSON']>);
        expect(read).toEqual(topology);
      }),
    );
  });
});
