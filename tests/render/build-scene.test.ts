import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildScene, pathNodes, sampleProbabilities } from '../../src/render/build-scene.js';
import type { TreeDrawing } from '../../src/render/drawing.js';
import { summarizeNodes } from '../../src/render/node-summary.js';
import { routeSample } from '../../src/render/sample-highlight.js';
import type { Box, Scene } from '../../src/render/scene.js';
import { pathProbabilities } from '../../src/tree/routing.js';
import { anyTopology } from '../tree/any-topology.js';
import { randomFeatures } from '../tree/random-tree.js';
import { digits, hostileName, hundredNames, randomDrawing, smallDrawing } from './drawings.js';

/** Every text of a scene with its surroundings: the pill of a branch label included. */
function labelBoxes(scene: Scene): { name: string; box: Box }[] {
  const ofNodes = scene.nodes.flatMap(({ node, texts, chips }) =>
    [...texts, ...chips.map((chip) => chip.label)].map(({ text, box }) => ({
      name: `${node}: ${text}`,
      box,
    })),
  );
  const ofLinks = scene.links.flatMap(({ target, label }) =>
    label === undefined
      ? []
      : [
          {
            name: `link to ${target}: ${label.text}`,
            box: {
              x: label.box.x - 5,
              y: label.box.y - 2.5,
              width: label.box.width + 10,
              height: label.box.height + 4,
            },
          },
        ],
  );
  return [...ofNodes, ...ofLinks];
}

function overlapping(first: Box, second: Box): boolean {
  const slack = 1e-6;
  return (
    first.x + first.width > second.x + slack &&
    second.x + second.width > first.x + slack &&
    first.y + first.height > second.y + slack &&
    second.y + second.height > first.y + slack
  );
}

/** Names of the pairs that overlap; swept from left to right, since scenes have thousands of texts. */
function overlaps(items: readonly { name: string; box: Box }[]): string[] {
  const sorted = [...items].sort((a, b) => a.box.x - b.box.x);
  return sorted.flatMap((item, index) => {
    const found: string[] = [];
    for (const other of sorted.slice(index + 1)) {
      if (other.box.x >= item.box.x + item.box.width) break;
      if (overlapping(item.box, other.box)) found.push(`${item.name} / ${other.name}`);
    }
    return found;
  });
}

function sceneWithSample(drawing: TreeDrawing, levels: number): Scene {
  const features = randomFeatures(1, drawing.tree.featureCount, 5);
  const { explanation: route } = routeSample(drawing.tree, { features, name: 'sample' });
  const path = pathNodes(drawing, route.leaf);
  const isOpen = (node: number): boolean => drawing.tree.topology.depth(node) < levels || path.has(node);
  return buildScene(drawing, summarizeNodes(drawing), { levels, isOpen, route });
}

const inputs = [
  { what: 'gray images', inputShape: [6, 6, 1] },
  { what: 'wide images', inputShape: [4, 12] },
  { what: 'tall images', inputShape: [12, 3] },
  { what: 'tables', inputShape: [9] },
];
const classSets = [
  { classes: '2 classes', classNames: ['no', 'yes'] },
  { classes: '10 digits', classNames: digits },
  { classes: '100 names of all lengths', classNames: hundredNames },
  { classes: 'one hostile name', classNames: ['a', 'b', hostileName.repeat(5)] },
];

describe('labels of a scene', () => {
  for (const { what, inputShape } of inputs) {
    for (const { classes, classNames } of classSets) {
      it.each([1, 2, 3, 4, 5, 6])(`never overlap: ${what}, ${classes}, depth %i`, (depth) => {
        const drawing = randomDrawing({ depth, inputShape, classNames, withTraffic: true });
        const scene = sceneWithSample(drawing, depth);
        const labels = labelBoxes(scene);
        expect(overlaps(labels)).toEqual([]);
        expect(overlaps(scene.nodes.map(({ node, box }) => ({ name: `${node}`, box })))).toEqual([]);
        const pictures = scene.nodes.map(({ node, picture }) => ({ name: `picture ${node}`, box: picture }));
        const onPictures = overlaps([...labels, ...pictures]).filter((pair) => pair.includes('picture'));
        expect(onPictures).toEqual([]);
      });
    }
  }

  it.each([8, 12])('never overlap in a tree of depth %i drawn by its first levels and one path', (depth) => {
    const drawing = randomDrawing({ depth, inputShape: [5, 5], classNames: hundredNames, withTraffic: true });
    const scene = sceneWithSample(drawing, 5);
    expect(overlaps(labelBoxes(scene))).toEqual([]);
    expect(scene.nodes.filter((node) => node.kind === 'summary').length).toBe(31 + depth - 6);
  });

  it('stay inside the scene', () => {
    for (const { classNames } of classSets) {
      const scene = sceneWithSample(randomDrawing({ depth: 3, inputShape: [6, 6, 1], classNames }), 3);
      for (const { name, box } of labelBoxes(scene)) {
        const inside = box.x >= -1e-6 && box.x + box.width <= scene.width + 1e-6 && box.y >= 0;
        expect({ name, inside }).toEqual({ name, inside: true });
        expect(box.y + box.height).toBeLessThanOrEqual(scene.height + 1e-6);
      }
    }
  });
});

