import { cluster, hierarchy, type HierarchyPointNode } from 'd3-hierarchy';
import { branchText, drawnTree, linkFacts, type SceneOptions } from './build-scene.js';
import { imageShape, type TreeDrawing } from './drawing.js';
import { gateBars } from './gate-bars.js';
import { around, classChips, fittedLine, line } from './node-card.js';
import type { NodeSummary } from './node-summary.js';
import { countText, percentText } from './number-text.js';
import type { Box, ClassChip, Scene, SceneLink, SceneNode, SceneNodeKind, SceneText } from './scene.js';
import { rounded } from './svg-markup.js';

/** Layouts in which a node takes little room: levels from left to right, or from the middle outwards. */
export type CompactLayout = 'horizontal' | 'radial';

/** Distance of leaves, and of levels. */
const rowHeight = 18;
const columnWidth = { image: 66, table: 118 };
const gateSide = 24;
const bars = { width: 30, height: 13 };
const textGap = 6;
const nameSize = 11;
const noteSize = 9.5;
const headerSize = 8.5;
const widestName = 104;
/** Links are half as wide as those of the large layout. */
const linkScale = 0.5;

/** A node's middle, and for the leaves of a circle their direction. */
interface Spot {
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  readonly radius: number;
}

/**
 * Builds the scene of a tree with small nodes: gates are thumbnails of their filters (tables: of their strongest columns), leaves stand in
 * one line, or on a circle, and have their names beside them. Placed by d3-hierarchy's `cluster`.
 * @param summaries from `summarizeNodes(drawing)`
 */
export function buildCompactScene(
  drawing: TreeDrawing,
  summaries: readonly NodeSummary[],
  layout: CompactLayout,
  options: SceneOptions,
): Scene {
  const { root, childrenOf, factsOf } = drawnTree(drawing, summaries, options);
  const nested = hierarchy(root, childrenOf);
  const column = imageShape(drawing.inputShape) === undefined ? columnWidth.table : columnWidth.image;
  const placed =
    layout === 'horizontal'
      ? cluster<number>()
          .nodeSize([rowHeight, column])
          .separation(() => 1)(nested)
      : cluster<number>()
          .size([2 * Math.PI, circleRadius(nested.leaves().length, nested.height, column)])
          .separation(() => 1)(nested);
  const spots = placed.descendants().map(layout === 'horizontal' ? rowSpot : circleSpot);
  const nodes = spots.flatMap((spot): SceneNode[] => {
    const facts = factsOf(spot.node);
    if (facts === undefined) return [];
    const card = compactCard(facts.kind, spot, facts.summary, drawing, column - gateSide / 2);
    return [{ ...facts, ...card, isCompact: true }];
  });
  const links = sceneLinks(drawing, spots, nodes, layout, options);
  return { ...movedIntoView(nodes, links), linkScale };
}

/** The least circle on which the leaves do not touch, and no level of gates stands too near to the next. */
function circleRadius(leaves: number, levels: number, column: number): number {
  return Math.max((leaves * rowHeight) / (2 * Math.PI), levels * column);
}

function rowSpot({ data, x, y }: HierarchyPointNode<number>): Spot {
  return { node: data, x: y, y: x, angle: 0, radius: y };
}

function circleSpot({ data, x: turn, y: radius }: HierarchyPointNode<number>): Spot {
  const angle = turn - Math.PI / 2;
  return { node: data, x: radius * Math.cos(angle), y: radius * Math.sin(angle), angle, radius };
}

type Card = Pick<SceneNode, 'box' | 'picture' | 'texts' | 'chips' | 'turn'>;

function compactCard(
  kind: SceneNodeKind,
  spot: Spot,
  summary: NodeSummary,
  drawing: TreeDrawing,
  room: number,
): Card {
  return kind === 'inner' ? gateCard(spot, drawing, room) : endCard(kind, spot, summary, drawing);
}

/** A thumbnail around its spot, its number above, of a table with its strongest column or feature. */
function gateCard({ node, x, y }: Spot, drawing: TreeDrawing, room: number): Card {
  const picture = { x: x - gateSide / 2, y: y - gateSide / 2, width: gateSide, height: gateSide };
  const style = { size: headerSize, tone: 'muted', anchor: 'middle' } as const;
  const [largest] = imageShape(drawing.inputShape) === undefined ? gateBars(drawing, node, 1) : [];
  const full = largest === undefined ? String(node) : `${node} ${largest.name}`;
  const header = fittedLine(full, x, picture.y - 3, room, style);
  return { picture, texts: [header], chips: [], box: around([picture, header.box]) };
}

