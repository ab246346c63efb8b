/** How a table is to be read, where its reader should not find out by itself. Columns are named, or numbered from 1. */
export interface TableOptions {
  /** Column of the labels. */
  readonly label?: string | undefined;
  /** Columns that are left out. */
  readonly ignore?: readonly string[] | undefined;
  /** Column that names the rows; no feature. */
  readonly id?: string | undefined;
  /** Column of the rows' weights; no feature. */
  readonly weight?: string | undefined;
  /** Columns of numbers that are names rather than quantities. */
  readonly categorical?: readonly string[] | undefined;
  /** What stands between the cells of a line; default: found. */
  readonly separator?: string | undefined;
  /** Whether the first line names the columns; default: found. */
  readonly header?: 'yes' | 'no' | undefined;
  /** Cells that stand for a missing value; default {@link defaultMissing}. */
  readonly missing?: readonly string[] | undefined;
  /** Whether training rows without a label are kept, as unlabelled ones; default: they are left out. */
  readonly unlabelled?: boolean | undefined;
  /** Encoding of the text, for example `latin-1`; default UTF-8. */
  readonly encoding?: string | undefined;
}

/** Cells that stand for a missing value where none are named. */
export const defaultMissing: readonly string[] = ['', '?', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'null', 'NULL'];
