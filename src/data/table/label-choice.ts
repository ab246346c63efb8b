import { InvalidInputError } from '../../errors.js';
import { shellWord } from '../../shell-word.js';
import type { ColumnProfile } from './column-profile.js';

/** Names that a label's column often has, the surest first; two columns of one rank are as likely as each other. */
const labelNames: readonly (readonly string[])[] = [
  ['label', 'labels'],
  ['class', 'classes', 'target', 'species', 'survived', 'outcome', 'diagnosis', 'category', 'income'],
  ['y', 'result', 'response', 'type', 'kind', 'variety', 'status', 'group'],
];

/** More different numbers than this, in a column of quantities, are no classes. */
const mostNumberClasses = 50;
/** Classes have at least so many rows each on average, or the column is no label. */
const rowsPerClass = 4;

export interface LabelChoice {
  readonly column: ColumnProfile;
  /** Why it was chosen, for people; absent when the user named it. */
  readonly reason?: string;
}

/**
 * The column of the labels: the one that the user names, else the one whose name says it, else the last.
 *
 * @throws {InvalidInputError} naming the candidates and the option when there are several, and when the column holds quantities
 */
export function chooseLabel(
  columns: readonly ColumnProfile[],
  named: ColumnProfile | undefined,
  path: string,
): LabelChoice {
  if (named !== undefined) {
    assertClasses(named, columns, path);
    return { column: named };
  }
  const byRank = labelNames.map((names) => columns.filter(({ name }) => names.includes(name.toLowerCase())));
  const rank = byRank.findIndex((found) => found.length > 0);
  const last = columns.at(-1);
  const first = columns[0];
  if (first === undefined || last === undefined || columns.length < 2) {
    throw new InvalidInputError(
      `${path}: needs a column of features and one of labels, found ${columns.length}`,
    );
  }
  const found = byRank[rank] ?? [last];
  const [column = last] = found;
  // A name that is no more than a hint does not stand against a column that looks like a label where labels often are.
  const rivals =
    rank === 0 ? [] : [first, last].filter((other) => other !== column && looksLikeLabel(other, column));
  const candidates = [...new Set([...found, ...rivals])];
  if (candidates.length > 1) {
    const names = candidates.map(({ name }) => JSON.stringify(name)).join(' or ');
    throw new InvalidInputError(
      `${path}: which column is the label: ${names}? Say --label ${shellWord(candidates[0]?.name ?? '')}, or another`,
    );
  }
  assertClasses(column, columns, path);
  return { column, reason: rank < 0 ? 'the last column' : 'by its name' };
}

/** Words or yes and no, or fewer classes than the column that would be chosen. */
function looksLikeLabel(other: ColumnProfile, chosen: ColumnProfile): boolean {
  if (other.distinct < 2 || isQuantity(other)) return false;
  const isWord = other.numbers < other.present && other.distinct <= mostNumberClasses;
  return isWord ? chosen.numbers === chosen.present : other.distinct === 2 && chosen.distinct !== 2;
}

function isQuantity({ numbers, integers, present, distinct }: ColumnProfile): boolean {
  if (numbers < present) return false;
  if (integers < numbers) return distinct > 10;
  return distinct > mostNumberClasses && distinct * 20 > present;
}

function assertClasses(column: ColumnProfile, columns: readonly ColumnProfile[], path: string): void {
  const { name, distinct, present } = column;
  const found = `${path}: column ${JSON.stringify(name)} cannot be the label: `;
  if (isQuantity(column)) {
    throw new InvalidInputError(
      `${found}it holds ${distinct} different numbers in ${present} rows, which are quantities rather than classes; ${suggestion(columns, column)}`,
    );
  }
  if (distinct < 2) {
    throw new InvalidInputError(
      `${found}it has ${distinct === 0 ? 'no value' : 'one value'} alone; a label needs two classes`,
    );
  }
  if (distinct * rowsPerClass > present && distinct > 10) {
    throw new InvalidInputError(
      `${found}it has ${distinct} different values in ${present} rows; ${suggestion(columns, column)}`,
    );
  }
}

/** Columns that could be meant instead. */
function suggestion(columns: readonly ColumnProfile[], column: ColumnProfile): string {
  const likely = columns.filter(
    (other) => other !== column && other.distinct >= 2 && other.distinct <= 30 && !isQuantity(other),
  );
  return likely.length === 0
    ? 'name another with --label, or make classes of it first'
    : `name another with --label: ${likely.map(({ name }) => shellWord(name)).join(', ')}?`;
}
