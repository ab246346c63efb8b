import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layoutTree } from '../../src/render/layout.js';

describe('layoutTree', () => {
  it('places a complete tree symmetrically, children below their parent', () => {
    const { nodes, width, height } = layoutTree(
      0,
      (node) => (node < 3 ? [2 * node + 1, 2 * node + 2] : []),
      () => ({ width: 40, height: 20 }),
    );
    // Four leaves of 40, sibling gap 10, cousin gap 18.
    expect(width).toBe(4 * 40 + 10 + 18 + 10);
    expect(nodes.map(({ x }) => x)).toEqual([99, 45, 153, 20, 70, 128, 178]);
    expect(nodes.map(({ y }) => y)).toEqual([0, 64, 64, 128, 128, 128, 128]);
    expect(height).toBe(148);
  });

  it('keeps boxes and the room for texts apart, whatever is open and however large', () => {
    const shape = fc.record({
      open: fc.uniqueArray(fc.integer({ min: 0, max: 62 }), { maxLength: 40 }),
      widths: fc.array(fc.integer({ min: 10, max: 150 }), { minLength: 127, maxLength: 127 }),
    });
    fc.assert(
      fc.property(shape, ({ open, widths }) => {
        const opened = new Set(open);
        const { nodes, width } = layoutTree(
          0,
          (node) => (opened.has(node) ? [2 * node + 1, 2 * node + 2] : []),
          (node) => ({ width: widths[node] ?? 0, height: 30 }),
        );
        for (const [index, node] of nodes.entries()) {
          expect(node.room).toBeGreaterThanOrEqual(node.size.width - 1e-9);
          expect(node.x - node.room / 2).toBeGreaterThanOrEqual(-1e-9);
          expect(node.x + node.room / 2).toBeLessThanOrEqual(width + 1e-9);
          const next = nodes[index + 1];
          if (next?.level !== node.level) continue;
          expect(next.x - next.room / 2 - (node.x + node.room / 2)).toBeGreaterThan(7.99);
        }
      }),
      { numRuns: 60 },
    );
  });
});
