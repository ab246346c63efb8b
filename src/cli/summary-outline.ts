import type { TreeSummary } from '../explain/summary/summarize-tree.js';
import type { ExplainedColumn } from '../explain/table-columns.js';
import type { TreeDocument } from '../file/tree-document.js';
import { columnTitle } from '../render/decision-words.js';
import { dropText } from '../render/summary-charts.js';
import { dependenceText, leafText } from '../render/summary-words.js';
import { leafClasses } from '../tree/leaf-distributions.js';
import { formatCount, formatCounted, formatPercent } from './number-format.js';
import type { OutlineItem } from './outline.js';

/** A tree with all that is told of what it goes by. */
export interface SummarizedTree {
  /** `What tree.json goes by: 24 rows of stones (the test part)` */
  readonly title: string;
  readonly document: TreeDocument;
  /** Absent for images. */
  readonly columns: readonly ExplainedColumn[] | undefined;
  readonly summary: TreeSummary;
}

const shownColumns = 20;
const shownLeaves = 20;
/** Share of what moves the gates that is told by how many pixels make it up. */
const toldPixels = 0.5;

/** What a tree goes by, in words and tables; `--json` has all of it. */
export function summaryOutline(summarized: SummarizedTree): OutlineItem[] {
  return [
    { kind: 'title', text: summarized.title },
    ...importanceItems(summarized),
    ...dependenceItems(summarized),
    ...pixelItems(summarized),
    ...leafItems(summarized),
    ...calibrationItems(summarized),
    { kind: 'heading', text: 'Words' },
    { kind: 'text', tone: 'aside', text: glossary(summarized) },
  ];
}

function nameOf({ classNames }: TreeDocument): (index: number) => string {
  return (index) => `"${classNames[index] ?? String(index)}"`;
}

function importanceItems({ columns, summary: { table } }: SummarizedTree): OutlineItem[] {
  if (columns === undefined || table === undefined) return [];
  const rows = table.importance.slice(0, shownColumns).flatMap(({ column: index, share, shuffled }) => {
    const column = columns[index];
    if (column === undefined) return [];
    const { drop, low, high } = shuffled;
    return [
      [columnTitle(column), formatPercent(share, 1), dropText(drop), `${dropText(low)} to ${dropText(high)}`],
    ];
  });
  const hidden = table.importance.length - rows.length;
  return [
    { kind: 'heading', text: 'How much each column counts' },
    {
      kind: 'table',
      columns: [
        { title: 'Column', align: 'left' },
        { title: 'Moves gates', align: 'right' },
        { title: 'Accuracy lost', align: 'right' },
        { title: '95 % interval', align: 'right' },
      ],
      rows,
    },
    ...(hidden > 0
      ? [{ kind: 'text' as const, text: `and ${formatCounted(hidden, 'column')} that count less` }]
      : []),
  ];
}

function dependenceItems({ columns, document, summary: { table } }: SummarizedTree): OutlineItem[] {
  if (columns === undefined || table === undefined || table.dependence.length === 0) return [];
  return [
    { kind: 'heading', text: 'What the answers would be, were one value the same in all rows' },
    ...table.dependence.flatMap((dependence): OutlineItem[] => {
      const column = columns[dependence.column];
      if (column === undefined) return [];
      return [
        {
          kind: 'text',
          text: `${columnTitle(column)}: ${dependenceText(column, dependence, nameOf(document))}`,
        },
      ];
    }),
  ];
}

function pixelItems({ summary: { pixels } }: SummarizedTree): OutlineItem[] {
  if (pixels === undefined) return [];
  const total = pixels.reduce((sum, size) => sum + size, 0);
  const sorted = Array.from(pixels).sort((a, b) => b - a);
  let [told, count] = [0, 0];
  while (told < toldPixels * total) told += sorted[count++] ?? total;
  return [
    { kind: 'heading', text: 'Where the tree looks' },
    {
      kind: 'text',
      text: `${formatCount(count)} of ${formatCounted(pixels.length, 'pixel')} make up half of what moves the gates; --format svg or html draws them.`,
    },
  ];
}

function leafItems({ columns = [], document, summary }: SummarizedTree): OutlineItem[] {
  const { tree } = document;
  const name = nameOf(document);
  const answers = leafClasses(tree);
  const leaves = summary.leaves
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.rows - a.rows || a.leaf - b.leaf);
  const hidden = leaves.slice(shownLeaves);
  const empty = summary.leaves.length - leaves.length;
  return [
    { kind: 'heading', text: 'The leaves and their rows' },
    ...leaves.slice(0, shownLeaves).map((leaf): OutlineItem => ({
      kind: 'text',
      text: `Node ${tree.topology.nodeOfLeaf(leaf.leaf)} answers ${name(answers[leaf.leaf] ?? 0)}: ${leafText(leaf, summary.rows, columns, name)}`,
    })),
    ...(hidden.length === 0
      ? []
      : [
          {
            kind: 'text' as const,
            text: `and ${formatCounted(hidden.length, 'more leaf', 'more leaves')} with ${formatCounted(
              hidden.reduce((sum, { rows }) => sum + rows, 0),
              'row',
            )} together`,
          },
        ]),
    ...(empty === 0
      ? []
      : [
          {
            kind: 'text' as const,
            text: `${formatCounted(empty, 'leaf', 'leaves')} without any of these rows`,
          },
        ]),
  ];
}

function calibrationItems({ summary: { calibration } }: SummarizedTree): OutlineItem[] {
  const percent = (share: number) => formatPercent(share, 0);
  return [
    { kind: 'heading', text: 'Are the answers of the max path as sure as they are right?' },
    {
      kind: 'table',
      columns: [
        { title: 'Probability', align: 'right' },
        { title: 'Mean', align: 'right' },
        { title: 'Right', align: 'right' },
        { title: '95 % interval', align: 'right' },
        { title: 'Rows', align: 'right' },
      ],
      rows: calibration.maxPath.map(({ low, high, confidence, accuracy, interval, rows }) => [
        `${percent(low)} to ${percent(high)}`,
        percent(confidence),
        percent(accuracy),
        `${percent(interval.low)} to ${percent(interval.high)}`,
        formatCount(rows),
      ]),
    },
  ];
}

function glossary({ summary: { table, looked, rows } }: SummarizedTree): string {
  const part = (count: number) =>
    count < rows ? ` (${formatCounted(count, 'row')}, spread evenly over all)` : '';
  return [
    ...(table === undefined
      ? [`A pixel moves the gates by what it adds to their log-odds beside its mean${part(looked.traffic)}.`]
      : [
          `Moves gates: share of what the columns add to the log-odds of the gates, beside the mean, each gate counted by what arrives at it${part(looked.traffic)}.`,
          `Accuracy lost: of the max path, when the values of the column change places among the rows, ${formatCounted(table.repeats, 'time')}${part(looked.shuffled)}; columns that say the same share it.`,
          `Were one value the same: mean probability of the answers when the value is put into all rows, within what is usual${part(looked.dependence)}; rows may become unlike any real one.`,
          'True of: what is said of the rows of a leaf was looked for in these rows, and counted in all of them.',
        ]),
    'The rows of a leaf are those whose path of greatest probability ends there.',
  ].join(' ');
}
