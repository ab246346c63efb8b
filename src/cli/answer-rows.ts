import { UsageError } from '../errors.js';
import type { TreeDocument } from '../file/tree-document.js';
import { imageOptionsOf, type ImageFlags } from './image-options.js';
import { tableOptionsOf, type TableFlags } from './table-options.js';

/** Which rows are to be answered, and how they are to be read. */
export interface RowsOptions extends TableFlags, ImageFlags {
  readonly data: string;
  /** Columns of a table that are passed on. */
  readonly keep?: readonly string[];
}

/** Some raw rows one behind the other. */
export interface AnswerRows {
  readonly rowCount: number;
  /** Row-major `[rowCount, columns]`. */
  readonly values: Float64Array;
  /** Texts that are passed on, `[kept columns][rowCount]`. */
  readonly kept: readonly (readonly string[])[];
}

/** What the texts are called that are passed on: columns of a table, or the file of each image. */
export async function keptNames(
  { table }: TreeDocument,
  { data, keep = [] }: RowsOptions,
): Promise<readonly string[]> {
  const { isTablePath } = await import('../data/table/table-file.js');
  if (table !== undefined || data === '-' || isTablePath(data)) return keep;
  if (keep.length > 0)
    throw new UsageError('--keep is for columns of a table; answers to images name their files');
  return ['image'];
}

/**
 * Opens what is to be answered: the rows of a table, or images as files or as an array.
 *
 * @param onNote is given what was found out about it, a line each
 * @throws {InvalidInputError} naming the file that cannot be read or does not fit the tree
 */
export async function withAnswerRows<T>(
  document: TreeDocument,
  options: RowsOptions,
  onNote: (note: string) => void,
  work: (rows: AsyncIterable<AnswerRows>) => Promise<T>,
): Promise<T> {
  const [{ isTablePath }, { unnamedColumns }] = await Promise.all([
    import('../data/table/table-file.js'),
    import('../data/table/raw-column.js'),
  ]);
  const { data, keep } = options;
  if (document.table === undefined && !isTablePath(data)) {
    const { unlabelledImages } = await import('../data/image/unlabelled-images.js');
    const images = unlabelledImages(data, document, { image: imageOptionsOf(options), onNote });
    return work(namedImages(images));
  }
  const { withRows } = await import('../data/table/unlabelled-rows.js');
  const schema = document.table ?? { columns: unnamedColumns(document.tree.featureCount) };
  return withRows(data, schema, { ...tableOptionsOf(options), keep }, ({ chunks, notes }) => {
    notes.forEach(onNote);
    return work(chunks);
  });
}

async function* namedImages(
  images: AsyncIterable<{ rowCount: number; values: Float64Array; names: readonly string[] }>,
): AsyncGenerator<AnswerRows, void> {
  for await (const { rowCount, values, names } of images) yield { rowCount, values, kept: [names] };
}
