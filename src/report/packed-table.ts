import { applyPreparation } from '../data/apply-preparation.js';
import type { InputColumn } from '../file/input-columns.js';
import { unpack, type PackedArray, type PackedType } from './packed-array.js';

/** Types of the codes that stand for values, the smallest first; `float64` holds the values themselves. */
export type CodeType = Exclude<PackedType, 'float32'>;

/** How the values of one column are kept: `value = (code + least) / divisor`, the greatest code for a missing one. */
export interface PackedColumn {
  readonly type: CodeType;
  readonly least: number;
  readonly divisor: number;
}

/**
 * Rows of a table before their preparation, every number exactly as in the source: columns one behind the other, those of a
 * type of code together.
 */
export interface PackedTable {
  readonly columns: readonly PackedColumn[];
  readonly codes: Readonly<Partial<Record<CodeType, PackedArray>>>;
}

/** Code of a missing value. */
export const missingCode: Readonly<Record<Exclude<CodeType, 'float64'>, number>> = {
  uint8: 2 ** 8 - 1,
  uint16: 2 ** 16 - 1,
  uint32: 2 ** 32 - 1,
};

/** @returns raw values, NaN where one is missing, row-major `[rows, columns]` */
export async function unpackTable({ columns, codes }: PackedTable): Promise<Float64Array> {
  const types = (Object.keys(codes) as CodeType[]).map(
    async (type) => [type, codes[type] && (await unpack(codes[type]))] as const,
  );
  const unpacked = new Map(await Promise.all(types));
  const widths = new Map<CodeType, number>();
  for (const { type } of columns) widths.set(type, (widths.get(type) ?? 0) + 1);
  const first = columns[0]?.type ?? 'uint8';
  const rows = (codes[first]?.length ?? 0) / (widths.get(first) ?? 1);
  const values = new Float64Array(rows * columns.length);
  const read = new Map<CodeType, number>();
  for (const [index, { type, least, divisor }] of columns.entries()) {
    const own = unpacked.get(type);
    const start = read.get(type) ?? 0;
    read.set(type, start + rows);
    for (let row = 0; row < rows; row++) {
      const code = own?.[start + row] ?? NaN;
      const isMissing = type !== 'float64' && code === missingCode[type];
      values[row * columns.length + index] =
        type === 'float64' ? code : isMissing ? NaN : (code + least) / divisor;
    }
  }
  return values;
}

/** Features of raw rows, as the library makes them. */
export function tableFeatures(raw: Float64Array, columns: readonly InputColumn[]): Float32Array {
  const prepared = columns.map((column) =>
    column.kind === 'category'
      ? ({ type: 'category', categories: column.categories, indicator: column.indicator } as const)
      : ({
          type: 'number',
          offset: column.offset,
          scale: column.scale,
          indicator: column.indicator,
        } as const),
  );
  return applyPreparation(raw, columns.length, [{ kind: 'columns', columns: prepared }]);
}
