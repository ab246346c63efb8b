import { InvalidInputError } from '../errors.js';
import { buildScene, linkWidth, pathNodes } from './build-scene.js';
import { assertDrawing, type TreeDrawing } from './drawing.js';
import { treeWeightScale } from './gate-weights.js';
import { summarizeNodes } from './node-summary.js';
import { routeSample, type Sample } from './sample-highlight.js';
import type { Scene, SceneLink } from './scene.js';
import { header } from './svg-header.js';
import { legend } from './svg-legend.js';
import { createInk, element, type Ink, type Theme } from './svg-markup.js';
import { nodeMarkup, textMarkup, type Brush } from './svg-node.js';
import { svgPage } from './svg-page.js';
import { treeHeadline } from './tree-headline.js';

/** What of a tree is drawn, and how. */
export interface TreeSvgOptions {
  /** Levels of inner nodes to draw, 1 to 8; deeper parts become summaries. Default: all up to depth 6, else 5. */
  readonly levels?: number | undefined;
  /** Inner node whose subtree alone is drawn. Default 0, the root. */
  readonly subtree?: number | undefined;
  /** One color scale for the filters of the whole tree (default), or one for each node. */
  readonly filterScale?: 'tree' | 'node' | undefined;
  /** A sample whose path is highlighted, and drawn down to its leaf whatever `levels` says. */
  readonly sample?: Sample | undefined;
  /** Follow the reader's system (default) or always light or dark. */
  readonly theme?: Theme | undefined;
  /** Headline; untrusted text. Default `Soft decision tree`, or `Hard decision tree`. */
  readonly title?: string | undefined;
}

const greatestDrawnLevels = 8;
const wholeTreeLevels = 6;
const aggregatedLevels = 5;
const smallestWidth = 640;

/**
 * A tree as a standalone SVG document, the same bytes for the same input. Inner nodes show their filter (images) or largest
 * weights (tables) and the classes still reachable, as in Figure 2 of Frosst & Hinton 2017; leaves show their distribution.
 * @throws {InvalidInputError} when names, shape or an option do not fit the tree
 */
export function treeSvg(drawing: TreeDrawing, options: TreeSvgOptions = {}): string {
  assertDrawing(drawing);
  const { subtree: root = 0 } = options;
  // The root may be a leaf.
  if (root !== 0) assertSubtree(drawing, root);
  const levels = checkedLevels(drawing, root, options.levels);
  const { theme = 'auto', title = treeHeadline(drawing.tree), filterScale = 'tree' } = options;
  const sample = options.sample === undefined ? undefined : routeSample(drawing.tree, options.sample);
  const path = sample === undefined ? new Set<number>() : pathNodes(drawing, sample.explanation.leaf);
  const { topology } = drawing.tree;

  const scene = buildScene(drawing, summarizeNodes(drawing), {
    root,
    levels,
    isOpen: (node) => topology.depth(node) - topology.depth(root) < levels || path.has(node),
    route: sample?.explanation,
  });
  const ink = createInk(theme);
  const scale = filterScale === 'node' ? 'node' : treeWeightScale(drawing);
  const brush: Brush = { drawing, ink, filterScale: scale };

  const width = Math.max(smallestWidth, scene.width);
  const closed = scene.nodes.filter((node) => node.kind === 'summary').length;
  const top = header({ brush, title, root, closed, sample, width });
  const picture = { markup: sceneMarkup(scene, brush), height: scene.height, x: (width - scene.width) / 2 };
  return svgPage({
    title,
    description: top.description,
    theme,
    width,
    parts: [
      { ...top, gap: 26 },
      { ...picture, gap: 34 },
      { ...legend({ brush, scene, width }), gap: 0 },
    ],
  });
}

/** Links first, then the nodes, then the branch labels on top of both. */
export function sceneMarkup(scene: Scene, brush: Brush): string {
  return [
    ...scene.links.map((link) => linkMarkup(link, brush.ink)),
    ...scene.links
      .filter((link) => link.sampleProbability !== undefined)
      .map((link) => streamMarkup(link, brush.ink)),
    ...scene.nodes.map((node) => nodeMarkup(node, brush)),
    ...scene.links.map((link) => branchLabel(link, brush.ink)),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function linkMarkup({ path, width }: SceneLink, ink: Ink): string {
  return element('path', { d: path, ...ink({ fill: 'none', stroke: 'link' }), 'stroke-width': width });
}

/** Share of a sample below which its stream is not drawn. */
const smallestStream = 0.02;

/** How much of the highlighted sample takes a link, over the traffic of all inputs. */
function streamMarkup({ path, sampleProbability = 0, onPath }: SceneLink, ink: Ink): string {
  if (!onPath && sampleProbability < smallestStream) return '';
  const width = Math.max(onPath ? 2.5 : 0, linkWidth(sampleProbability) / 2);
  const opacity = onPath ? undefined : 0.4;
  return element('path', {
    d: path,
    ...ink({ fill: 'none', stroke: 'accent' }),
    'stroke-width': width,
    opacity,
  });
}

function branchLabel({ label, onPath }: SceneLink, ink: Ink): string {
  if (label === undefined) return '';
  const { box } = label;
  const pill = {
    x: box.x - 5,
    y: box.y - 2.5,
    width: box.width + 10,
    height: box.height + 4,
    rx: (box.height + 4) / 2,
  };
  const paint = onPath ? ink({ fill: 'accent' }) : ink({ fill: 'background', stroke: 'border' });
  const text = textMarkup(label, ({ fill, stroke }) =>
    ink({ stroke, fill: fill === 'accent' ? 'onAccent' : (fill ?? 'text') }),
  );
  return element('rect', { ...pill, ...paint }) + text;
}

function assertSubtree({ tree: { topology } }: TreeDrawing, subtree: number): void {
  if (topology.gateOf(subtree) < 0) {
    const last = topology.nodeOfGate(topology.innerNodeCount - 1);
    throw new InvalidInputError(`subtree must be an inner node from 0 to ${last}, found ${subtree}`);
  }
}

function checkedLevels({ tree }: TreeDrawing, root: number, levels: number | undefined): number {
  const below = tree.topology.height(root);
  if (levels === undefined) return below <= wholeTreeLevels ? below : aggregatedLevels;
  if (!Number.isInteger(levels) || levels < 1 || levels > greatestDrawnLevels) {
    throw new InvalidInputError(
      `depth to draw must be an integer from 1 to ${greatestDrawnLevels}, found ${levels}`,
    );
  }
  return Math.min(levels, below);
}
