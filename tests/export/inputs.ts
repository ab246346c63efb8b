import type { ExportCase } from './cases.js';

/** Raw rows as models of tensors take them: numbers with NaN, words with the empty text where a value is missing. */
export interface TensorInputs {
  /** Row-major `[rows, number columns]`. */
  readonly numbers: Float64Array;
  /** Row-major `[rows, word columns]`. */
  readonly words: readonly string[];
  readonly numberCount: number;
  readonly wordCount: number;
}

export function tensorInputs({ document, rows }: ExportCase): TensorInputs {
  const types =
    document.table?.columns.map(({ type }) => type) ?? (rows[0] ?? []).map(() => 'number' as const);
  const isWord = (index: number): boolean => types[index] === 'category';
  const numbers = rows.flatMap((row) =>
    row
      .filter((_, index) => !isWord(index))
      .map((cell) => (cell === null || cell === undefined ? NaN : Number(cell))),
  );
  const words = rows.flatMap((row) =>
    row
      .filter((_, index) => isWord(index))
      .map((cell) => (cell === null || cell === undefined ? '' : String(cell))),
  );
  const wordCount = types.filter((type) => type === 'category').length;
  return { numbers: Float64Array.from(numbers), words, numberCount: types.length - wordCount, wordCount };
}

/** Rows of a row-major array. */
export function rowsOf(values: ArrayLike<number>, width: number): number[][] {
  const list = Array.from(values);
  return Array.from({ length: list.length / width }, (_, row) => list.slice(row * width, (row + 1) * width));
}
