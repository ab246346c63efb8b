import type { TableDecision } from '../explain/explain-table.js';
import { suretyOf } from '../explain/surety.js';
import type { Verdict } from '../explain/verdict.js';
import type { ExplanationStep } from '../tree/explanation.js';
import { hex, negativeColor, positiveColor } from './colors.js';
import { suretyWords } from './decision-words.js';
import { imageShape, type TreeDrawing } from './drawing.js';
import { evidence, gateParts, gateWeights } from './gate-weights.js';
import { classChips, line } from './node-card.js';
import type { NodeSummary } from './node-summary.js';
import { probabilityText, signedText } from './number-text.js';
import type { RoutedSample } from './sample-highlight.js';
import type { Box, SceneText } from './scene.js';
import type { PagePart } from './svg-header.js';
import { element } from './svg-markup.js';
import { chipMarkup, evidencePicture, textMarkup, weightPicture, type Brush } from './svg-node.js';
import { oneLine } from './text-metrics.js';
import { gateMarkup, type GatePicture } from './table-evidence.js';

const rowGap = 22;
const headHeight = 26;
const pictureHeight = 84;
const spineX = 22;
/** Of the marks on the line that joins the gates. */
export const spineRadius = 17;
/** Widest stroke of the path's line: all of the probability. */
const spineWidth = 10;
/** Left edge of all that stands beside that line. */
export const besideSpine = 62;
const columnGap = 18;

/** What is known of the gates beside their numbers, and the room of the page. */
interface GateRows {
  readonly table: TableDecision | undefined;
  readonly summaries: readonly NodeSummary[];
  readonly verdict: Verdict | undefined;
  readonly width: number;
}

/** Each gate of the max path in a row: what it sees or asks, and which way it sends the sample. */
export function gateRows(
  sample: RoutedSample,
  brush: Brush,
  { table, summaries, verdict, width }: GateRows,
): PagePart {
  const { drawing, ink } = brush;
  const { topology } = drawing.tree;
  const { steps, leaf } = sample.explanation;
  const columns = columnsOf(drawing);
  const perGate = steps.map(({ node }) => evidence(sample.features, gateWeights(drawing.tree, node)));
  const head = (x: number, text: string): string =>
    textMarkup(line(text, x, 10, { size: 11, tone: 'muted', anchor: 'start' }), ink);
  const both = { x: besideSpine, width: columns.branchX - columnGap - besideSpine };
  const name = (index: number): string => `"${oneLine(drawing.classNames[index] ?? '')}"`;
  const told = steps.map((_, index): GatePicture | undefined => {
    const gate = table?.gates[index];
    if (table === undefined || gate === undefined) return undefined;
    const answer = { current: sample.explanation.maxPathClass, name };
    return gateMarkup(
      gate,
      table,
      { ...both, least: pictureHeight, full: width - besideSpine },
      answer,
      brush,
    );
  });
  const tops: number[] = [];
  let height = headHeight;
  for (const picture of told) {
    tops.push(height + (picture?.above ?? 0));
    height += (picture?.above ?? 0) + (picture?.height ?? pictureHeight) + rowGap;
  }
  const heads = [
    ...(table === undefined
      ? [
          head(besideSpine, 'filter'),
          head(
            columns.evidenceX,
            columns.isImage ? 'evidence: pixel × weight' : 'evidence: feature × weight',
          ),
        ]
      : [head(besideSpine, 'question; values that push most, and what is usual')]),
    head(columns.branchX, 'which way, and how surely'),
  ];
  const rows = steps.map((step, index) => {
    const y = tops[index] ?? 0;
    const weights = gateWeights(drawing.tree, step.node);
    const filter = { x: besideSpine, y, width: columns.pictureWidth, height: pictureHeight };
    const gateEvidence = perGate[index] ?? weights;
    const gate = table?.gates[index];
    const picture = told[index];
    const parts = gateParts(drawing.tree, step.node, sample.features);
    return element(
      'g',
      { id: `gate-${step.node}` },
      ...(picture === undefined
        ? [
            weightPicture(weights, filter, false, brush),
            evidencePicture(sample.features, gateEvidence, { ...filter, x: columns.evidenceX }, brush),
          ]
        : [picture.markupAt(y)]),
      branch(
        step,
        {
          ...(gate === undefined
            ? {
                evidence: parts.evidence,
                rest: parts.bias,
                name: 'bias',
                answer: '',
              }
            : {
                evidence: step.preActivation - gate.start,
                rest: gate.start,
                name: 'lean',
                answer: step.side === 'right' ? 'Yes: ' : 'No: ',
              }),
          isWrongTurn: verdict?.kind === 'lostAt' && verdict.step === index,
        },
        { x: columns.branchX, y, width: width - columns.branchX },
        summaries[topology.child(step.node, step.side)],
        brush,
      ),
    );
  });
  const stops = [
    ...steps.map(({ node }, index) => ({ node, y: (tops[index] ?? 0) + pictureHeight / 2 })),
    { node: topology.nodeOfLeaf(leaf), y: height + spineRadius },
  ];
  return { markup: [...heads, ...rows, spine(steps, stops, brush)].join('\n'), height };
}

