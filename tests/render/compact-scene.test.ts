import { describe, expect, it } from '@jest/globals';
import { buildCompactScene } from '../../src/render/compact-scene.js';
import { summarizeNodes } from '../../src/render/node-summary.js';
import { treeSvg } from '../../src/render/svg.js';
import type { TreeDrawing } from '../../src/render/drawing.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { badNumbers, digits, hundredNames, randomDrawing, smallDrawing, tabularDrawing } from './drawings.js';
import { expectSvgSnapshot } from './svg-snapshot.js';

const layouts = ['horizontal', 'radial'] as const;

function sceneOf(drawing: TreeDrawing, layout: (typeof layouts)[number], levels = 12) {
  const { topology } = drawing.tree;
  const isOpen = (node: number): boolean => topology.depth(node) < levels;
  return buildCompactScene(drawing, summarizeNodes(drawing), layout, { isOpen, levels });
}

describe.each(layouts)('the %s layout', (layout) => {
  it('draws images and tables, with a sample and without', () => {
    const sample = { features: new Float32Array([1, 0, 0.5, 0]), name: 'image 3', label: 0 };
    expectSvgSnapshot(`small-${layout}`, treeSvg(smallDrawing, { layout, sample }));
    expectSvgSnapshot(`tabular-${layout}`, treeSvg(tabularDrawing, { layout, theme: 'light' }));
  });

  it.each([
    ['depth 6', { depth: 6, inputShape: [5, 5], classNames: digits }, 12],
    ['closed subtrees of a table', { depth: 8, inputShape: [4], classNames: hundredNames }, 4],
    ['any tree', { topology: lopsidedTopology, inputShape: [4, 4, 3], classNames: hundredNames }, 12],
  ])('keeps all nodes within the scene and gates apart: %s', (_name, size, levels) => {
    const {
      nodes,
      links,
      width,
      height,
      origin = { x: 0, y: 0 },
    } = sceneOf(randomDrawing(size), layout, levels);
    expect(links).toHaveLength(nodes.length - 1);
    for (const { box } of nodes) {
      expect(box.x + origin.x).toBeGreaterThanOrEqual(-0.01);
      expect(box.y + origin.y).toBeGreaterThanOrEqual(-0.01);
      expect(box.x + origin.x + box.width).toBeLessThanOrEqual(width + 0.01);
      expect(box.y + origin.y + box.height).toBeLessThanOrEqual(height + 0.01);
    }
    const gates = nodes.filter(({ kind }) => kind === 'inner').map(({ picture }) => picture);
    for (const [index, a] of gates.entries())
      for (const b of gates.slice(0, index))
        expect(Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))).toBeGreaterThanOrEqual(a.width - 0.01);
  });

  it('is a fraction as wide as the tree from the top down', () => {
    const drawing = randomDrawing({ depth: 6, inputShape: [5, 5], classNames: digits });
    const widthOf = (svg: string): number => Number(/width="([\d.]+)"/.exec(svg)?.[1]);
    expect(widthOf(treeSvg(drawing))).toBeGreaterThan(5000);
    expect(widthOf(treeSvg(drawing, { layout }))).toBeLessThan(layout === 'horizontal' ? 900 : 1400);
    const deep = treeSvg(randomDrawing({ depth: 8, inputShape: [5, 5], classNames: digits }), { layout });
    expect(deep.match(/<g id="node-/g)).toHaveLength(511);
    expect(badNumbers(deep)).toBeNull();
  });

  it('says where the left branches are', () => {
    expect(treeSvg(smallDrawing, { layout })).toMatch(/[Ll]eft branches (are drawn above|come first)/);
    expect(treeSvg(smallDrawing)).not.toMatch(/[Ll]eft branches/);
  });
});
