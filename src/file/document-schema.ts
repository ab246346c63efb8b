import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { Static, TSchema } from 'typebox';
import { InvalidInputError } from '../errors.js';

/**
 * Type of the documents that follow a schema: readonly at every depth, and an optional entry may also be `undefined`, which
 * JSON leaves out.
 */
export type DocumentOf<Schema extends TSchema> = Frozen<Static<Schema>>;

type Frozen<T> = T extends readonly unknown[]
  ? { readonly [Index in keyof T]: Frozen<T[Index]> }
  : T extends object
    ? keyof T extends never
      ? T
      : { readonly [Key in keyof T]: Frozen<T[Key]> | (IsOptional<T, Key> extends true ? undefined : never) }
    : T;
type IsOptional<T, Key extends keyof T> = Partial<Pick<T, Key>> extends Pick<T, Key> ? true : false;

/** The first thing that is wrong with a document. */
export interface DocumentFault {
  /** JSON pointer to the value, such as `/baseline/maxPath`; empty for the document itself. */
  readonly pointer: string;
  /** What the value must be, such as `must be <= 1`. */
  readonly rule: string;
  /** One line: where, what is allowed, what was found. */
  readonly sentence: string;
}

const ajv = new Ajv2020({ strict: true });

/**
 * The value itself, once it follows the schema.
 *
 * @param refusal the error's message
 * @throws {InvalidInputError} when the value does not follow the schema
 */
export function checkedDocument<Schema extends TSchema>(
  schema: Schema,
  value: unknown,
  refusal: (fault: DocumentFault) => string,
): DocumentOf<Schema> {
  // Ajv remembers the schemas that it has compiled.
  const follows = ajv.compile<DocumentOf<Schema>>(schema);
  if (follows(value)) return value;
  throw new InvalidInputError(refusal(faultOf(follows.errors?.[0] ?? {}, value)));
}

/** @throws {InvalidInputError} with the message `refusal` when the text is not JSON */
export function parseJson(text: string, refusal: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError(refusal);
  }
}

/** A found value in a message: short, on one line. */
export function shownValue(value: unknown, nothing: string): string {
  if (value === undefined) return nothing;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function faultOf(error: Partial<ErrorObject>, value: unknown): DocumentFault {
  const { instancePath: pointer = '', keyword, message: rule = 'is wrong' } = error;
  const path = pointer.split('/').slice(1);
  const place = path.length === 0 ? 'the file' : path.join('.');
  const { additionalProperty, allowedValues } = (error.params ?? {}) as {
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  if (additionalProperty !== undefined) {
    return { pointer, rule, sentence: `${place} has an unknown entry ${shownValue(additionalProperty, '')}` };
  }
  if (keyword === 'required') return { pointer, rule, sentence: `${place} ${rule}` };
  const allowed = allowedValues === undefined ? rule : `must be ${allowedValues.join(' or ')}`;
  const found = shownValue(valueAt(value, path), 'nothing');
  return { pointer, rule, sentence: `${place} ${allowed}, found ${found}` };
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[key] : undefined,
    value,
  );
}