interface Columns {
  readonly isImage: boolean;
  readonly pictureWidth: number;
  readonly evidenceX: number;
  readonly branchX: number;
}

function columnsOf({ inputShape }: TreeDrawing): Columns {
  const image = imageShape(inputShape);
  const pictureWidth =
    image === undefined ? 190 : Math.min(160, Math.max(48, (pictureHeight * image.width) / image.height));
  const evidenceX = besideSpine + pictureWidth + columnGap;
  // The heading of the evidence is wider than a square picture.
  const branchX = evidenceX + Math.max(pictureWidth, 130) + columnGap;
  return { isImage: image !== undefined, pictureWidth, evidenceX, branchX };
}

/** The line that joins the gates, as wide as the share of the probability that is still on the path. */
function spine(
  steps: readonly ExplanationStep[],
  stops: readonly { readonly node: number; readonly y: number }[],
  { ink }: Brush,
): string {
  const lines = steps.map(({ pathProbability }, index) =>
    element('line', {
      x1: spineX,
      x2: spineX,
      y1: stops[index]?.y ?? 0,
      y2: stops[index + 1]?.y ?? 0,
      ...ink({ stroke: 'accent' }),
      'stroke-width': Math.max(1, spineWidth * pathProbability),
    }),
  );
  const marks = stops.map(({ node, y }) => {
    const circle = element('circle', {
      cx: spineX,
      cy: y,
      r: spineRadius,
      ...ink({ fill: 'background', stroke: 'accent' }),
      'stroke-width': 2,
    });
    return (
      circle +
      textMarkup(line(String(node), spineX, y + 4, { size: 11, tone: 'text', anchor: 'middle' }), ink)
    );
  });
  return [...lines, ...marks].join('');
}

/** What a gate's log-odds are made of, what it answers to its question, and whether the true class is lost here. */
interface GateWords {
  readonly evidence: number;
  readonly rest: number;
  readonly name: string;
  readonly answer: string;
  readonly isWrongTurn: boolean;
}

/** Both branches as one divided bar, the sum behind it, and what is left after the turn. */
function branch(
  step: ExplanationStep,
  parts: GateWords,
  { x, y, width }: Omit<Box, 'height'>,
  next: NodeSummary | undefined,
  { drawing, ink }: Brush,
): string {
  const { gateProbability, side, sideProbability, pathProbability } = step;
  const bar = { y: y + 22, height: 13 };
  const leftWidth = width * (1 - gateProbability);
  const paint = (isTaken: boolean, color: string) => ({ fill: color, opacity: isTaken ? undefined : 0.3 });
  const text = (
    words: string,
    top: number,
    style: Partial<Pick<SceneText, 'bold' | 'tone' | 'size'>> = {},
  ): string => {
    const { size = 12, tone = 'muted', bold = false } = style;
    return textMarkup(line(words, x, top, { size, tone, bold, anchor: 'start' }), ink);
  };
  const surety = suretyWords[suretyOf(sideProbability)];
  const words = [
    `with probability ${probabilityText(sideProbability)}`,
    surety,
    parts.isWrongTurn ? 'the wrong turn' : '',
  ];
  const chips =
    next === undefined || next.isLeaf
      ? []
      : classChips(next, drawing.classNames, { start: x + 90 }, y + 84, width - 90);
  return [
    text(`${parts.answer}${[side, ...words].filter((word) => word !== '').join(', ')}`, y + 13, {
      size: 14,
      bold: true,
      tone: 'text',
    }),
    element('rect', { x, width: leftWidth, ...bar, ...paint(side === 'left', hex(negativeColor)) }),
    element('rect', {
      x: x + leftWidth,
      width: width - leftWidth,
      ...bar,
      ...paint(side === 'right', hex(positiveColor)),
    }),
    element('rect', { x, width, ...bar, ...ink({ fill: 'none', stroke: 'border' }) }),
    text(
      `log-odds ${signedText(step.preActivation)} = evidence ${signedText(parts.evidence)}, ${parts.name} ${signedText(parts.rest)}; on the path so far ${probabilityText(pathProbability)}`,
      y + 54,
    ),
    chips.length === 0 ? '' : text('still reachable:', y + 84),
    ...chips.map((chip) => chipMarkup(chip, ink)),
  ].join('');
}
