import type { TableDecision } from '../explain/explain-table.js';
import type { PixelChange } from '../explain/pixel-change.js';
import { suretyOf } from '../explain/surety.js';
import { judge, type Verdict } from '../explain/verdict.js';
import type { ExplanationStep } from '../tree/explanation.js';
import { hex, negativeColor, positiveColor } from './colors.js';
import { answers } from './explanation-answers.js';
import { notes } from './explanation-notes.js';
import { suretyWords } from './decision-words.js';
import { assertDrawing, imageShape, type TreeDrawing } from './drawing.js';
import { evidence, gateOffset, gateWeights } from './gate-weights.js';
import { classChips, line } from './node-card.js';
import { summarizeNodes, type NodeSummary } from './node-summary.js';
import { probabilityText, signedText } from './number-text.js';
import { routeSample, type RoutedSample, type Sample } from './sample-highlight.js';
import type { Box, SceneText } from './scene.js';
import { header, type PagePart } from './svg-header.js';
import { weightLegend } from './svg-legend.js';
import { createInk, element, type Theme } from './svg-markup.js';
import { chipMarkup, evidencePicture, textMarkup, weightPicture, type Brush } from './svg-node.js';
import { svgPage } from './svg-page.js';
import { gateQuestionMarkup, pushList, questionHeight } from './table-evidence.js';

/** How an explanation is drawn. */
export interface ExplanationSvgOptions {
  /** Follow the reader's system (default) or always light or dark. */
  readonly theme?: Theme | undefined;
  /** Headline; untrusted text. Default `One decision, gate by gate`. */
  readonly title?: string | undefined;
  /** Of a row of a table: its values, what is usual, and what each gate asks are drawn in place of filters and evidence. */
  readonly table?: TableDecision | undefined;
  /** Of an image: pixels that would change the answer, drawn beside it. */
  readonly pixels?: PixelChange | undefined;
}

const width = 900;
const rowHeight = 106;
const headHeight = 26;
const pictureHeight = 84;
const spineX = 22;
const spineRadius = 17;
/** Widest stroke of the path's line: all of the probability. */
const spineWidth = 10;
const filterX = 62;
const columnGap = 18;

/**
 * One decision as a standalone SVG document: the input, then each gate of the greatest path with its filter, its evidence
 * (feature x weight), the probability of both branches and the classes still reachable, then the leaf and the mixture.
 * @throws {InvalidInputError} when names, shape or the sample do not fit the tree
 */
export function explanationSvg(
  drawing: TreeDrawing,
  sample: Sample,
  options: ExplanationSvgOptions = {},
): string {
  assertDrawing(drawing);
  const { theme = 'auto', title = 'One decision, gate by gate', table, pixels } = options;
  const routed = routeSample(drawing.tree, sample);
  const brush: Brush = { drawing, ink: createInk(theme), filterScale: 'node' };
  const top = header({ brush, title, root: 0, closed: 0, sample: routed, width });
  const summaries = summarizeNodes(drawing);
  const verdict = verdictOf(routed, summaries);
  const gates = gateRows(routed, brush, { table, summaries, verdict });
  const end = answers(routed, brush, { width, x: filterX, top: spineRadius });
  const more = notes({ sample: routed, verdict, pixels, brush, x: filterX, width });
  const legend = weightLegend(brush, width);
  return svgPage({
    title,
    description: top.description,
    theme,
    width,
    parts: [
      { ...top, gap: 24 },
      { ...gates, gap: 0 },
      { ...end, gap: 26 },
      ...(more === undefined ? [] : [{ ...more, gap: 26 }]),
      { ...legend, gap: 0 },
    ],
  });
}

function verdictOf(
  { label, explanation }: RoutedSample,
  summaries: readonly NodeSummary[],
): Verdict | undefined {
  if (label === undefined) return undefined;
  return judge(
    explanation,
    label,
    summaries.map(({ reachable }) => reachable),
  );
}

interface GateRows {
  readonly table: TableDecision | undefined;
  readonly summaries: readonly NodeSummary[];
  readonly verdict: Verdict | undefined;
}

function gateRows(sample: RoutedSample, brush: Brush, { table, summaries, verdict }: GateRows): PagePart {
  const { drawing, ink } = brush;
  const { topology } = drawing.tree;
  const { steps, leaf } = sample.explanation;
  const columns = columnsOf(drawing);
  const perGate = steps.map(({ node }) => evidence(sample.features, gateWeights(drawing.tree, node)));
  const head = (x: number, text: string): string =>
    textMarkup(line(text, x, 10, { size: 11, tone: 'muted', anchor: 'start' }), ink);
  const above = table === undefined ? 0 : questionHeight;
  const heads = [
    ...(table === undefined
      ? [
          head(filterX, 'filter'),
          head(
            columns.evidenceX,
            columns.isImage ? 'evidence: pixel × weight' : 'evidence: feature × weight',
          ),
        ]
      : [head(filterX, 'question; values that push most, and what is usual')]),
    head(columns.branchX, 'which way, and how surely'),
  ];
  const rows = steps.map((step, index) => {
    const y = headHeight + above + index * (rowHeight + above);
    const weights = gateWeights(drawing.tree, step.node);
    const filter = { x: filterX, y, width: columns.pictureWidth, height: pictureHeight };
    const gateEvidence = perGate[index] ?? weights;
    const gate = table?.gates[index];
    const both = { ...filter, width: columns.branchX - columnGap - filterX };
    return element(
      'g',
      { id: `gate-${step.node}` },
      ...(table === undefined || gate === undefined
        ? [
            weightPicture(weights, filter, false, brush),
            evidencePicture(sample.features, gateEvidence, { ...filter, x: columns.evidenceX }, brush),
          ]
        : [
            gateQuestionMarkup(gate, table, { x: filterX, y: y - above, width: width - filterX }, brush),
            pushList(gate, table, both, brush),
          ]),
      branch(
        step,
        {
          ...(gate === undefined
            ? {
                evidence: sum(gateEvidence),
                rest: gateOffset(drawing.tree, step.node),
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
  const height = headHeight + steps.length * (rowHeight + above);
  const spineEnd = { node: topology.nodeOfLeaf(leaf), y: height + spineRadius };
  return { markup: [...heads, ...rows, spine(steps, spineEnd, above, brush)].join('\n'), height };
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
  const evidenceX = filterX + pictureWidth + columnGap;
  // The heading of the evidence is wider than a square picture.
  const branchX = evidenceX + Math.max(pictureWidth, 130) + columnGap;
  return { isImage: image !== undefined, pictureWidth, evidenceX, branchX };
}

/** The line that joins the gates, as wide as the share of the probability that is still on the path. */
function spine(
  steps: readonly ExplanationStep[],
  end: { node: number; y: number },
  above: number,
  { ink }: Brush,
): string {
  const middle = (index: number): number =>
    headHeight + above + index * (rowHeight + above) + pictureHeight / 2;
  const stops = [...steps.map(({ node }, index) => ({ node, y: middle(index) })), end];
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
interface GateParts {
  readonly evidence: number;
  readonly rest: number;
  readonly name: string;
  readonly answer: string;
  readonly isWrongTurn: boolean;
}

/** Both branches as one divided bar, the sum behind it, and what is left after the turn. */
function branch(
  step: ExplanationStep,
  parts: GateParts,
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

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
