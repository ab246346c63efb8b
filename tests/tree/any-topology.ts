import fc from 'fast-check';
import { TreeTopology } from '../../src/tree/topology.js';

/** Depth 4, 4 gates and 5 leaves; leaves stand between gates, siblings apart, and one right child before its left one. */
export const lopsidedTopology = new TreeTopology([
  [2, 1],
  null,
  [3, 6],
  [4, 8],
  [7, 5],
  null,
  null,
  null,
  null,
]);

/** Binary trees of any form and any order of nodes that has parents before their children; from one leaf to 30. */
export const anyTopology: fc.Arbitrary<TreeTopology> = fc
  .array(fc.nat(), { maxLength: 29 })
  .map((picks) => new TreeTopology(grown(picks)));

/**
 * Numbers one waiting node for each pick, `pick` modulo how many wait, as an inner node whose children then wait, too; odd
 * picks number a leaf before. What waits in the end becomes leaves.
 */
function grown(picks: readonly number[]): ([number, number] | null)[] {
  const children: ([number, number] | null)[] = [];
  const waiting: (readonly [parent: number, side: 0 | 1])[] = [];
  const place = (index: number, pair: [number, number] | null): void => {
    const node = children.push(pair) - 1;
    const [[parent, side] = [-1, 0] as const] = waiting.splice(index, 1);
    const siblings = children[parent];
    if (siblings) siblings[side] = node;
    if (pair !== null) waiting.push([node, 0], [node, 1]);
  };
  for (const pick of picks) {
    if (pick % 2 === 1 && waiting.length > 1) place(pick % waiting.length, null);
    place(pick % Math.max(1, waiting.length), [-1, -1]);
  }
  if (children.length === 0) return [null];
  while (waiting.length > 0) place(0, null);
  return children;
}
