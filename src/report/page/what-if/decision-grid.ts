import { NearbyRows, type Shift } from '../../../explain/nearby-rows.js';
import { featuresOf, type ExplainedColumn } from '../../../explain/table-columns.js';
import { createPredictor } from '../../../tree/predictor.js';
import type { SoftDecisionTree } from '../../../tree/soft-decision-tree.js';

/** A column of numbers on one side of a map. */
export interface GridAxis {
  readonly column: number;
  /** Ends of the axis in the column's own units: the training rows' least and greatest value, or the row's own beyond them. */
  readonly low: number;
  readonly high: number;
}

/** What a tree answers by its max path in the cells of a map of two columns; the row's other values stay as they are. */
export interface DecisionGrid {
  readonly x: GridAxis;
  readonly y: GridAxis;
  /** Class of each cell, at its middle: `[side, side]`, row-major from the least y and the least x. */
  readonly classes: Uint16Array;
  readonly side: number;
}

/** The columns of numbers that a map may have on a side: those whose training rows hold more than one value. */
export function mappedColumns(columns: readonly ExplainedColumn[]): number[] {
  return [...columns.keys()].filter((index) => {
    const { input, usual } = columns[index] ?? {};
    const { least, greatest } = usual?.numbers ?? {};
    return input?.kind === 'number' && least !== undefined && greatest !== undefined && least < greatest;
  });
}

/** @param own what the row holds; `undefined` where it is missing */
export function gridAxis(
  columns: readonly ExplainedColumn[],
  column: number,
  own: number | undefined,
): GridAxis {
  const { least = 0, greatest = 1 } = columns[column]?.usual?.numbers ?? {};
  return { column, low: Math.min(least, own ?? least), high: Math.max(greatest, own ?? greatest) };
}

/**
 * @param features of the row, `[featureCount]`
 * @param side cells in each direction
 */
export function decisionGrid(
  tree: SoftDecisionTree,
  columns: readonly ExplainedColumn[],
  features: Float32Array,
  [x, y]: readonly [GridAxis, GridAxis],
  side = 48,
): DecisionGrid {
  const rows = new NearbyRows(tree, columns, features);
  const valuesOf = (axis: GridAxis) => Array.from({ length: side }, (_, cell) => middleOf(axis, cell, side));
  const shiftsOf = (axis: GridAxis): Shift[] => valuesOf(axis).map((value) => rows.shift(axis.column, value));
  const [across, upwards] = [shiftsOf(x), shiftsOf(y)];
  const predicted = exactAnswers(tree, columns, features, [x, y], [valuesOf(x), valuesOf(y)]);
  const rounding = roundingOf(tree, features, [...across, ...upwards].flat());
  const perCell = leadPerCell(rows, x, side);
  const classes = new Uint16Array(side * side);
  for (let line = 0; line < side; line++) {
    let cell = 0;
    while (cell < side) {
      const shifts = [across[cell] ?? [], upwards[line] ?? []];
      const near = rows.answer(shifts);
      // A hard tree's path is decided gate by gate, not by a lead.
      const lead = tree.routing === 'soft' ? rows.lead(shifts, near) - rounding : 0;
      // The lead lasts for so many cells more; half a cell less, for the rounding of features.
      const reach = lead > 0 ? lead / perCell - 0.5 : 0;
      const next = cell + 1 + (reach >= 1 ? Math.floor(Math.min(side, reach)) : 0);
      classes.fill(
        lead > 0 ? near : predicted(cell, line),
        line * side + cell,
        line * side + Math.min(side, next),
      );
      cell = next;
    }
  }
  return { x, y, classes, side };
}

/** The answers of cells by predicting them. */
function exactAnswers(
  tree: SoftDecisionTree,
  columns: readonly ExplainedColumn[],
  features: Float32Array,
  axes: readonly [GridAxis, GridAxis],
  values: readonly [readonly number[], readonly number[]],
): (cell: number, line: number) => number {
  const predictor = createPredictor(tree);
  const row = features.slice();
  const sides = axes.map(({ column: index }, axis) => {
    const column = columns[index];
    return {
      first: column?.input.feature ?? 0,
      parts: (values[axis] ?? []).map((value) => column && featuresOf(column, value)),
    };
  });
  return (...place) => {
    for (const [axis, { first, parts }] of sides.entries()) row.set(parts[place[axis] ?? 0] ?? [], first);
    return predictor.predictOne(row);
  };
}

/** How much a lead changes at most from one cell to the next one across. */
function leadPerCell(rows: NearbyRows, { column, low, high }: GridAxis, side: number): number {
  const { input } = rows.columns[column] ?? {};
  if (input === undefined || input.kind === 'category') return Infinity;
  return (rows.slopes(column).leadSlope * Math.abs(input.scale) * (high - low)) / side;
}

/** A lead below this may be one of rounding: some thousand times what the sums of gates and paths can be off. */
function roundingOf(
  { parameters, innerNodeCount, featureCount }: SoftDecisionTree,
  features: Float32Array,
  shifts: readonly { readonly feature: number; readonly difference: number }[],
): number {
  const sizes = Float64Array.from(features, Math.abs);
  for (const { feature, difference } of shifts) {
    const size = Math.abs(features[feature] ?? 0) + Math.abs(difference);
    sizes[feature] = Math.max(sizes[feature] ?? 0, size);
  }
  let greatest = 0;
  for (let gate = 0; gate < innerNodeCount; gate++) {
    let sum = Math.abs(parameters.biases[gate] ?? 0);
    for (let feature = 0; feature < featureCount; feature++)
      sum += Math.abs(parameters.filters[gate * featureCount + feature] ?? 0) * (sizes[feature] ?? 0);
    greatest = Math.max(greatest, Math.abs(parameters.betas[gate] ?? 0) * sum);
  }
  return 1e-10 * (1 + greatest);
}

/** The value in the middle of a cell. */
export function middleOf({ low, high }: GridAxis, cell: number, side: number): number {
  return low + ((cell + 0.5) / side) * (high - low);
}
