import { fewRows, type LeafSummary } from '../explain/summary/leaf-summaries.js';
import type { Condition } from '../explain/summary/conditions.js';
import { partsOfDependence, type PartialDependence } from '../explain/summary/partial-dependence.js';
import type { ExplainedColumn } from '../explain/table-columns.js';
import { rangeOf } from './chart/dependence-chart.js';
import { columnTitle, shareText, valueText } from './decision-words.js';
import { isolated } from './isolated-text.js';
import { formatList } from './list-text.js';

// What a tree goes by in words: what text and pages say alike.

/** Classes of a leaf that are told, and the least share of one that is. */
const shownClasses = 3;
const toldClass = 0.1;
/** A class whose probability moves less is not told. */
const toldChange = 0.02;

/** `petal length under 2 cm`, `age 30 to under 45 years`, `work Private or State`. */
export function conditionText(column: ExplainedColumn, condition: Condition): string {
  const title = columnTitle(column);
  if ('words' in condition)
    return `${title} ${formatList(
      condition.words.map((word) => valueText(column, word)),
      'or',
    )}`;
  const { from, below } = condition;
  if (below === undefined) return `${title} ${valueText(column, from ?? 0)} or more`;
  const under = `under ${valueText(column, below)}`;
  return from === undefined
    ? `${title} ${under}`
    : `${title} ${valueText({ ...column, unit: undefined }, from)} to ${under}`;
}

/**
 * The rows of a leaf: `224 rows, 97 % setosa: petal length under 2 cm (true of 99 % of them and of none of the others)`.
 *
 * @param allRows of the data
 * @param columns none for images
 * @param name of a class, as it is to be shown
 */
export function leafText(
  { rows, classRows, conditions, met }: LeafSummary,
  allRows: number,
  columns: readonly ExplainedColumn[],
  name: (index: number) => string,
): string {
  if (rows === 0) return 'none of the rows';
  const classes = sharesText(
    classRows.map((count) => count / rows),
    name,
  );
  const count = `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;
  const texts = conditions.flatMap((condition) => {
    const column = columns[condition.column];
    return column === undefined ? [] : [conditionText(column, condition)];
  });
  if (texts.length === 0 || met === undefined) {
    if (columns.length === 0) return `${count}, ${classes}`;
    const why =
      rows < fewRows ? 'too few to tell them from the others' : 'no value tells them from the others';
    return `${count}, ${classes} (${why})`;
  }
  const own = shareText(met.own / rows);
  const others = shareText(met.others / Math.max(1, allRows - rows));
  return `${count}, ${classes}: ${formatList(texts, 'and')} (true of ${own} of them and of ${others} of the others)`;
}

/** `80 % setosa, 15 % virginica`: the classes with the greatest shares. */
function sharesText(shares: readonly number[], name: (index: number) => string): string {
  const told = shares
    .map((share, index) => ({ index, share }))
    .sort((a, b) => b.share - a.share || a.index - b.index)
    .filter(({ share }, index) => index === 0 || (index < shownClasses && share >= toldClass));
  return told.map(({ index, share }) => `${shareText(share)} ${isolated(name(index))}`).join(', ');
}

/**
 * What a column does to the answers: `virginica rises from 3 % at 1.3 cm to 62 % at 5.1 cm`; of a number that some training rows lack
 * also `where it is missing, 71 % setosa`.
 *
 * @param name of a class, as it is to be shown
 * @param most classes that are told
 */
export function dependenceText(
  column: ExplainedColumn,
  dependence: PartialDependence,
  name: (index: number) => string,
  most = 3,
): string {
  const isNumber = column.input.kind === 'number';
  const { present, missing } = partsOfDependence(dependence);
  const changes = changesText(column, isNumber ? present : dependence, name, most);
  const [shares] = missing.probabilities;
  if (!isNumber || shares === undefined) return changes;
  return `${changes}; where it is missing, ${sharesText(shares, name)}`;
}

function changesText(
  column: ExplainedColumn,
  dependence: PartialDependence,
  name: (index: number) => string,
  most: number,
): string {
  const classCount = dependence.probabilities[0]?.length ?? 0;
  const moving = Array.from({ length: classCount }, (_, index) => ({ index, ...rangeOf(dependence, index) }))
    .filter(({ range }) => range >= toldChange)
    .sort((a, b) => b.range - a.range || a.index - b.index)
    .slice(0, most);
  if (moving.length === 0) return 'hardly changes the answers by itself';
  const isNumber = column.input.kind === 'number';
  const last = dependence.values.length - 1;
  const at = (position: number) => valueText(column, dependence.values[position] ?? null);
  const texts = moving.map(({ index, low, high, least, greatest }) => {
    const from = `${shareText(least)} at ${at(low)}`;
    const to = `${shareText(greatest)} at ${at(high)}`;
    if (isNumber && low === 0 && high === last) return `${isolated(name(index))} rises from ${from} to ${to}`;
    if (isNumber && high === 0 && low === last) return `${isolated(name(index))} falls from ${to} to ${from}`;
    return `${isolated(name(index))} is between ${from} and ${to}`;
  });
  return formatList(texts, 'and');
}
