import { InvalidInputError } from '../../errors.js';
import type { ImageShape } from '../image/image-shape.js';
import type { ColumnProfile } from './column-profile.js';
import type { AssignedColumns, ColumnRoles } from './column-roles.js';
import { chooseLabel, type LabelChoice } from './label-choice.js';

/** What the columns of a table of images are there for. */
export interface PixelRoles extends ColumnRoles {
  readonly shape: ImageShape;
  /** Whether all pixels are whole numbers from 0 to 255. */
  readonly areBytes: boolean;
}

/**
 * Takes columns for pixels: all but the label when a shape is given, else those named as in Kaggle's MNIST files, `pixel0` to
 * `pixel783`, or `1x1` to `28x28`, when their number is a square and they hold whole numbers from 0 to 255.
 *
 * @returns `undefined` for a table that is none of images
 * @throws {InvalidInputError} when the shape takes another number of columns
 */
export function choosePixels(
  { usable, label: named }: AssignedColumns,
  shape: ImageShape | undefined,
  path: string,
): PixelRoles | undefined {
  const places = numberedPixels(usable);
  const others = usable.filter((profile) => places?.has(profile) !== true);
  // Beside pixels that are named so, the only other column is the label, whatever its name.
  const only = places !== undefined && others.length === 1 ? others[0] : undefined;
  if (shape === undefined && (places === undefined || only === undefined || !areBytes(places.keys())))
    return undefined;
  const choice: LabelChoice = chooseLabel(usable, named ?? only, path);
  const { column: label, reason = named === undefined ? 'no pixel' : undefined } = choice;
  const pixels = usable.filter((profile) => profile !== label);
  const side = Math.sqrt(pixels.length);
  const [height, width, channels] = shape ?? [side, side, 1];
  const size = height * width * channels;
  if (pixels.length !== size) {
    throw new InvalidInputError(
      `${path}: images of --shape ${[height, width, channels].join('x')} take ${size} columns, found ${pixels.length} beside the label ${JSON.stringify(label.name)}; name the label with --label, and columns that are no pixels with --ignore`,
    );
  }
  if (only !== undefined) pixels.sort((a, b) => (places?.get(a) ?? 0) - (places?.get(b) ?? 0));
  const said = shape === undefined ? `, found by their names; --shape says another shape` : '';
  return {
    shape: [height, width, channels],
    areBytes: areBytes(pixels),
    label,
    features: pixels.map((profile) => ({ profile, type: 'number' })),
    notes: [
      `label: ${label.name}${reason === undefined ? '' : ` (${reason})`}, ${label.distinct} classes; ${size} columns are the pixels of images of ${height} x ${width} x ${channels}${said}`,
    ],
  };
}

/** Whether columns hold whole numbers from 0 to 255 alone. */
function areBytes(profiles: Iterable<ColumnProfile>): boolean {
  return [...profiles].every(
    ({ integers, rows, least, greatest }) => integers === rows && least >= 0 && greatest <= 255,
  );
}

/** The place of each column that is named as a pixel, from 0; `undefined` unless they are the pixels of a square. */
export function numberedPixels<Column extends { readonly name: string }>(
  columns: readonly Column[],
): Map<Column, number> | undefined {
  const numbered = columns.flatMap((column) => {
    const [, y, x] = /^(\d{1,4})x(\d{1,4})$/i.exec(column.name) ?? [];
    const [, number] = /^pixel[ _]?(\d{1,7})$/i.exec(column.name) ?? [];
    if (number !== undefined) return [{ column, y: 0, x: Number(number) }];
    return y === undefined ? [] : [{ column, y: Number(y), x: Number(x) }];
  });
  const side = Math.sqrt(numbered.length);
  if (side < 2 || !Number.isInteger(side)) return undefined;
  const places = numbered.map(({ y, x }) => y * side + x);
  const first = places.reduce((least, place) => Math.min(least, place), Infinity);
  const isWhole = new Set(places).size === places.length && Math.max(...places) - first === places.length - 1;
  return isWhole
    ? new Map(numbered.map(({ column }, index) => [column, (places[index] ?? 0) - first]))
    : undefined;
}
