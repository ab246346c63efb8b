import { InvalidInputError } from '../../errors.js';
import type { ExperimentSettings } from '../../settings/settings.js';
import {
  kindOf,
  kindText,
  withNamedSettings,
  type SettingKind,
  type SettingValue,
} from '../../settings/named-settings.js';
import type { SettingsData } from '../../settings/tree-defaults.js';

/** Kinds of ranges; `log` ones have equal chances for equal ratios. */
export const rangeKinds = ['integer', 'logInteger', 'uniform', 'logUniform'] as const;
export type RangeKind = (typeof rangeKinds)[number];

/** What a setting is drawn from: some values, or a range, both ends of which may be drawn. */
export type Dimension =
  | { readonly kind: 'list'; readonly values: readonly SettingValue[] }
  | { readonly kind: RangeKind; readonly least: number; readonly greatest: number };

/** What every setting of a search is drawn from, by its name, in the order of the file. */
export type SearchSpace = ReadonlyMap<string, Dimension>;

const example = '{"tree.depth": {"integer": [3, 8]}, "distillation.temperature": {"logUniform": [1, 10]}}';

/**
 * Reads a space file: a JSON object that gives each setting a list of values, or a range.
 *
 * @param source for messages
 * @throws {InvalidInputError} naming the entry, what was found and what is allowed
 */
export function parseSearchSpace(text: string, source: string): SearchSpace {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`${source}: must be JSON, such as ${example}`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0)
    throw new InvalidInputError(
      `${source}: must be an object of settings and their ranges, such as ${example}`,
    );
  return new Map(
    Object.entries(value).map(([name, range]: [string, unknown]) =>
      named(source, () => [name, parseDimension(name, kindOf(name), range)] as const),
    ),
  );
}

/**
 * @param settings default ones for the data
 * @throws {InvalidInputError} naming the setting that could get a value which it cannot have
 */
export function assertSearchable(
  space: SearchSpace,
  settings: ExperimentSettings,
  data: SettingsData,
  source: string,
): void {
  const architectures = valuesToTry(space.get('teacher.architecture'));
  const kinds =
    architectures.length === 0 ? [{}] : architectures.map((kind) => ({ 'teacher.architecture': kind }));
  named(source, () => {
    for (const kind of kinds) {
      for (const [name, dimension] of space)
        for (const value of valuesToTry(dimension))
          withNamedSettings(settings, { ...kind, [name]: value }, data);
    }
  });
}

/** Number of different settings of a space; infinite where a range is. */
export function sizeOf(space: SearchSpace): number {
  return [...space.values()].reduce((size, dimension) => {
    if (dimension.kind === 'list') return size * dimension.values.length;
    const isCounted = dimension.kind === 'integer' || dimension.kind === 'logInteger';
    return isCounted ? size * (dimension.greatest - dimension.least + 1) : Infinity;
  }, 1);
}

/** Ranges of settings have no holes: where both ends are allowed, all between them is. */
function valuesToTry(dimension: Dimension | undefined): readonly SettingValue[] {
  if (dimension === undefined) return [];
  return dimension.kind === 'list' ? dimension.values : [dimension.least, dimension.greatest];
}

function parseDimension(name: string, kind: SettingKind, range: unknown): Dimension {
  if (Array.isArray(range)) return parseList(name, range);
  const entries = typeof range === 'object' && range !== null ? Object.entries(range) : [];
  const [[word, ends] = []] = entries as [string, unknown][];
  const rangeKind = rangeKinds.find((each) => each === word);
  if (entries.length !== 1 || rangeKind === undefined) {
    throw new InvalidInputError(
      `${name} must have a list of values or one of ${rangeKinds.map((each) => `{"${each}": [least, greatest]}`).join(', ')}; found ${shown(range)}`,
    );
  }
  if (kind !== 'integer' && kind !== 'number')
    throw new InvalidInputError(
      `${name} is ${kindText(kind)} and takes a list of these, found ${shown(range)}`,
    );
  const counts = rangeKind === 'integer' || rangeKind === 'logInteger';
  if (kind === 'integer' && !counts)
    throw new InvalidInputError(
      `${name} takes integers: "integer", "logInteger" or a list; found ${shown(range)}`,
    );
  return parseRange(name, rangeKind, ends, counts);
}

function parseList(name: string, values: readonly unknown[]): Dimension {
  const isValue = (value: unknown): value is SettingValue =>
    ['number', 'boolean', 'string'].includes(typeof value);
  if (values.length === 0)
    throw new InvalidInputError(`${name} has an empty list; a list has at least one value`);
  if (!values.every(isValue))
    throw new InvalidInputError(`${name} must list numbers, words, true or false; found ${shown(values)}`);
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) throw new InvalidInputError(`${name} lists ${JSON.stringify(twice)} twice`);
  return { kind: 'list', values };
}

function parseRange(name: string, kind: RangeKind, ends: unknown, counts: boolean): Dimension {
  const pair: readonly unknown[] = Array.isArray(ends) && ends.length === 2 ? ends : [];
  const [least, greatest] = pair;
  const isEnd = (end: unknown): end is number => (counts ? Number.isSafeInteger(end) : Number.isFinite(end));
  if (!isEnd(least) || !isEnd(greatest)) {
    throw new InvalidInputError(
      `${name}: "${kind}" must have two ${counts ? 'integers' : 'numbers'}, [least, greatest]; found ${shown(ends)}`,
    );
  }
  if (least >= greatest)
    throw new InvalidInputError(
      `${name}: "${kind}" is an empty range: the first of [least, greatest] must be below the second, found ${shown(ends)}`,
    );
  if (kind.startsWith('log') && least <= 0)
    throw new InvalidInputError(`${name}: "${kind}" must begin above 0, found ${shown(ends)}`);
  return { kind, least, greatest };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function named<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof InvalidInputError ? new InvalidInputError(`${source}: ${error.message}`) : error;
  }
}
