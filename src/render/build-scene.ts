import type { TreeTopology } from '../tree/topology.js';
import type { SampleRoute, TreeDrawing } from './drawing.js';
import { layoutTree, type PlacedNode } from './layout.js';
import { buildCard, cardSize, cardStyle, line } from './node-card.js';
import type { NodeSummary } from './node-summary.js';
import { probabilityText } from './number-text.js';
import type { Scene, SceneLink, SceneNode, SceneNodeKind, SceneText } from './scene.js';
import { rounded } from './svg-markup.js';

export interface SceneOptions {
  /** Top node of the drawing; default the root. */
  readonly root?: number;
  /** Whether an inner node's children are drawn; otherwise it stands for its subtree as a summary. */
  readonly isOpen: (node: number) => boolean;
  /** Levels of inner nodes that are open as a rule; sets how large the upper filters are drawn. */
  readonly levels: number;
  /** Sample whose path is highlighted. */
  readonly route?: SampleRoute | undefined;
}

/** Stroke width of a link that all inputs take; others in proportion, down to a hairline. */
const greatestLinkWidth = 20;
const smallestLinkWidth = 0.8;
const plainLinkWidth = 1.6;
const branchLabelSize = 10.5;
/** Distance of a branch label's baseline above its node. */
const branchLabelRise = 9;

/** What a node is, where it stands in the tree, and what of the sample arrives there. */
type NodeFacts = Pick<
  SceneNode,
  'kind' | 'node' | 'depth' | 'summary' | 'arrivalShare' | 'sampleProbability' | 'onPath'
>;

/** The part of a tree that is drawn, wherever its nodes are placed. */
export function drawnTree(
  drawing: TreeDrawing,
  summaries: readonly NodeSummary[],
  { root = 0, isOpen, route }: SceneOptions,
) {
  const { topology } = drawing.tree;
  const reached = route === undefined ? undefined : sampleProbabilities(drawing, route);
  const path = route === undefined ? new Set<number>() : pathNodes(drawing, route.leaf);
  const kindOf = (node: number): SceneNodeKind => {
    if (topology.isLeaf(node)) return 'leaf';
    return isOpen(node) ? 'inner' : 'summary';
  };
  return {
    root,
    kindOf,
    childrenOf: (node: number): number[] =>
      kindOf(node) === 'inner' ? [topology.left(node), topology.right(node)] : [],
    factsOf: (node: number): NodeFacts | undefined => {
      const summary = summaries[node];
      if (summary === undefined) return undefined;
      const { depth, arrivalShare } = summary;
      const sample = { sampleProbability: reached?.[node], onPath: path.has(node) };
      return { kind: kindOf(node), node, depth, summary, arrivalShare, ...sample };
    },
  };
}

/**
 * Builds the scene of a tree or of a part of it.
 * @param summaries from `summarizeNodes(drawing)`, computed once per tree
 */
export function buildScene(
  drawing: TreeDrawing,
  summaries: readonly NodeSummary[],
  options: SceneOptions,
): Scene {
  const { levels, route } = options;
  const { root, kindOf, childrenOf, factsOf } = drawnTree(drawing, summaries, options);
  const style = cardStyle(drawing, levels);
  const layout = layoutTree(root, childrenOf, (node, level) => cardSize(kindOf(node), level, style));
  const nodes = layout.nodes.flatMap((place): SceneNode[] => {
    const facts = factsOf(place.node);
    return facts === undefined ? [] : [{ ...facts, ...buildCard(facts.kind, place, facts.summary, style) }];
  });
  return {
    width: layout.width,
    height: layout.height,
    nodes,
    links: sceneLinks(drawing.tree.topology, layout.nodes, nodes, route),
  };
}

/** Path probability of a sample at every node, `[nodes]`. */
export function sampleProbabilities({ tree }: TreeDrawing, { gateProbabilities }: SampleRoute): Float64Array {
  const { topology } = tree;
  const reached = new Float64Array(topology.nodeCount);
  reached[0] = 1;
  for (let gate = 0; gate < topology.innerNodeCount; gate++) {
    const node = topology.nodeOfGate(gate);
    const arriving = reached[node] ?? 0;
    const right = gateProbabilities[gate] ?? 0;
    reached[topology.left(node)] = arriving * (1 - right);
    reached[topology.right(node)] = arriving * right;
  }
  return reached;
}

