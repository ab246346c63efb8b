import type { TableDecision } from '../explain/explain-table.js';
import type { PixelChange } from '../explain/pixel-change.js';
import type { CellValue } from '../explain/table-columns.js';
import type { TreeDocument } from '../file/tree-document.js';
import type { Explanation } from '../tree/explanation.js';

/** The row that is explained, as the user named it. */
export interface ExplainedSample {
  /** `row 17 of the test part of mnist`, `digit.png` */
  readonly title: string;
  /** True class where the data set knows it. */
  readonly label?: number | undefined;
  /** `[featureCount]`, after preprocessing. */
  readonly features: Float32Array;
  /** Before it, `[columns]`, for a table. */
  readonly raw?: ArrayLike<number> | undefined;
  /** Words of its categories as the file has them, `[columns]`, where they are known. */
  readonly words?: readonly (string | undefined)[] | undefined;
}

/** A decision with all that is told of it. */
export interface ExplainedDecision {
  readonly document: TreeDocument;
  readonly explanation: Explanation;
  readonly sample: ExplainedSample;
  /** Absent for images. */
  readonly table: TableDecision | undefined;
  /** For images; absent where no change of pixels was found. */
  readonly pixels?: PixelChange | undefined;
  /** Training rows that the tree sees nearly as this one; absent where they were not asked for. */
  readonly nearest?: readonly NearestRow[] | undefined;
}

/** A training row that a tree sees nearly as the explained one. */
export interface NearestRow {
  /** `row 18 of the data, counting from 1`, and its id. */
  readonly name: string;
  /** In standard deviations of what the gates on the way see. */
  readonly distance: number;
  readonly label: number;
  /** Class that the max path answers. */
  readonly answer: number;
  /** By the columns of a table; absent for images. */
  readonly values?: readonly CellValue[] | undefined;
}
