import { columnTitle } from './decision-words.js';
import { imageShape, type TreeDrawing } from './drawing.js';
import { featureName } from './feature-name.js';
import type { PlacedNode } from './layout.js';
import type { NodeSummary } from './node-summary.js';
import { countText, percentText } from './number-text.js';
import type { Box, ClassChip, SceneNodeKind, SceneText } from './scene.js';
import { oneLine, shorten, textWidth } from './text-metrics.js';

/** What a card needs to know about the whole drawing. */
export interface CardStyle {
  readonly drawing: TreeDrawing;
  /** Levels of inner nodes below the top node that have larger filters than the lowest ones. */
  readonly levels: number;
  readonly leafWidth: number;
  readonly weightListWidth: number;
}

/** Picture and texts of one node, placed; `box` surrounds them all. */
export interface Card {
  readonly box: Box;
  readonly picture: Box;
  readonly texts: readonly SceneText[];
  readonly chips: readonly ClassChip[];
}

const headerSize = 9.5;
const headerHeight = 14;
const chipSize = 11.5;
const chipGap = 7;
const chipsHeight = 24;
const answerSize = 14;
const noteSize = 10;
const barsHeight = 42;
const fanHeight = 66;
const smallestFilter = 62;
const filterStep = 10;
const greatestFilter = 112;
export const weightNameSize = 10;
/** Room for the bars of a weight list, beside the names of the features. */
export const weightBarsWidth = 68;
const widestFeatureName = 112;
export const weightRowHeight = 15;
/** Weights that a tabular node lists. */
export const listedWeights = 5;
const widestChips = 340;
const summaryWidth = 76;

export function cardStyle(drawing: TreeDrawing, levels: number): CardStyle {
  const names = drawing.classNames.map((name) => textWidth(oneLine(name), answerSize, true) + 4);
  const { columns, tree } = drawing;
  const listed =
    columns?.map(columnTitle) ??
    Array.from({ length: tree.featureCount }, (_, feature) => featureName(drawing, feature));
  const nameWidth = listed.reduce((widest, name) => Math.max(widest, textWidth(name, weightNameSize)), 24);
  return {
    drawing,
    levels,
    leafWidth: Math.min(104, Math.max(64, ...names)),
    weightListWidth: Math.min(widestFeatureName, nameWidth + 1) + 12 + weightBarsWidth,
  };
}

/** Room that a node's card takes at least. */
export function cardSize(
  kind: SceneNodeKind,
  level: number,
  style: CardStyle,
): { width: number; height: number } {
  const picture = pictureSize(kind, level, style);
  const below = { inner: chipsHeight, leaf: 34, summary: chipsHeight + 16 }[kind];
  return { width: picture.width, height: headerHeight + picture.height + below };
}

function pictureSize(
  kind: SceneNodeKind,
  level: number,
  style: CardStyle,
): { width: number; height: number } {
  if (kind === 'leaf') return { width: style.leafWidth, height: barsHeight };
  if (kind === 'summary') return { width: Math.max(summaryWidth, style.leafWidth), height: fanHeight };
  const image = imageShape(style.drawing.inputShape);
  if (image === undefined) {
    const { columns, tree } = style.drawing;
    const rows = Math.min(listedWeights, columns?.length ?? tree.featureCount);
    return { width: style.weightListWidth, height: rows * weightRowHeight + 8 };
  }
  const above = Math.max(0, style.levels - 1 - level);
  const side = Math.min(greatestFilter, smallestFilter + filterStep * above);
  const aspect = image.width / image.height;
  return {
    width: aspect < 1 ? Math.max(44, side * aspect) : side,
    height: aspect > 1 ? side / aspect : side,
  };
}

export function buildCard(
  kind: SceneNodeKind,
  place: PlacedNode,
  summary: NodeSummary,
  style: CardStyle,
): Card {
  const { width, height } = pictureSize(kind, place.level, style);
  const left = place.x - width / 2;
  const picture = { x: left, y: place.y + headerHeight, width, height };
  const texts = [...headerTexts(picture, summary)];
  let y = picture.y + height;
  let chips: ClassChip[] = [];
  if (kind === 'leaf') {
    y += 15;
    texts.push(classText(style, summary.winner, place, y));
    y += 13;
    const probability = summary.distribution[summary.winner] ?? 0;
    texts.push(
      line(percentText(probability), place.x, y, { size: noteSize, tone: 'muted', anchor: 'middle' }),
    );
  } else {
    chips = classChips(
      summary,
      style.drawing.classNames,
      { center: place.x },
      y + 15,
      Math.min(place.room, widestChips),
    );
    if (kind === 'summary') {
      const note = countText(summary.leafCount, 'leaf', 'leaves');
      texts.push(
        line(note, place.x, y + chipsHeight + 10, { size: noteSize, tone: 'muted', anchor: 'middle' }),
      );
    }
  }
  const box = { x: left, y: place.y, width, height: place.size.height };
  return {
    picture,
    texts,
    chips,
    box: around([box, ...texts.map((text) => text.box), ...chips.map(({ label }) => label.box)]),
  };
}

