import { InvalidInputError } from '../errors.js';
import { fileIfThere } from './file-if-there.js';

/** What the search for the recipe tried, each configuration measured on the validation rows. */
export interface SearchSummary {
  readonly hard: SearchGroup;
  readonly soft: SearchGroup;
}

/** Configurations of trees fitted to hard labels, or to soft targets. */
export interface SearchGroup {
  readonly count: number;
  /** Highest validation accuracies, fractions in [0, 1]; absent without a configuration. */
  readonly maxPath?: number;
  readonly mixture?: number;
}

/**
 * Reads the log of the search for the recipe: JSON Lines, `args` its settings as text (`hard=1`: true labels), `mp` and
 * `mx` its validation accuracy in percent by max path and mixture.
 *
 * @returns `undefined` when there is no such file
 * @throws {InvalidInputError} naming the line that is of another form
 */
export async function readSearchLog(file: string): Promise<SearchSummary | undefined> {
  const bytes = await fileIfThere(file);
  if (bytes === undefined) return undefined;
  const entries = bytes
    .toString('utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseEntry(line, `${file} line ${index + 1}`)]));
  return {
    hard: groupOf(entries.filter(({ isHard }) => isHard)),
    soft: groupOf(entries.filter(({ isHard }) => !isHard)),
  };
}

interface SearchEntry {
  readonly isHard: boolean;
  readonly maxPath: number;
  readonly mixture: number;
}

function parseEntry(line: string, source: string): SearchEntry {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new InvalidInputError(`${source}: must be JSON`, { cause });
  }
  const { args, mp, mx } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (typeof args !== 'string' || !isPercentage(mp) || !isPercentage(mx)) {
    throw new InvalidInputError(
      `${source}: must hold "args", a text, and "mp" and "mx", percentages from 0 to 100`,
    );
  }
  return { isHard: /(^|\s)hard=1(\s|$)/.test(args), maxPath: mp / 100, mixture: mx / 100 };
}

function isPercentage(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}

function groupOf(entries: readonly SearchEntry[]): SearchGroup {
  if (entries.length === 0) return { count: 0 };
  return {
    count: entries.length,
    maxPath: Math.max(...entries.map(({ maxPath }) => maxPath)),
    mixture: Math.max(...entries.map(({ mixture }) => mixture)),
  };
}
