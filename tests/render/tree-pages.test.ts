import { describe, expect, it } from '@jest/globals';
import { printPage } from '../../src/cli/html-page.js';
import { treePages } from '../../src/render/tree-pages.js';
import { explain } from '../../src/tree/explanation.js';
import { randomFeatures } from '../tree/random-tree.js';
import { digits, hostileName, randomDrawing } from './drawings.js';

const drawing = randomDrawing({ depth: 7, inputShape: [3, 3], classNames: digits, withTraffic: true });

describe('treePages', () => {
  it('draws every node, and each gate with its branches exactly once', () => {
    const pages = treePages(drawing);
    expect(pages.map(({ root }) => root)).toEqual([0, ...Array.from({ length: 16 }, (_, i) => 15 + i)]);
    const open: number[] = [];
    const drawn = new Set<number>();
    for (const { svg, root } of pages) {
      for (const [, node, title = ''] of svg.matchAll(/<g id="node-(\d+)"><title>([^<]*)/g)) {
        drawn.add(Number(node));
        if (title.startsWith('Inner node')) open.push(Number(node));
      }
      expect(svg).toContain(`<g id="node-${root}">`);
    }
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 255 }, (_, node) => node));
    expect(open.sort((a, b) => a - b)).toEqual(Array.from({ length: 127 }, (_, node) => node));
  });

  it('shows a sample on the pages that its path enters, and nowhere else', () => {
    const features = randomFeatures(1, 9, 2);
    const path = explain(drawing.tree, features).steps.map(({ node }) => node);
    const pages = treePages(drawing, { levels: 2, sample: { features, name: 'row 7' } });
    const showing = pages.filter(({ svg }) => svg.includes('>row 7<')).map(({ root }) => root);
    expect(showing).toEqual(pages.map(({ root }) => root).filter((root) => path.includes(root)));
    expect(showing).toHaveLength(4);
  });

  it('becomes a document whose pages lead to each other', () => {
    const pages = treePages(drawing, { title: hostileName });
    const html = printPage(hostileName, pages);
    expect(html).not.toContain('<img');
    expect(html.match(/<section id="page-/g)).toHaveLength(17);
    expect(html).toContain('<a href="#page-17">node 30: page 17</a>');
    expect(html).toContain('Page 17 of 17, the part of the tree below node 30');
    expect(html).toContain('@page{size:A4 landscape');
  });
});
