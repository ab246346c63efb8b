import type { RawDataset, RowNames, RowPlaces, UnlabelledRows } from './raw-dataset.js';
import { allRows } from './splits.js';

/** All rows of a source as its files have them: its parts one behind the other, training part first, counted from 0. */
export interface RowSource {
  /** Of the data set. */
  readonly name: string;
  /** Rows of each part that the source keeps apart, those without a label among them; one number where it keeps none. */
  readonly parts: readonly number[];
  /** Where each row that was read stands among all, `Dataset.sourceRows` counting those that were read; -1 for rows of elsewhere. */
  readonly places: Int32Array;
  /** How many of the rows that were read have a label: the first ones. */
  readonly labelled: number;
  /** What all rows are called; absent where they have no names. */
  readonly names?: RowNames | undefined;
}

/** @param unlabelled counted behind the labelled rows; those that have places are rows of the training part */
export function rowSourceOf(
  parts: readonly RawDataset[],
  unlabelled: readonly UnlabelledRows[] = [],
): RowSource {
  const places = new Int32Array([...parts, ...unlabelled].reduce((sum, { rowCount }) => sum + rowCount, 0));
  let [row, start] = [0, 0];
  for (const part of parts) {
    const { count, numbers } = placesOf(part);
    for (const number of numbers) places[row++] = start + number;
    start += count;
  }
  const labelled = row;
  for (const { places: known, rowCount } of unlabelled) {
    for (let other = 0; other < rowCount; other++) places[row++] = known?.numbers[other] ?? -1;
  }
  return {
    name: parts[0]?.name ?? '',
    parts: parts.map((part) => placesOf(part).count),
    places,
    labelled,
    names: namesOf(parts),
  };
}

function placesOf({ places, rowCount }: RawDataset): RowPlaces {
  return places ?? { count: rowCount, numbers: allRows(rowCount) };
}

/** Rows have names where those of all parts have. */
function namesOf(parts: readonly RawDataset[]): RowNames | undefined {
  const names = parts.map(({ places }) => places?.names);
  const [first] = names;
  if (first === undefined || names.some((other) => other?.column !== first.column)) return undefined;
  return { ...first, texts: names.flatMap((other) => other?.texts ?? []) };
}
