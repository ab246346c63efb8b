import type { RawValues } from '../raw-dataset.js';

/**
 * Transposes each of the matrices that stand one behind the other: `[matrices, rows, columns]` becomes
 * `[matrices, columns, rows]`.
 */
export function transposed<T extends RawValues>(values: T, rows: number, columns: number): T {
  const result = values.slice() as T;
  const size = rows * columns;
  for (let start = 0; start < values.length; start += size) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        result[start + column * rows + row] = values[start + row * columns + column] ?? 0;
      }
    }
  }
  return result;
}