/** A leaf or a closed subtree: bars from its spot outwards, names behind them. */
function endCard(
  kind: SceneNodeKind,
  { x, y, angle }: Spot,
  summary: NodeSummary,
  drawing: TreeDrawing,
): Card {
  // Names on the left half of a circle would stand on their heads.
  const isLeft = Math.cos(angle) < -1e-9;
  const start = { x: isLeft ? -bars.width : 0, y: -bars.height / 2, ...bars };
  const edge = (isLeft ? -1 : 1) * (bars.width + textGap);
  const { chips, texts } =
    kind === 'leaf' ? leafTexts(summary, drawing, edge) : summaryTexts(summary, drawing, edge);
  const own = around([start, ...texts.map(({ box }) => box), ...chips.map(({ label }) => label.box)]);
  const degrees = (angle * 180) / Math.PI + (isLeft ? 180 : 0);
  return { picture: start, texts, chips, turn: { x, y, degrees }, box: turned(own, x, y, degrees) };
}

function leafTexts({ winner, distribution }: NodeSummary, { classNames }: TreeDrawing, edge: number) {
  const anchor = edge < 0 ? 'end' : 'start';
  const nameStyle = { size: nameSize, bold: true, tone: 'text', anchor } as const;
  const name = fittedLine(classNames[winner] ?? '', edge, 4, widestName, nameStyle);
  const beside = edge < 0 ? name.box.x - textGap : name.box.x + name.box.width + textGap;
  const note = line(percentText(distribution[winner] ?? 0), beside, 4, {
    size: noteSize,
    tone: 'muted',
    anchor,
  });
  return { texts: [name, note], chips: [] };
}

function summaryTexts(summary: NodeSummary, { classNames }: TreeDrawing, edge: number) {
  const at = (start: number): ClassChip[] => classChips(summary, classNames, { start }, 4, widestName);
  const widths = at(0).map(({ label }) => label.box.x + label.box.width);
  const width = Math.max(0, ...widths);
  const texts: SceneText[] = [
    line(
      countText(summary.leafCount, 'leaf', 'leaves'),
      edge + (edge < 0 ? -1 : 1) * (width + 2 * textGap),
      4,
      {
        size: noteSize,
        tone: 'muted',
        anchor: edge < 0 ? 'end' : 'start',
      },
    ),
  ];
  return { texts, chips: at(edge < 0 ? edge - width : edge) };
}

function sceneLinks(
  { tree: { topology } }: TreeDrawing,
  spots: readonly Spot[],
  nodes: readonly SceneNode[],
  layout: CompactLayout,
  { route }: SceneOptions,
): SceneLink[] {
  const spotOf = new Map(spots.map((spot) => [spot.node, spot]));
  const nodeOf = new Map(nodes.map((node) => [node.node, node]));
  return spots.flatMap((to): SceneLink[] => {
    const facts = linkFacts(topology, to.node, nodeOf, route);
    if (facts === undefined) return [];
    const from = spotOf.get(facts.source);
    if (from === undefined) return [];
    const { shift, probability, width, ...link } = facts;
    const isGate = nodeOf.get(to.node)?.kind === 'inner';
    const label =
      layout === 'horizontal'
        ? { x: to.x - (isGate ? gateSide / 2 : 0) - 16, y: to.y + 3.5 }
        : {
            x: to.x - (isGate ? gateSide : 20) * Math.cos(to.angle),
            y: to.y - (isGate ? gateSide : 20) * Math.sin(to.angle) + 3.5,
          };
    const path = layout === 'horizontal' ? rowPath(from, to, shift * linkScale) : circlePath(from, to);
    return [{ ...link, width: width * linkScale, path, label: branchText(facts, label.x, label.y) }];
  });
}

function rowPath(from: Spot, to: Spot, shift: number): string {
  const [x0, y0, x1, y1] = [from.x, from.y + shift, to.x, to.y].map(rounded);
  const middle = rounded((from.x + to.x) / 2);
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** As d3-shape's `linkRadial` bends it. */
function circlePath(from: Spot, to: Spot): string {
  const middle = (from.radius + to.radius) / 2;
  // The middle has every direction.
  const start = from.radius === 0 ? to.angle : from.angle;
  const at = (radius: number, angle: number): string =>
    `${rounded(radius * Math.cos(angle))} ${rounded(radius * Math.sin(angle))}`;
  return `M${at(from.radius, start)}C${at(middle, start)} ${at(middle, to.angle)} ${at(to.radius, to.angle)}`;
}

/** The scene with its left upper corner at (0, 0). */
function movedIntoView(
  nodes: readonly SceneNode[],
  links: readonly SceneLink[],
): Pick<Scene, 'width' | 'height' | 'nodes' | 'links' | 'origin'> {
  const { x, y, width, height } = around(nodes.map(({ box }) => box));
  return { width, height, nodes, links, origin: { x: -x, y: -y } };
}

/** What surrounds a box around (0, 0) that is turned and moved. */
function turned(box: Box, x: number, y: number, degrees: number): Box {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const corners = [box.x, box.x + box.width].flatMap((left) =>
    [box.y, box.y + box.height].map((top) => ({
      x: x + left * cosine - top * sine,
      y: y + left * sine + top * cosine,
      width: 0,
      height: 0,
    })),
  );
  return around(corners);
}
