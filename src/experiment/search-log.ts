import { spreadOf, type Spread } from '../data/spread.js';
import { InvalidInputError } from '../errors.js';
import { fileIfThere } from './file-if-there.js';

/** What the search for the recipe tried, each configuration measured on rows that are neither test rows nor trained on. */
export interface SearchSummary {
  readonly hard: SearchGroup;
  readonly soft: SearchGroup;
  /** One for each kind of soft targets that has pairs; the one with the most pairs first. */
  readonly gains: readonly SearchGain[];
}

/** Configurations of trees fitted to hard labels, or to soft targets. */
export interface SearchGroup {
  readonly count: number;
  /** Highest accuracies, fractions in [0, 1]; absent without a configuration. */
  readonly maxPath?: number;
  readonly mixture?: number;
}

/** What soft targets of one kind changed in accuracy, against true labels and with all else the same. */
export interface SearchGain {
  /** Kind of the soft targets, and the number of labelled rows where there were fewer, as the log has them: `T=3`. */
  readonly kind: string;
  readonly maxPath: Spread;
  readonly mixture: Spread;
}

/**
 * Reads the log of the search for the recipe: JSON Lines, `args` its settings as words `name=value`, `mp` and `mx` its
 * accuracy in percent by max path and mixture. Settings of the targets are `hard=1` (true labels), `T`
 * (temperature), `T1` (temperature at the end), `hw` (hard weight) and `teacher` (another than the report's); `labels` is
 * the number of labelled rows where not all were used.
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
  const hard = entries.filter(({ isHard }) => isHard);
  const soft = entries.filter(({ isHard }) => !isHard);
  return { hard: groupOf(hard), soft: groupOf(soft), gains: gainsOf(soft, hard) };
}

const targetSetting = /^(hard|T|T1|hw|teacher)=/;

interface SearchEntry {
  readonly isHard: boolean;
  readonly kind: string;
  /** All settings but those of the targets; the seed is among them. */
  readonly others: string;
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
  const words = args.split(/\s+/).sort();
  return {
    isHard: words.includes('hard=1'),
    kind: words.filter((word) => targetSetting.test(word) || word.startsWith('labels=')).join(' '),
    others: words.filter((word) => !targetSetting.test(word)).join(' '),
    maxPath: mp / 100,
    mixture: mx / 100,
  };
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

function gainsOf(soft: readonly SearchEntry[], hard: readonly SearchEntry[]): SearchGain[] {
  const hardByOthers = new Map(hard.map((entry) => [entry.others, entry]));
  const pairs = soft.flatMap((entry) => {
    const partner = hardByOthers.get(entry.others);
    return partner === undefined ? [] : [{ entry, partner }];
  });
  const kinds = [...new Set(pairs.map(({ entry }) => entry.kind))];
  return kinds
    .map((kind) => {
      const ofKind = pairs.filter(({ entry }) => entry.kind === kind);
      return {
        kind,
        maxPath: spreadOf(ofKind.map(({ entry, partner }) => entry.maxPath - partner.maxPath)),
        mixture: spreadOf(ofKind.map(({ entry, partner }) => entry.mixture - partner.mixture)),
      };
    })
    .sort((a, b) => b.maxPath.count - a.maxPath.count || a.kind.localeCompare(b.kind));
}
