import { InvalidInputError } from '../errors.js';
import { checkedDocument, parseJson, shownValue } from './document-schema.js';
import { treeFileFormat, treeFileVersion, type TreeDocument } from './tree-document.js';
import { decodeTree, encodeTree } from './tree-encoding.js';
import { treeSchema, treeSchema1, type EncodedTree, type EncodedTree1 } from './tree-schema.js';

/**
 * The text of a tree file: the same document gives the same bytes, for nothing of the moment or the machine is written.
 *
 * @throws {InvalidInputError} when the document would not be read back: its sizes do not fit each other, or a value is
 *   out of range or not finite
 */
export function serializeTreeDocument(document: TreeDocument): string {
  const encoded = encodeTree(document);
  const text = JSON.stringify(
    encoded,
    (key, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) {
        throw new InvalidInputError(`tree document: ${key} must be a finite number, found ${value}`);
      }
      return value;
    },
    2,
  );
  checkedTree(JSON.parse(text), 'tree document');
  return `${text}\n`;
}

/**
 * Reads the text of a tree file.
 *
 * @param sourceName for messages: the file's name
 * @throws {InvalidInputError} when the text is not JSON, not a tree file, of another version, or when a value is
 *   missing, of a wrong type or size, or not finite
 */
export function parseTreeDocument(text: string, sourceName: string): TreeDocument {
  const value = parseJson(text, `${sourceName}: must be a tree file in JSON, found text that is not JSON`);
  const version = knownVersion(value, sourceName);
  const encoded = version === 1 ? checkedTree1(value, sourceName) : checkedTree(value, sourceName);
  try {
    return decodeTree(encoded);
  } catch (error) {
    throw error instanceof InvalidInputError
      ? new InvalidInputError(`${sourceName}: ${error.message}`)
      : error;
  }
}

/** Before the schema, whose complaint about a file of another kind or version would be long and beside the point. */
function knownVersion(value: unknown, sourceName: string): 1 | typeof treeFileVersion {
  const { format, version } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (format !== treeFileFormat) {
    throw new InvalidInputError(
      `${sourceName}: must be a tree file ("format": "${treeFileFormat}"), found ${shownValue(format, 'no format')}`,
    );
  }
  if (version === 1 || version === treeFileVersion) return version;
  throw new InvalidInputError(
    `${sourceName}: must be of version 1 or ${treeFileVersion}, found version ${shownValue(version, 'none')}`,
  );
}

function checkedTree(value: unknown, sourceName: string): EncodedTree {
  return checkedDocument(treeSchema, value, ({ sentence }) => `${sourceName}: ${sentence}`);
}

function checkedTree1(value: unknown, sourceName: string): EncodedTree1 {
  return checkedDocument(treeSchema1, value, ({ sentence }) => `${sourceName}: ${sentence}`);
}