/** The nodes from the root to a leaf, both included. */
export function pathNodes({ tree: { topology } }: TreeDrawing, leaf: number): Set<number> {
  const end = topology.nodeOfLeaf(leaf);
  return new Set([...topology.pathTo(end).map(({ node }) => node), end]);
}

/** A link before it has a path: what takes it, and the probability of its branch where that is told, beside a sample's path. */
export interface LinkFacts extends Omit<SceneLink, 'path' | 'label'> {
  /** Across, so that the two links of a node leave side by side, as one stream that divides. */
  readonly shift: number;
  readonly probability: number | undefined;
}

/** @param nodeOf drawn nodes by their numbers */
export function linkFacts(
  topology: TreeTopology,
  node: number,
  nodeOf: ReadonlyMap<number, SceneNode>,
  route: SampleRoute | undefined,
): LinkFacts | undefined {
  const source = topology.parent(node);
  const target = nodeOf.get(node);
  const from = nodeOf.get(source);
  if (from === undefined || target === undefined) return undefined;
  const side = topology.side(node);
  const sibling = nodeOf.get(topology.sibling(node));
  const gate = route?.gateProbabilities[topology.gateOf(source)];
  return {
    source,
    target: node,
    side,
    width: linkWidth(target.arrivalShare),
    share: target.arrivalShare,
    sampleProbability: target.sampleProbability,
    onPath: target.onPath,
    shift: ((side === 'left' ? -1 : 1) * linkWidth(sibling?.arrivalShare)) / 2,
    probability: gate === undefined || !from.onPath ? undefined : side === 'left' ? 1 - gate : gate,
  };
}

/** The probability of a branch, centered on a point of its link. */
export function branchText({ probability, onPath }: LinkFacts, x: number, y: number): SceneText | undefined {
  if (probability === undefined) return undefined;
  const tone = onPath ? 'accent' : 'muted';
  return line(probabilityText(probability), x, y, {
    size: branchLabelSize,
    bold: onPath,
    tone,
    anchor: 'middle',
  });
}

function sceneLinks(
  topology: TreeTopology,
  places: readonly PlacedNode[],
  nodes: readonly SceneNode[],
  route: SampleRoute | undefined,
): SceneLink[] {
  const placeOf = new Map(places.map((place) => [place.node, place]));
  const nodeOf = new Map(nodes.map((node) => [node.node, node]));
  const levelBottoms: number[] = [];
  for (const { level, y, size } of places) {
    levelBottoms[level] = Math.max(levelBottoms[level] ?? 0, y + size.height);
  }
  return places.flatMap((place): SceneLink[] => {
    const facts = linkFacts(topology, place.node, nodeOf, route);
    if (facts === undefined) return [];
    const from = placeOf.get(facts.source);
    const target = nodeOf.get(place.node);
    if (from === undefined || target === undefined) return [];
    const { shift, probability, ...link } = facts;
    const start = { x: from.x + shift, y: from.y + from.size.height };
    return [
      {
        ...link,
        path: linkPath(start, levelBottoms[from.level] ?? 0, place, target.picture.y),
        label: branchText(facts, place.x, place.y - branchLabelRise),
      },
    ];
  });
}

/** Width of a link or of a sample's stream by the share that takes it. */
export function linkWidth(share: number | undefined): number {
  return share === undefined ? plainLinkWidth : Math.max(smallestLinkWidth, greatestLinkWidth * share);
}

/**
 * Straight down to where the level ends, so that taller neighbors are not crossed; across in an S; then straight down
 * between the small texts to the picture.
 */
function linkPath(from: Point, levelBottom: number, to: Point, pictureTop: number): string {
  const middle = rounded((levelBottom + to.y) / 2);
  const [x0, y0, x1, y1] = [from.x, from.y, to.x, to.y].map(rounded);
  const down = levelBottom > from.y ? `V${rounded(levelBottom)}` : '';
  return `M${x0} ${y0}${down}C${x0} ${middle} ${x1} ${middle} ${x1} ${y1}V${rounded(pictureTop)}`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}