describe('buildScene', () => {
  const summaries = summarizeNodes(smallDrawing);
  const all = { levels: 2, isOpen: () => true };

  it('draws every node of an open tree once, and one link to each but the top one', () => {
    const scene = buildScene(smallDrawing, summaries, all);
    expect(scene.nodes.map(({ node, kind }) => `${kind} ${node}`)).toEqual([
      'inner 0',
      'inner 1',
      'inner 2',
      'leaf 3',
      'leaf 4',
      'leaf 5',
      'leaf 6',
    ]);
    expect(scene.links.map(({ source, target, side }) => `${source} ${side} ${target}`)).toEqual([
      '0 left 1',
      '0 right 2',
      '1 left 3',
      '1 right 4',
      '2 left 5',
      '2 right 6',
    ]);
  });

  it('draws every node of a tree of any form once, its left child left of its right one', () => {
    fc.assert(
      fc.property(anyTopology, fc.boolean(), (topology, withTraffic) => {
        const drawing = randomDrawing({ topology, inputShape: [3, 3], classNames: digits, withTraffic });
        const scene = sceneWithSample(drawing, topology.greatestDepth);
        const drawn = new Map(scene.nodes.map((node) => [node.node, node]));
        expect([...drawn.keys()].sort((a, b) => a - b)).toEqual(
          Array.from({ length: topology.nodeCount }, (_, node) => node),
        );
        expect(scene.nodes).toHaveLength(topology.nodeCount);
        expect(scene.links).toHaveLength(topology.nodeCount - 1);
        for (const { source, target, side } of scene.links) expect(topology.child(source, side)).toBe(target);
        for (const { node, kind, picture, depth } of scene.nodes) {
          expect(kind).toBe(topology.isLeaf(node) ? 'leaf' : 'inner');
          expect(depth).toBe(topology.depth(node));
          const sibling = drawn.get(topology.sibling(node));
          if (sibling === undefined) continue;
          expect(sibling.picture.x > picture.x).toBe(topology.side(node) === 'left');
        }
        const onPath = scene.nodes.filter((node) => node.onPath);
        expect(onPath.filter(({ kind }) => kind === 'leaf')).toHaveLength(1);
        expect(overlaps(labelBoxes(scene))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('draws closed subtrees as summaries and a part of the tree from its own top', () => {
    const closed = buildScene(smallDrawing, summaries, { levels: 1, isOpen: (node) => node === 0 });
    expect(closed.nodes.map(({ node, kind }) => `${kind} ${node}`)).toEqual([
      'inner 0',
      'summary 1',
      'summary 2',
    ]);
    const part = buildScene(smallDrawing, summaries, { ...all, root: 2 });
    expect(part.nodes.map(({ node }) => node)).toEqual([2, 5, 6]);
  });

  it('makes links as wide as their traffic, with a hairline for the rest', () => {
    const widths = buildScene(smallDrawing, summaries, all).links.map(({ width }) => width);
    expect(widths).toEqual([8, 12, 6, 2, 1, 11]);
    const rare = { ...smallDrawing, traffic: { arrivals: [100, 0, 100, 0, 0, 1, 99] } };
    const rareLinks = buildScene(rare, summarizeNodes(rare), all).links;
    expect(rareLinks.map(({ width }) => width)).toEqual([0.8, 20, 0.8, 0.8, 0.8, 19.8]);
  });

  it('labels the branches beside the path, and only those, with their probability', () => {
    const route = { gateProbabilities: [0.75, 0.5, 0.1], leaf: 2 };
    const { links, nodes } = buildScene(smallDrawing, summaries, { ...all, route });
    expect(links.map(({ target, label, onPath }) => [target, label?.text, onPath])).toEqual([
      [1, '0.25', false],
      [2, '0.75', true],
      [3, undefined, false],
      [4, undefined, false],
      [5, '0.90', true],
      [6, '0.10', false],
    ]);
    expect(nodes.filter((node) => node.onPath).map(({ node }) => node)).toEqual([0, 2, 5]);
  });

  it("gives a sample's probability at every node as the tree's own inference does", () => {
    const drawing = randomDrawing({ depth: 4, inputShape: [7], classNames: ['a', 'b'] });
    const features = randomFeatures(1, 7, 3);
    const reached = sampleProbabilities(
      drawing,
      routeSample(drawing.tree, { features, name: '' }).explanation,
    );
    const expected = pathProbabilities(drawing.tree, features, 1);
    for (const [leaf, probability] of expected.entries()) {
      expect(reached[drawing.tree.innerNodeCount + leaf]).toBeCloseTo(probability, 6);
    }
  });

  it('lists all reachable classes where they fit, and counts the rest where they do not', () => {
    const chipsOf = (drawing: TreeDrawing): (string | undefined)[] =>
      buildScene(drawing, summarizeNodes(drawing), { levels: 1, isOpen: (node) => node === 0 }).nodes.flatMap(
        ({ node, chips }) => (node === 0 ? chips.map(({ label }) => label.text) : []),
      );
    expect(chipsOf({ ...smallDrawing, classNames: ['a', 'b', 'c'] })).toEqual(['a', 'b', 'c']);
    const many = randomDrawing({ depth: 6, inputShape: [4], classNames: hundredNames });
    const reachable = summarizeNodes(many)[0]?.reachable.length ?? 0;
    const chips = chipsOf(many);
    expect(chips.at(-1)).toBe(`+${reachable - (chips.length - 1)}`);
  });
});
