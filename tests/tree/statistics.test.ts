import { describe, expect, test } from '@jest/globals';
import { predict } from '../../src/tree/prediction.js';
import { measureTraffic } from '../../src/tree/statistics.js';
import { completeTopology } from '../../src/tree/topology.js';
import { lopsidedTopology } from './any-topology.js';
import { handComputedPaths, handComputedRow, handComputedTree } from './hand-computed-tree.js';
import { randomFeatures, randomTree } from './random-tree.js';

describe('measureTraffic', () => {
  test('of the tree computed by hand, the row seen twice with different labels', () => {
    const twice = Float32Array.of(...handComputedRow, ...handComputedRow);
    const statistics = measureTraffic(handComputedTree, twice, Uint16Array.of(1, 0), 2);
    [1, 1 / 4, 3 / 4, ...handComputedPaths].forEach((path, node) => {
      expect(statistics.arrivals[node]).toBeCloseTo(2 * path, 6);
      expect(statistics.classArrivals[2 * node]).toBeCloseTo(path, 6);
      expect(statistics.classArrivals[2 * node + 1]).toBeCloseTo(path, 6);
    });
    [3 / 4, 1 / 2, 1 / 5].forEach((alpha, node) =>
      expect(statistics.rightShares[node]).toBeCloseTo(alpha, 6),
    );
    expect([...statistics.maxPathRows]).toEqual([2, 0, 2, 0, 0, 2, 0]);
    expect([...statistics.maxPathCorrect]).toEqual([1, 0, 1, 0, 0, 1, 0]);
  });

  test.each([
    ['complete', completeTopology(4)],
    ['incomplete', lopsidedTopology],
  ])('adds up over a random %s tree', (_, topology) => {
    const rows = 200;
    const tree = randomTree({ topology, featureCount: 5, classCount: 3 }, 11);
    const features = randomFeatures(rows, 5, 12);
    const labels = Uint16Array.from({ length: rows }, (_, row) => row % 3);
    const { arrivals, rightShares, maxPathRows, maxPathCorrect } = measureTraffic(
      tree,
      features,
      labels,
      rows,
    );
    expect(arrivals[0]).toBeCloseTo(rows, 9);
    for (let gate = 0; gate < tree.innerNodeCount; gate++) {
      const node = topology.nodeOfGate(gate);
      const children = [topology.left(node), topology.right(node)];
      const share = (arrivals[topology.right(node)] ?? NaN) / (arrivals[node] ?? NaN);
      expect(rightShares[gate]).toBeCloseTo(share, 9);
      const sum = (of: ArrayLike<number>) => children.reduce((total, child) => total + (of[child] ?? NaN), 0);
      expect(sum(arrivals)).toBeCloseTo(arrivals[node] ?? NaN, 9);
      expect(sum(maxPathRows)).toBe(maxPathRows[node]);
      expect(sum(maxPathCorrect)).toBe(maxPathCorrect[node]);
    }
    const correct = predict(tree, features, rows).maxPathClasses.filter((k, row) => k === labels[row]).length;
    expect(maxPathRows[0]).toBe(rows);
    expect(maxPathCorrect[0]).toBe(correct);
  });

  test('of no rows says that nothing arrives', () => {
    const statistics = measureTraffic(handComputedTree, new Float32Array(0), new Uint16Array(0), 0);
    expect([...statistics.arrivals]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect([...statistics.rightShares]).toEqual([0.5, 0.5, 0.5]);
  });

  test('refuses labels that do not fit', () => {
    expect(() => measureTraffic(handComputedTree, handComputedRow, Uint16Array.of(0, 1), 1)).toThrow(
      'labels must hold one class for each of 1 rows, found 2',
    );
    expect(() => measureTraffic(handComputedTree, handComputedRow, Uint16Array.of(2), 1)).toThrow(
      'labels[0] must be a class from 0 to 1, found 2',
    );
  });
});
