import { InvalidInputError } from '../errors.js';
import { buildScene, linkWidth, pathNodes } from './build-scene.js';
import { buildCompactScene } from './compact-scene.js';
import { assertDrawing, type TreeDrawing } from './drawing.js';
import { treeWeightScale } from './gate-weights.js';
import { summarizeNodes } from './node-summary.js';
import { routeSample, type RoutedSample, type Sample } from './sample-highlight.js';
import type { Scene, SceneLink } from './scene.js';
import { header } from './svg-header.js';
import { legend } from './svg-legend.js';
import { createInk, element, rounded, type Ink, type Theme } from './svg-markup.js';
import { nodeMarkup, textMarkup, type Brush } from './svg-node.js';
import { svgPage } from './svg-page.js';
import { treeHeadline } from './tree-headline.js';
import type { TreeLayout } from './tree-layout.js';

/** What of a tree is drawn, and how. */
export interface TreeSvgOptions {
  /** Default `vertical`. */
  readonly layout?: TreeLayout | undefined;
  /** Levels of inner nodes to draw, 1 to 8; deeper parts become summaries. Default: all up to depth 6 (compact layouts: 8), else 5. */
  readonly levels?: number | undefined;
  /** Inner node whose subtree alone is drawn. Default 0, the root. */
  readonly subtree?: number | undefined;
  /** One color scale for the filters of the whole tree (default), or one for each node. */
  readonly filterScale?: 'tree' | 'node' | undefined;
  /** A sample whose path is highlighted, and drawn down to its leaf whatever `levels` says, unless `opensPath` is false. */
  readonly sample?: Sample | undefined;
  readonly opensPath?: boolean | undefined;
  /** Follow the reader's system (default) or always light or dark. */
  readonly theme?: Theme | undefined;
  /** Headline; untrusted text. Default `Soft decision tree`, or `Hard decision tree`. */
  readonly title?: string | undefined;
}

const leftBranches = {
  vertical: undefined,
  horizontal: 'Left branches are drawn above, right ones below.',
  radial: 'Clockwise from the top, left branches come first.',
} as const;

const greatestDrawnLevels = 8;
const wholeTreeLevels = { vertical: 6, horizontal: 8, radial: 8 } as const;
const aggregatedLevels = 5;
const smallestWidth = 640;

/**
 * A tree as a standalone SVG document, the same bytes for the same input. Inner nodes show their filter (images) or largest
 * weights (tables) and the classes still reachable, as in Figure 2 of Frosst & Hinton 2017; leaves show their distribution.
 * @throws {InvalidInputError} when names, shape or an option do not fit the tree
 */
export function treeSvg(drawing: TreeDrawing, options: TreeSvgOptions = {}): string {
  assertDrawing(drawing);
  const { subtree: root = 0, layout = 'vertical', opensPath = true } = options;
  // The root may be a leaf.
  if (root !== 0) assertSubtree(drawing, root);
  const levels = checkedLevels(drawing, root, options.levels, layout);
  const { theme = 'auto', title = treeHeadline(drawing.tree), filterScale = 'tree' } = options;
  const sample = options.sample === undefined ? undefined : routeSample(drawing.tree, options.sample);
  const path = sample === undefined ? new Set<number>() : pathNodes(drawing, sample.explanation.leaf);
  const { topology } = drawing.tree;

  const shown = {
    root,
    levels,
    isOpen: (node: number) =>
      topology.depth(node) - topology.depth(root) < levels || (opensPath && path.has(node)),
    route: sample?.explanation,
  };
  const summaries = summarizeNodes(drawing);
  const scene =
    layout === 'vertical'
      ? buildScene(drawing, summaries, shown)
      : buildCompactScene(drawing, summaries, layout, shown);
  const ink = createInk(theme);
  const scale = filterScale === 'node' ? 'node' : treeWeightScale(drawing);
  const brush: Brush = { drawing, ink, filterScale: scale };

  return scenePage({ scene, brush, title, theme, root, sample, layout });
}

interface ScenePage {
  readonly scene: Scene;
  readonly brush: Brush;
  readonly title: string;
  readonly theme: Theme;
  /** Top node of the scene; default the root. */
  readonly root?: number | undefined;
  /** Shown above; default none. */
  readonly sample?: RoutedSample | undefined;
  readonly layout?: TreeLayout | undefined;
}

/** A scene with headline and legend as a standalone SVG document. */
export function scenePage(page: ScenePage): string {
  const { scene, brush, title, theme, root = 0, sample, layout = 'vertical' } = page;
  const width = Math.max(smallestWidth, scene.width);
  const closed = scene.nodes.filter((node) => node.kind === 'summary').length;
  const top = header({ brush, title, root, closed, sample, width, sides: leftBranches[layout] });
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
  const { origin, linkScale = 1 } = scene;
  const markup = [
    ...scene.links.map((link) => linkMarkup(link, brush.ink)),
    ...scene.links
      .filter((link) => link.sampleProbability !== undefined)
      .map((link) => streamMarkup(link, linkScale, brush.ink)),
    ...scene.nodes.map((node) => nodeMarkup(node, brush)),
    ...scene.links.map((link) => branchLabel(link, brush.ink)),
  ]
    .filter((part) => part !== '')
    .join('\n');
  if (origin === undefined) return markup;
  return element('g', { transform: `translate(${rounded(origin.x)} ${rounded(origin.y)})` }, markup);
}

function linkMarkup({ path, width }: SceneLink, ink: Ink): string {
  return element('path', { d: path, ...ink({ fill: 'none', stroke: 'link' }), 'stroke-width': width });
}

/** Share of a sample below which its stream is not drawn. */
const smallestStream = 0.02;

/** How much of the highlighted sample takes a link, over the traffic of all inputs. */
function streamMarkup({ path, sampleProbability = 0, onPath }: SceneLink, scale: number, ink: Ink): string {
  if (!onPath && sampleProbability < smallestStream) return '';
  const width = Math.max(onPath ? 2.5 : 0, (scale * linkWidth(sampleProbability)) / 2);
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

function checkedLevels(
  { tree }: TreeDrawing,
  root: number,
  levels: number | undefined,
  layout: TreeLayout,
): number {
  const below = tree.topology.height(root);
  if (levels === undefined) return below <= wholeTreeLevels[layout] ? below : aggregatedLevels;
  if (!Number.isInteger(levels) || levels < 1 || levels > greatestDrawnLevels) {
    throw new InvalidInputError(
      `depth to draw must be an integer from 1 to ${greatestDrawnLevels}, found ${levels}`,
    );
  }
  return Math.min(levels, below);
}
