import { describe, expect, it } from '@jest/globals';
import { explanationSvg } from '../../src/render/explanation-svg.js';
import { treeSvg } from '../../src/render/svg.js';
import { TreeTopology } from '../../src/tree/topology.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { randomFeatures } from '../tree/random-tree.js';
import {
  badNumbers,
  digits,
  hostileName,
  hundredNames,
  randomDrawing,
  smallDrawing,
  tabularDrawing,
} from './drawings.js';
import { expectSvgSnapshot } from './svg-snapshot.js';

const smallSample = { features: new Float32Array([1, 0, 0.5, 0]), name: 'test image 3', label: 0 };

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

describe('treeSvg', () => {
  it('draws a small hand-made tree', () => {
    expectSvgSnapshot('small-tree', treeSvg(smallDrawing));
  });

  it('draws the path of a sample, in dark', () => {
    expectSvgSnapshot(
      'small-tree-sample-dark',
      treeSvg(smallDrawing, { sample: smallSample, theme: 'dark' }),
    );
  });

  it('draws a tree of a table by its largest weights', () => {
    expectSvgSnapshot('tabular-tree', treeSvg(tabularDrawing, { filterScale: 'node' }));
  });

  it('gives the same bytes for the same input', () => {
    const drawing = randomDrawing({ depth: 5, inputShape: [8, 8, 1], classNames: digits, withTraffic: true });
    expect(treeSvg(drawing)).toBe(treeSvg(drawing));
  });

  it('names in the picture are text, never markup', () => {
    const names = { ...tabularDrawing, classNames: [hostileName, 'b\u0000', '"\'&'] };
    const sample = { ...smallSample, name: hostileName };
    for (const drawing of [names, { ...names, inputShape: [2, 2, 1], featureNames: undefined }]) {
      const svg = treeSvg(drawing, { title: hostileName, sample });
      expect(svg).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;');
      expect(svg).not.toContain('<img');
      expect(svg).not.toContain('</script');
      expect(svg).not.toContain('\u0000');
    }
  });

  it('draws the first levels and closes the rest', () => {
    const drawing = randomDrawing({ depth: 8, inputShape: [3, 3], classNames: digits });
    expect(count(treeSvg(drawing), '<g id="node-')).toBe(63);
    expect(count(treeSvg(drawing, { levels: 2 }), '<g id="node-')).toBe(7);
    expect(treeSvg(drawing, { levels: 2 })).toContain('Drawn as summaries: 4 closed subtrees.');
    expect(treeSvg(drawing, { levels: 2 })).toContain('64 leaves');
    expect(count(treeSvg(drawing, { levels: 8 }), '<g id="node-')).toBe(511);
  });

  it('draws one part of the tree', () => {
    const drawing = randomDrawing({ depth: 4, inputShape: [3, 3], classNames: digits });
    const svg = treeSvg(drawing, { subtree: 5 });
    expect(Array.from(svg.matchAll(/<g id="node-(\d+)"/g), (match) => Number(match[1]))).toEqual([
      5, 11, 12, 23, 24, 25, 26,
    ]);
    expect(svg).toContain('the subtree of node 5 (from the root: right, left)');
  });

  it('draws trees that are not complete, whole and in part, down to a single leaf', () => {
    const size = { inputShape: [3, 3], classNames: digits };
    const lopsided = randomDrawing({ ...size, topology: lopsidedTopology, withTraffic: true });
    const sample = { features: randomFeatures(1, 9, 2), name: 'row 2' };
    const nodesOf = (svg: string): number[] =>
      Array.from(svg.matchAll(/<g id="node-(\d+)"/g), (match) => Number(match[1])).sort((a, b) => a - b);
    const whole = treeSvg(lopsided, { sample });
    expect(nodesOf(whole)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(whole).toContain('Depth 4, 4 gates, 5 leaves');
    expect(badNumbers(whole)).toBeNull();
    const part = treeSvg(lopsided, { subtree: 3, levels: 1 });
    expect(nodesOf(part)).toEqual([3, 4, 8]);
    expect(part).toContain('the subtree of node 3 (from the root: left, left)');
    expect(part).toContain('Drawn as summaries: 1 closed subtree.');
    expect(() => treeSvg(lopsided, { subtree: 1 })).toThrow(
      'subtree must be an inner node from 0 to 4, found 1',
    );
    const leaf = randomDrawing({ ...size, topology: new TreeTopology([null]) });
    expect(nodesOf(treeSvg(leaf, { sample }))).toEqual([0]);
  });

  it("draws a sample's path down to its leaf, whatever is closed", () => {
    const drawing = randomDrawing({ depth: 7, inputShape: [3, 3], classNames: digits });
    const sample = { features: randomFeatures(1, 9, 2), name: 'row 2', label: 4 };
    const svg = treeSvg(drawing, { levels: 1, sample });
    // The root, and on each level below the path's node and its sibling.
    expect(count(svg, '<g id="node-')).toBe(1 + 2 * 7);
    expect(svg).toContain('>row 2<');
    expect(svg).toContain('True class: 4.');
    const outside =
      treeSvg(drawing, { sample, subtree: 1, levels: 1 }) +
      treeSvg(drawing, { sample, subtree: 2, levels: 1 });
    expect(count(outside, 'Its path does not enter the subtree of node')).toBe(1);
  });

  it('gives each node its own color scale on request', () => {
    const drawing = randomDrawing({ depth: 2, inputShape: [6, 6], classNames: digits });
    expect(treeSvg(drawing)).toMatch(/blue sends right \(−[\d.]+ to \+[\d.]+\)/);
    expect(treeSvg(drawing, { filterScale: 'node' })).toContain('each gate has its own scale');
  });

  it('widths stand for traffic only where it was measured', () => {
    expect(treeSvg(smallDrawing)).toContain('share of the inputs');
    expect(treeSvg(tabularDrawing)).not.toContain('share of the inputs');
  });

  it.each([
    ['depth 1, 2 classes, 4 features', { depth: 1, inputShape: [4], classNames: ['no', 'yes'] }],
    ['depth 1, 100 classes, gray images', { depth: 1, inputShape: [28, 28, 1], classNames: hundredNames }],
    ['depth 12, 2 classes, a table', { depth: 12, inputShape: [4], classNames: ['no', 'yes'] }],
    ['depth 12, 100 classes, color images', { depth: 12, inputShape: [32, 32, 3], classNames: hundredNames }],
    ['depth 6, 10 classes, 4 channels', { depth: 6, inputShape: [5, 5, 4], classNames: digits }],
  ])('draws %s', (_name, size) => {
    const drawing = randomDrawing(size);
    const { featureCount } = drawing.tree;
    const svg = treeSvg(drawing, {
      sample: { features: randomFeatures(1, featureCount, 1), name: 'sample' },
    });
    expect(badNumbers(svg)).toBeNull();
    expect(svg.length).toBeLessThan(3e6);
  });

  it.each([undefined, 'horizontal', 'radial'] as const)(
    'shows long names whole, or has them whole in a tooltip (%s)',
    (layout) => {
      const long = (what: string) => `${what} `.repeat(40).trim();
      const drawing = {
        ...tabularDrawing,
        classNames: ['a', 'b', 'c'].map(long),
        featureNames: ['w', 'x', 'y', 'z'].map(long),
      };
      const sample = { features: new Float32Array([1, 0, 0.5, 0]), name: long('row'), label: 1 };
      const texts = [treeSvg(drawing, { layout, sample, title: long('title') })];
      texts.push(explanationSvg(drawing, sample, { title: long('title') }));
      for (const svg of texts) {
        for (const [, shown = '', full = ''] of svg.matchAll(/<text[^>]*>([^<]*)(?:<title>([^<]*))?/g))
          if (shown.endsWith('…')) expect(full.startsWith(shown.slice(0, -1))).toBe(true);
        for (const name of ['title', 'row', 'a', 'b', 'w'].map(long)) expect(svg).toContain(name);
      }
    },
  );

  it('says what is wrong with an option', () => {
    expect(() => treeSvg(smallDrawing, { levels: 0 })).toThrow(
      'depth to draw must be an integer from 1 to 8, found 0',
    );
    expect(() => treeSvg(smallDrawing, { levels: 9 })).toThrow('from 1 to 8, found 9');
    expect(() => treeSvg(smallDrawing, { subtree: 3 })).toThrow(
      'subtree must be an inner node from 0 to 2, found 3',
    );
    expect(() => treeSvg({ ...smallDrawing, classNames: ['a'] })).toThrow('classNames must have 3 names');
    expect(() => treeSvg({ ...smallDrawing, inputShape: [3, 3] })).toThrow('inputShape must multiply to');
    expect(() => treeSvg({ ...smallDrawing, traffic: { arrivals: [1] } })).toThrow('must hold 7 numbers');
    expect(() => treeSvg(smallDrawing, { sample: { features: new Float32Array(3), name: '' } })).toThrow(
      'features',
    );
  });
});
