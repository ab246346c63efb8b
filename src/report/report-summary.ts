import type { Dataset } from '../data/dataset.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import type { UsualTable } from '../data/usual-values.js';
import { summarizeTree, type TreeSummary } from '../explain/summary/summarize-tree.js';
import { explainedColumns } from '../explain/table-columns.js';
import { preparedColumns } from '../file/input-columns.js';
import type { Prediction } from '../tree/prediction.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** What a tree goes by on the test rows, as `summarizeTree` tells it. */
export interface ReportSummary extends Omit<TreeSummary, 'pixels'> {
  /** For a picture: with four digits, row-major `[height, width]`; absent for tables. */
  readonly pixels?: readonly number[] | undefined;
}

/**
 * Summarizes trees on the test rows.
 *
 * @param usual what the columns hold in the training rows
 * @returns `undefined` for rows that are neither of a table nor images
 */
export function reportSummaries(
  test: Dataset,
  usual: UsualTable | undefined,
): (tree: SoftDecisionTree, prediction: Prediction) => ReportSummary | undefined {
  const { rawTable, sourceRows, inputShape, preparation } = test;
  const columns = rawTable && explainedColumns(preparedColumns(rawTable.columns, preparation), usual);
  if (test.rowCount === 0 || (columns === undefined && imageShapeOf(test) === undefined))
    return () => undefined;
  const rows = { ...test, raw: sourceRows && rawTable?.valuesOf(sourceRows) };
  return (tree, prediction) => {
    const { pixels, ...summary } = summarizeTree(tree, columns, inputShape, rows, { prediction });
    return { ...summary, pixels: pixels && Array.from(pixels, (size) => Number(size.toPrecision(4))) };
  };
}
