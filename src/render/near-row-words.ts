import type { TableDecision } from '../explain/explain-table.js';
import type { CellValue } from '../explain/table-columns.js';
import { columnTitle, valueText } from './decision-words.js';
import { isolated } from './isolated-text.js';
import { formatList } from './list-text.js';

/** Heads a list of training rows that are nearest to a row. */
export const nearRowsHeading = 'Training rows that the gates on this path see most alike';

/** A training row beside the one that is explained. */
export interface NearRowFacts {
  /** As it is called in the data. */
  readonly name: string;
  readonly label: number;
  /** Class that the max path answers for it. */
  readonly answer: number;
  /** What it holds, by the table's columns. */
  readonly values?: readonly CellValue[] | undefined;
}

/** Columns that are told of a row: those that push most on the way. */
const shownColumns = 4;

/** `row 17, labelled "a", answered "b": age 31 and work State`: the answer only where it is another than `answer`. */
export function nearRowText(
  { name: row, label, answer: own, values }: NearRowFacts,
  table: TableDecision | undefined,
  answer: number,
  className: (index: number) => string,
): string {
  const texts = strongestColumns(table).flatMap((index) => {
    const column = table?.columns[index];
    return column === undefined
      ? []
      : [`${columnTitle(column)} ${valueText(column, values?.[index] ?? null)}`];
  });
  const other = own === answer ? '' : `, answered ${isolated(className(own))}`;
  const holds = texts.length === 0 ? '' : `: ${formatList(texts, 'and')}`;
  return `${row}, labelled ${isolated(className(label))}${other}${holds}`;
}

function strongestColumns(table: TableDecision | undefined): number[] {
  const sizes = new Map<number, number>();
  for (const { pushes } of table?.gates ?? [])
    for (const { column, push } of pushes) sizes.set(column, (sizes.get(column) ?? 0) + Math.abs(push));
  return [...sizes]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, shownColumns)
    .map(([column]) => column);
}
