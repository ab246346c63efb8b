import { markdownTable, numberColumn, textColumn } from './markdown-table.js';
import { percentSpread, pointsSpread } from './report-numbers.js';
import type { SearchGain, SearchGroup, SearchSummary } from './search-log.js';

/** How many configurations were tried before the recipe was fixed, and what soft targets gained in each kind of them. */
export function searchSection(search: SearchSummary | undefined): string {
  const title = '## How many configurations were tried';
  if (search === undefined) {
    return `${title}\n\nThe search for the recipe left no log here (\`search-log.jsonl\`).`;
  }
  const { hard, soft, gains } = search;
  const total = (hard.count + soft.count).toLocaleString('en-US');
  return [
    title,
    `${total} configurations were tried before the recipe was fixed, all judged on rows that are neither test rows nor trained on; \`search-log.jsonl\` has each. The highest accuracies among so many are a little lucky; the tables above are test accuracies of the recipe that was chosen.`,
    markdownTable(
      [
        textColumn('Fitted to'),
        numberColumn('Configurations'),
        numberColumn('Highest max path'),
        numberColumn('Highest mixture'),
      ],
      [groupRow('true labels', hard), groupRow("teacher's soft targets", soft)],
    ),
    ...(gains.length === 0 ? [] : [gainTable(gains)]),
  ].join('\n\n');
}

function groupRow(name: string, { count, maxPath, mixture }: SearchGroup): string[] {
  const cell = (value: number | undefined) =>
    value === undefined ? '' : percentSpread({ mean: value, count: 1 });
  return [name, count.toLocaleString('en-US'), cell(maxPath), cell(mixture)];
}

function gainTable(gains: readonly SearchGain[]): string {
  return [
    'What soft targets gained over true labels on those rows, in percentage points: the mean over all pairs of configurations, of whatever recipe, that differ in their targets alone. `±` is one standard deviation over the pairs. `T` is the temperature, `T1` that at the end where it changes, `hw` the share of the true label in the targets, `teacher` another teacher than the CNN, `labels` the number of labelled rows where not all were used. Where the log names a `fold`, the rows were held out from the trees alone: each fold has its own, and the teacher may have been trained on them.',
    markdownTable(
      [
        textColumn('Soft targets'),
        numberColumn('Pairs'),
        numberColumn('Gain, max path'),
        numberColumn('Gain, mixture'),
      ],
      gains.map(({ kind, maxPath, mixture }) => [
        kind,
        maxPath.count.toLocaleString('en-US'),
        pointsSpread(maxPath),
        pointsSpread(mixture),
      ]),
    ),
  ].join('\n\n');
}
