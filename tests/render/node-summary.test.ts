import { describe, expect, it } from '@jest/globals';
import { summarizeNodes } from '../../src/render/node-summary.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { randomDrawing, smallDrawing } from './drawings.js';

describe('summarizeNodes', () => {
  it('gathers answers, leaves and traffic from the leaves upwards', () => {
    const summaries = summarizeNodes(smallDrawing);
    expect(summaries.map(({ leafCount }) => leafCount)).toEqual([4, 2, 2, 1, 1, 1, 1]);
    expect(summaries.map(({ reachable }) => reachable)).toEqual([
      [0, 1, 2],
      [0, 1],
      [1, 2],
      [0],
      [1],
      [1],
      [2],
    ]);
    expect(summaries.map(({ arrivalShare }) => arrivalShare)).toEqual([1, 0.4, 0.6, 0.3, 0.1, 0.05, 0.55]);
    expect(summaries.map(({ winner }) => winner)).toEqual([2, 0, 2, 0, 1, 1, 2]);
  });

  it('counts the leaves below every node of any form', () => {
    const drawing = randomDrawing({ topology: lopsidedTopology, inputShape: [3], classNames: ['a', 'b'] });
    const summaries = summarizeNodes(drawing);
    expect(summaries.map(({ leafCount }) => leafCount)).toEqual([5, 1, 4, 3, 2, 1, 1, 1, 1]);
    expect(summaries.map(({ depth }) => depth)).toEqual([0, 1, 1, 2, 3, 4, 2, 4, 3]);
    expect(summaries.map(({ isLeaf }) => isLeaf)).toEqual(
      summaries.map(({ node }) => lopsidedTopology.isLeaf(node)),
    );
  });

  it('weights the distributions below by traffic', () => {
    const summaries = summarizeNodes(smallDrawing);
    const cat = Math.exp(4) / (Math.exp(4) + 2);
    const notDog = 1 / (Math.exp(3) + 2);
    expect(summaries[3]?.distribution[0]).toBeCloseTo(cat, 12);
    expect(summaries[1]?.distribution[0]).toBeCloseTo(0.75 * cat + 0.25 * notDog, 12);
    for (const { distribution } of summaries) expect(distribution.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  it('weights equally without traffic, and where nothing arrived', () => {
    const cat = Math.exp(4) / (Math.exp(4) + 2);
    const notDog = 1 / (Math.exp(3) + 2);
    const unmeasured = summarizeNodes({ ...smallDrawing, traffic: undefined });
    expect(unmeasured[1]?.distribution[0]).toBeCloseTo((cat + notDog) / 2, 12);
    expect(unmeasured[1]?.arrivalShare).toBeUndefined();
    const empty = summarizeNodes({ ...smallDrawing, traffic: { arrivals: [100, 0, 100, 0, 0, 50, 50] } });
    expect(empty[1]?.distribution[0]).toBeCloseTo((cat + notDog) / 2, 12);
  });
});
