import type { TableDecision } from '../explain/explain-table.js';
import type { PixelChange } from '../explain/pixel-change.js';
import { judge, type Verdict } from '../explain/verdict.js';
import { besideSpine, gateRows, spineRadius } from './explanation-gates.js';
import { answers } from './explanation-answers.js';
import { notes } from './explanation-notes.js';
import { assertDrawing, type TreeDrawing } from './drawing.js';
import { summarizeNodes, type NodeSummary } from './node-summary.js';
import { routeSample, type RoutedSample, type Sample } from './sample-highlight.js';
import { header } from './svg-header.js';
import { pushLegend, weightLegend } from './svg-legend.js';
import { createInk, type Theme } from './svg-markup.js';
import type { Brush } from './svg-node.js';
import { svgPage } from './svg-page.js';

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

/**
 * One decision as a standalone SVG document: the input, then each gate of the max path with its filter, its evidence
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
  const gates = gateRows(routed, brush, { table, summaries, verdict, width });
  const end = answers(routed, brush, { width, x: besideSpine, top: spineRadius });
  const more = notes({ sample: routed, verdict, table, pixels, brush, x: besideSpine, width });
  const legend = table === undefined ? weightLegend(brush, width) : pushLegend(brush, width);
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
