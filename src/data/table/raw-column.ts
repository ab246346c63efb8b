/** A column of a table as a model takes it: raw values are float64 numbers, and NaN stands for a missing one. */
export type RawColumn = NumberColumn | TruthColumn | CategoryColumn;

/** A quantity. */
export interface NumberColumn {
  readonly name: string;
  readonly type: 'number';
}

/** Yes or no: 1 or 0. */
export interface TruthColumn {
  readonly name: string;
  readonly type: 'truth value';
}

/** One of some words: their index, and their number for a word that is none of them. */
export interface CategoryColumn {
  readonly name: string;
  readonly type: 'category';
  readonly categories: readonly string[];
}

/** A column of numbers that is the same in every row, and no column of a model for that. */
export interface ConstantColumn {
  readonly name: string;
  readonly value: number;
  /** Columns of the model that stand before it. */
  readonly before: number;
}

/** What a cell may hold in memory. */
export type Cell = number | string | boolean | null | undefined;

/** Words for yes and no, in lower case. */
export const truthWords: Readonly<Record<string, number>> = { true: 1, yes: 1, false: 0, no: 0 };

/** Raw value of a cell, NaN for a missing one; `undefined` where the column cannot hold it. */
export function rawValueOf(cell: Cell, column: RawColumn): number | undefined {
  if (cell === null || cell === undefined || cell === '') return NaN;
  switch (column.type) {
    case 'number': {
      const value = typeof cell === 'string' ? Number(cell) : Number(cell);
      return Number.isFinite(Math.fround(value)) ? value : undefined;
    }
    case 'truth value':
      return typeof cell === 'number'
        ? cell === 0 || cell === 1
          ? cell
          : undefined
        : truthWords[String(cell).toLowerCase()];
    case 'category': {
      const index = column.categories.indexOf(String(cell));
      return index < 0 ? column.categories.length : index;
    }
  }
}

/** `feature 1`, `feature 2`, ...: columns of numbers that have no names. */
export function unnamedColumns(count: number): NumberColumn[] {
  return Array.from({ length: count }, (_, index) => ({ name: `feature ${index + 1}`, type: 'number' }));
}

const idName = /^(row_?|record_?|index_?)?(id|index|nr|no|key|uuid)$|_id$|^unnamed: 0$/i;

/** Whether a column is called as one that names the rows. */
export function isIdName(name: string): boolean {
  return idName.test(name);
}
