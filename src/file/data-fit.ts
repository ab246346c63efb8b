import { imageOptionsFor } from '../data/image/image-sample.js';
import type { LoadOptions } from '../data/load-raw-data.js';
import type { OpenData } from '../data/open-data.js';
import { InvalidInputError } from '../errors.js';
import type { TreeDocument } from './tree-document.js';

/** @throws {InvalidInputError} when the data has other features or classes than the tree */
export function assertDataFits(
  { tree, inputShape, classNames, table }: TreeDocument,
  source: string,
  data: Pick<OpenData, 'columnCount' | 'classNames'>,
): void {
  const { featureCount, classCount } = tree;
  const columnCount = table?.columns.length ?? featureCount;
  if (data.columnCount !== columnCount) {
    throw new InvalidInputError(
      `${source} has ${data.columnCount} features, but the tree takes ${columnCount} (shape [${inputShape.join(', ')}])`,
    );
  }
  const differing = data.classNames.findIndex((name, index) => name !== classNames[index]);
  if (data.classNames.length !== classCount || differing >= 0) {
    throw new InvalidInputError(
      `${source} has the classes ${listed(data.classNames)}, but the tree knows ${listed(classNames)}`,
    );
  }
}

/** What data for a tree are held to: its classes with their indices, its columns, and how its images were read. */
export function loadOptionsFor(document: TreeDocument, { table, image }: LoadOptions = {}): LoadOptions {
  const { classNames, table: columns, inputShape } = document;
  return { classNames, columns, inputShape, table, image: imageOptionsFor(document, image) };
}

/** The first few names, quoted. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map((name) => JSON.stringify(name));
  return [...shown, ...(names.length > shown.length ? [`... (${names.length} in all)`] : [])].join(', ');
}
