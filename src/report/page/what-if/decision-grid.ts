import { changedRow, type ExplainedColumn } from '../../../explain/table-columns.js';
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
  const predictor = createPredictor(tree);
  const classes = new Uint16Array(side * side);
  for (let cell = 0; cell < classes.length; cell++) {
    const changes = [
      { column: x.column, value: middleOf(x, cell % side, side) },
      { column: y.column, value: middleOf(y, Math.floor(cell / side), side) },
    ];
    classes[cell] = predictor.predictOne(changedRow(features, columns, changes));
  }
  return { x, y, classes, side };
}

/** The value in the middle of a cell. */
export function middleOf({ low, high }: GridAxis, cell: number, side: number): number {
  return low + ((cell + 0.5) / side) * (high - low);
}
