import { expect } from '@jest/globals';
import type { ExportCase } from './cases.js';

/** What a file answered, one entry for each row; absent what it does not say. */
export interface ExportedAnswers {
  readonly classNames?: readonly string[];
  readonly leaves?: readonly number[];
  readonly pathProbabilities?: readonly number[];
  readonly distributions?: readonly (readonly number[])[];
  readonly mixtureClassNames?: readonly string[];
  readonly mixtureDistributions?: readonly (readonly number[])[];
}

const tolerance = 1e-5;

/** The same class on every row that is not within 1e-5 of a tie, and probabilities within 1e-5. */
export function expectAnswers(answers: ExportedAnswers, wanted: ExportCase): void {
  const { document, expected, pathGaps, mixtureGaps, rows } = wanted;
  const { classNames } = document;
  const count = classNames.length;
  const pathClear = [...rows.keys()].filter((row) => (pathGaps[row] ?? 0) > tolerance);
  // A soft tree's mixture does not jump where two leaves are even; a hard tree's does.
  const mixtureRows = document.tree.routing === 'hard' ? pathClear : [...rows.keys()];
  const mixtureClear = mixtureRows.filter((row) => (mixtureGaps[row] ?? 0) > tolerance);
  expect(pathClear.length).toBeGreaterThan(0.95 * rows.length);
  const at = <T>(list: readonly T[], chosen: readonly number[]) => chosen.map((row) => list[row]);
  const named = (classes: Uint16Array) => [...classes].map((index) => classNames[index] ?? '');
  const rowsOf = (values: Float32Array) =>
    rows.map((_, row) => [...values.subarray(row * count, (row + 1) * count)]);

  const { leaves, pathProbabilities, distributions, mixtureClassNames, mixtureDistributions } = answers;
  if (answers.classNames !== undefined)
    expect(at(answers.classNames, pathClear)).toEqual(at(named(expected.maxPathClasses), pathClear));
  if (leaves !== undefined) expect(at(leaves, pathClear)).toEqual(at([...expected.maxPathLeaves], pathClear));
  if (pathProbabilities !== undefined)
    expect(greatestDifference([pathProbabilities], [[...expected.topPathProbabilities]])).toBeLessThan(
      tolerance,
    );
  if (distributions !== undefined) {
    const wantedRows = at(rowsOf(expected.maxPathProbabilities), pathClear);
    expect(greatestDifference(at(distributions, pathClear), wantedRows)).toBeLessThan(tolerance);
  }
  if (mixtureClassNames !== undefined)
    expect(at(mixtureClassNames, mixtureClear)).toEqual(at(named(expected.mixtureClasses), mixtureClear));
  if (mixtureDistributions !== undefined)
    expect(
      greatestDifference(
        at(mixtureDistributions, mixtureRows),
        at(rowsOf(expected.mixtureProbabilities), mixtureRows),
      ),
    ).toBeLessThan(tolerance);
}

/** NaN where one list lacks a number. */
function greatestDifference(
  found: readonly (readonly number[] | undefined)[],
  wanted: readonly (readonly number[] | undefined)[],
): number {
  expect(found.map((row) => row?.length)).toEqual(wanted.map((row) => row?.length));
  return found.reduce(
    (greatest, row, index) =>
      (row ?? [NaN]).reduce(
        (most, value, place) => Math.max(most, Math.abs(value - (wanted[index]?.[place] ?? NaN))),
        greatest,
      ),
    0,
  );
}
