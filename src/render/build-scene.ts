import type { TreeTopology } from '../tree/topology.js';
import type { SampleRoute, TreeDrawing } from './drawing.js';
import { layoutTree, type PlacedNode } from './layout.js';
import { buildCard, cardSize, cardStyle, line } from './node-card.js';
import type { NodeSummary } from './node-summary.js';
import { probabilityText } from './number-text.js';
import type { Scene, SceneLink, SceneNode, SceneNodeKind } from './scene.js';
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

/**
 * Builds the scene of a tree or of a part of it.
 * @param summaries from `summarizeNodes(drawing)`, computed once per tree
 */
export function buildScene(
  drawing: TreeDrawing,
  summaries: readonly NodeSummary[],
  options: SceneOptions,
): Scene {
  const { root = 0, levels, route } = options;
  const { topology } = drawing.tree;
  const kindOf = (node: number): SceneNodeKind => {
    if (topology.isLeaf(node)) return 'leaf';
    return options.isOpen(node) ? 'inner' : 'summary';
  };
  const style = cardStyle(drawing, levels);
  const layout = layoutTree(
    root,
    (node) => (kindOf(node) === 'inner' ? [topology.left(node), topology.right(node)] : []),
    (node, level) => cardSize(kindOf(node), level, style),
  );
  const reached = route === undefined ? undefined : sampleProbabilities(drawing, route);
  const path = route === undefined ? new Set<number>() : pathNodes(drawing, route.leaf);

  const nodes = layout.nodes.flatMap((place): SceneNode[] => {
    const summary = summaries[place.node];
    if (summary === undefined) return [];
    const { node } = place;
    const { depth, arrivalShare } = summary;
    const common = {
      node,
      depth,
      summary,
      arrivalShare,
      sampleProbability: reached?.[node],
      onPath: path.has(node),
    };
    const kind = kindOf(node);
    return [{ kind, ...common, ...buildCard(kind, place, summary, style) }];
  });
  return {
    width: layout.width,
    height: layout.height,
    nodes,
    links: sceneLinks(topology, layout.nodes, nodes, route),
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
    const source = topology.parent(place.node);
    const target = nodeOf.get(place.node);
    const from = placeOf.get(source);
    if (from === undefined || target === undefined) return [];
    const side = topology.side(place.node);
    const isLeft = side === 'left';
    const width = linkWidth(target.arrivalShare);
    // The two links of a node leave side by side, as one stream that divides.
    const sibling = nodeOf.get(topology.sibling(place.node));
    const shift = ((isLeft ? -1 : 1) * linkWidth(sibling?.arrivalShare)) / 2;
    const gate = route?.gateProbabilities[topology.gateOf(source)];
    const probability = gate === undefined ? undefined : isLeft ? 1 - gate : gate;
    const onPath = target.onPath;
    const besidePath = nodeOf.get(source)?.onPath === true && probability !== undefined;
    return [
      {
        source,
        target: place.node,
        side,
        path: linkPath(
          { x: from.x + shift, y: from.y + from.size.height },
          levelBottoms[from.level] ?? 0,
          place,
          target.picture.y,
        ),
        width,
        share: target.arrivalShare,
        sampleProbability: target.sampleProbability,
        onPath,
        label: besidePath
          ? line(probabilityText(probability), place.x, place.y - branchLabelRise, {
              size: branchLabelSize,
              bold: onPath,
              tone: onPath ? 'accent' : 'muted',
              anchor: 'middle',
            })
          : undefined,
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
