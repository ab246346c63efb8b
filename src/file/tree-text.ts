import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { InvalidInputError } from '../errors.js';
import { treeFileFormat, treeFileVersion, type TreeDocument } from './tree-document.js';
import { decodeTree, encodeTree, type EncodedTree } from './tree-encoding.js';
import { treeSchema } from './tree-schema.js';

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
  assertSchema(JSON.parse(text), 'tree document');
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidInputError(`${sourceName}: must be a tree file in JSON, found text that is not JSON`);
  }
  assertVersion(value, sourceName);
  assertSchema(value, sourceName);
  try {
    return decodeTree(value);
  } catch (error) {
    throw error instanceof InvalidInputError
      ? new InvalidInputError(`${sourceName}: ${error.message}`)
      : error;
  }
}

/** Before the schema, whose complaint about a file of another kind or version would be long and beside the point. */
function assertVersion(value: unknown, sourceName: string): void {
  const { format, version } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (format !== treeFileFormat) {
    throw new InvalidInputError(
      `${sourceName}: must be a tree file ("format": "${treeFileFormat}"), found ${shown(format, 'no format')}`,
    );
  }
  if (version !== treeFileVersion) {
    throw new InvalidInputError(
      `${sourceName}: must be of version ${treeFileVersion}, found version ${shown(version, 'none')}`,
    );
  }
}

const compileSchema = () => new Ajv2020({ strict: true }).compile<EncodedTree>(treeSchema);
let compiledSchema: ReturnType<typeof compileSchema> | undefined;

function assertSchema(value: unknown, sourceName: string): asserts value is EncodedTree {
  // Compiled at the first use: most commands never read a tree.
  compiledSchema ??= compileSchema();
  if (!compiledSchema(value)) {
    throw new InvalidInputError(`${sourceName}: ${describe(compiledSchema.errors?.[0], value)}`);
  }
}

/** One line: where, what is allowed, what was found. */
function describe(error: ErrorObject | undefined, value: unknown): string {
  if (error === undefined) return 'does not follow the schema of tree files';
  const path = error.instancePath.split('/').slice(1);
  const place = path.length === 0 ? 'the file' : path.join('.');
  const { additionalProperty, allowedValues } = error.params as {
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  if (additionalProperty !== undefined)
    return `${place} has an unknown entry ${shown(additionalProperty, '')}`;
  if (error.keyword === 'required') return `${place} ${error.message ?? 'is incomplete'}`;
  const allowed =
    allowedValues === undefined ? (error.message ?? 'is wrong') : `must be ${allowedValues.join(' or ')}`;
  return `${place} ${allowed}, found ${shown(valueAt(value, path), 'nothing')}`;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined,
    value,
  );
}

/** A found value in a message: short, on one line. */
function shown(value: unknown, nothing: string): string {
  if (value === undefined) return nothing;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
