import { codeSpan, escapeMarkdown, markdownTable, numberColumn, textColumn } from '../markdown-table.js';
import { percentSpread, pointsInterval } from '../report-numbers.js';
import { rowSamplesByCount } from '../statistics.js';
import { accuracyOn, candidateText, type MeasuredCandidate } from './candidate.js';
import { changeOf } from './choice.js';
import type { SearchFacts } from './search-document.js';
import { searchVerdict } from './search-words.js';

/** `search.md`: what was found, what mattered, and everything that was tried. The same trials give the same bytes. */
export function searchReport(facts: SearchFacts): string {
  const { dataset, version, folds, command } = facts;
  return `${[
    `# Search for settings on ${escapeMarkdown(dataset)}`,
    `Made by \`sdt search\`, version ${version}. Each of ${folds} folds of the labelled rows is held out in turn: teacher and trees learn from the others, validation rows among them, and are measured on it. The test rows are not measured. Every trial is in \`search.jsonl\`, one a line, and \`search.json\` sums them up.`,
    `Command: ${codeSpan(command)}`,
    steps(facts),
    '## The best setting',
    bestTable(facts),
    searchVerdict(facts).join(' '),
    ...(facts.choice.verdict === 'none'
      ? []
      : [
          'The setting is in `best-settings.json`, for `sdt run --settings`. Its accuracy on the test rows is that of such a run; the one above is of rows that it was chosen by.',
        ]),
    '## What mattered',
    '![Accuracy against each setting, and how much each had to do with it](search.svg)',
    importanceTable(facts),
    '## Everything that was tried',
    '**Change** is the accuracy minus that of the default recipe on the same folds, in percentage points with its 95 % interval: a paired bootstrap over the held-out rows (2,000 samples). The highest of many accuracies is a little lucky.',
    candidateTable(facts),
  ].join('\n\n')}\n`;
}

function steps({ rungs, score }: SearchFacts): string {
  const goal = score === 'max-path' ? 'max path' : 'mixture';
  if (rungs.length === 1) return `Settings are compared by the accuracy of the distilled tree (${goal}).`;
  const each = rungs.map(
    ({ settings, folds }) =>
      `${settings} ${settings === 1 ? 'setting' : 'settings'} on ${folds} ${folds === 1 ? 'fold' : 'folds'}`,
  );
  return `Successive halving by the accuracy of the distilled tree (${goal}): ${each.join(', then the best ')}. The default recipe was measured on all.`;
}

function bestTable({ choice: { best, reference } }: SearchFacts): string {
  return markdownTable(
    [textColumn('Setting'), numberColumn('Best'), numberColumn('Default recipe')],
    [
      ...Object.entries(best.named).map(([name, value]) => [
        name,
        String(value),
        defaultValue(reference, name),
      ]),
      ['Max path', percentOf(best, 'max-path'), percentOf(reference, 'max-path')],
      ['Mixture', percentOf(best, 'mixture'), percentOf(reference, 'mixture')],
    ],
  );
}

/** A size that the default recipe searches for differs from fold to fold. */
function defaultValue({ settings }: MeasuredCandidate, name: string): string {
  const { search } = settings;
  if (search !== undefined && name === 'tree.depth')
    return `found, ${search.leastDepth} to ${search.greatestDepth}`;
  if (search !== undefined && name === 'tree.epochs')
    return `found, ${settings.tree.epochs} to ${search.epochs}`;
  const value = name
    .split('.')
    .reduce<unknown>(
      (part, key) =>
        typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined,
      settings,
    );
  return ['number', 'string', 'boolean'].includes(typeof value)
    ? JSON.stringify(value).replaceAll('"', '')
    : '';
}

function importanceTable({ importance, importanceFolds }: SearchFacts): string {
  return [
    `Share of the variance of the ranks of accuracy, on ${importanceFolds === 1 ? 'the first fold' : `the first ${importanceFolds} folds`}, that lies between the thirds of a range, or between the values of a list (eta squared on ranks, H / (n − 1) of Kruskal and Wallis). **Chance** is what 95 of 100 random reorderings do not exceed (1,000 were made): a share below it says nothing. **Rank correlation** is Spearman's: above zero, more is better.`,
    ...(importance.every(({ share }) => share === 0)
      ? ['All settings were equally right on these rows: what mattered cannot be told.']
      : []),
    markdownTable(
      [
        textColumn('Setting'),
        numberColumn('Share'),
        numberColumn('Chance'),
        numberColumn('Rank correlation'),
      ],
      importance.map(({ name, share, chance, correlation }) => [
        name,
        `${(100 * share).toFixed(0)} %`,
        `${(100 * chance).toFixed(0)} %`,
        correlation === undefined ? '' : correlationText(correlation),
      ]),
    ),
  ].join('\n\n');
}

function candidateTable({ candidates, choice: { reference }, score }: SearchFacts): string {
  const samplesOf = rowSamplesByCount();
  return markdownTable(
    [
      numberColumn('Trial'),
      textColumn('Settings'),
      numberColumn('Folds'),
      numberColumn('Max path'),
      numberColumn('Mixture'),
      numberColumn('Change'),
    ],
    [reference, ...candidates].map((candidate) => [
      String(candidate.number),
      candidateText(candidate),
      String(candidate.records.length),
      percentOf(candidate, 'max-path'),
      percentOf(candidate, 'mixture'),
      candidate === reference ? '' : pointsInterval(changeOf(reference, candidate, score, samplesOf)),
    ]),
  );
}

function percentOf({ records }: MeasuredCandidate, score: 'max-path' | 'mixture'): string {
  return percentSpread({ mean: accuracyOn(records, score), count: 1 });
}

/** `−0.29` */
function correlationText(correlation: number): string {
  const text = Math.abs(correlation).toFixed(2);
  return correlation < 0 && Number(text) !== 0 ? `−${text}` : text;
}
