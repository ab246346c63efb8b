import { pack } from './pack.js';
import { missingCode, type CodeType, type PackedColumn, type PackedTable } from './packed-table.js';

const mostDecimals = 6;
const codeArrays = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, float64: Float64Array };

/**
 * Packs raw rows of a table so that every number comes back exactly: as whole numbers of their last decimal where that does,
 * in as few bytes as they need, otherwise as they are.
 *
 * @param raw NaN where a value is missing, row-major `[rows, columns]`
 */
export function packTable(raw: Float64Array, columnCount: number): PackedTable {
  const rows = raw.length / columnCount;
  const columns = Array.from({ length: columnCount }, (_, column) => packedColumn(raw, columnCount, column));
  const codes: Partial<Record<CodeType, ReturnType<typeof pack>>> = {};
  for (const type of ['uint8', 'uint16', 'uint32', 'float64'] as const) {
    const own = columns.flatMap((column, index) => (column.type === type ? [{ column, index }] : []));
    if (own.length === 0) continue;
    const values = new codeArrays[type](own.length * rows);
    for (const [place, { column, index }] of own.entries())
      for (let row = 0; row < rows; row++)
        values[place * rows + row] = codeOf(raw[row * columnCount + index] ?? NaN, column);
    codes[type] = pack(values);
  }
  return { columns, codes };
}

function codeOf(value: number, { type, least, divisor }: PackedColumn): number {
  if (type === 'float64') return value;
  return Number.isNaN(value) ? missingCode[type] : Math.round(value * divisor) - least;
}

/** The smallest form that gives all values of a column back. */
function packedColumn(raw: Float64Array, columnCount: number, column: number): PackedColumn {
  let [decimals, least, greatest] = [0, Infinity, -Infinity];
  for (let index = column; index < raw.length; index += columnCount) {
    const value = raw[index] ?? NaN;
    if (Number.isNaN(value)) continue;
    while (decimals <= mostDecimals && !isWhole(value, 10 ** decimals)) decimals++;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const divisor = 10 ** decimals;
  const [first, last] = [Math.round(least * divisor), Math.round(greatest * divisor)];
  if (least > greatest) return { type: 'uint8', least: 0, divisor: 1 };
  const isExact = decimals <= mostDecimals && [first, last].every(Number.isSafeInteger);
  if (!isExact) return { type: 'float64', least: 0, divisor: 1 };
  const type = (['uint8', 'uint16', 'uint32'] as const).find((each) => last - first < missingCode[each]);
  return type === undefined ? { type: 'float64', least: 0, divisor: 1 } : { type, least: first, divisor };
}

function isWhole(value: number, divisor: number): boolean {
  const whole = Math.round(value * divisor);
  return Number.isSafeInteger(whole) && whole / divisor === value;
}