/** Node number at the left, traffic at the right, where both fit. */
function headerTexts(picture: Box, { node, arrivalShare }: NodeSummary): SceneText[] {
  const y = picture.y - 4;
  const number = line(String(node), picture.x, y, { size: headerSize, tone: 'muted', anchor: 'start' });
  if (arrivalShare === undefined) return [number];
  const share = percentText(arrivalShare);
  const room = picture.width - number.box.width - 6;
  if (textWidth(share, headerSize) > room) return [number];
  return [
    number,
    line(share, picture.x + picture.width, y, { size: headerSize, tone: 'muted', anchor: 'end' }),
  ];
}

function classText({ drawing }: CardStyle, classIndex: number, place: PlacedNode, y: number): SceneText {
  const style = { size: answerSize, bold: true, tone: 'text', anchor: 'middle' } as const;
  return fittedLine(drawing.classNames[classIndex] ?? '', place.x, y, place.room, style);
}

/**
 * The reachable classes on one line: all when they fit, otherwise the most likely ones and how many are left out; always in
 * the order of the classes, so that parents and children compare.
 */
export function classChips(
  { reachable, distribution }: NodeSummary,
  classNames: readonly string[],
  at: { readonly center: number } | { readonly start: number },
  y: number,
  room: number,
): ClassChip[] {
  const widest = Math.max(20, room * 0.6);
  const all = reachable.map((classIndex) => {
    const full = oneLine(classNames[classIndex] ?? '');
    const text = shorten(full, widest, chipSize);
    return { classIndex, text, full: text === full ? undefined : full, width: textWidth(text, chipSize) };
  });
  const byProbability = [...all].sort(
    (a, b) =>
      (distribution[b.classIndex] ?? 0) - (distribution[a.classIndex] ?? 0) || a.classIndex - b.classIndex,
  );
  for (let kept = all.length; kept >= 0; kept--) {
    const chosen = byProbability.slice(0, kept).sort((a, b) => a.classIndex - b.classIndex);
    const left = all.length - kept;
    const more = { classIndex: undefined, text: kept === 0 ? `${left}` : `+${left}`, full: undefined };
    const row = left === 0 ? chosen : [...chosen, { ...more, width: textWidth(more.text, chipSize) }];
    const width = row.reduce((sum, chip) => sum + chip.width, 0) + chipGap * (row.length - 1);
    if (width > room && kept > 0) continue;
    let x = 'start' in at ? at.start : at.center - width / 2;
    return row.map((chip): ClassChip => {
      const tone = chip.classIndex === undefined ? 'muted' : 'text';
      const label = { ...line(chip.text, x, y, { size: chipSize, tone, anchor: 'start' }), full: chip.full };
      x += chip.width + chipGap;
      // The underline belongs to the chip.
      return {
        classIndex: chip.classIndex,
        label: { ...label, box: { ...label.box, height: label.box.height + 3 } },
      };
    });
  }
  return [];
}

interface LineStyle {
  readonly size: number;
  readonly tone: SceneText['tone'];
  readonly anchor: SceneText['anchor'];
  readonly bold?: boolean;
}

/** A line of text with its surrounding box. */
export function line(
  text: string,
  x: number,
  y: number,
  { size, tone, anchor, bold = false }: LineStyle,
): SceneText {
  const width = textWidth(text, size, bold);
  const left = { start: x, middle: x - width / 2, end: x - width }[anchor];
  return { text, x, y, size, bold, tone, anchor, box: { x: left, y: y - 0.8 * size, width, height: size } };
}

/** A line of text in as much room as there is; where it is shortened, the whole is in its tooltip. */
export function fittedLine(text: string, x: number, y: number, room: number, style: LineStyle): SceneText {
  const full = oneLine(text);
  const shown = shorten(full, room, style.size, style.bold);
  return { ...line(shown, x, y, style), full: shown === full ? undefined : full };
}

/** Smallest box around boxes. */
export function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
