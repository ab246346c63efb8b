import path from 'node:path';
import { classNotes } from '../../data/class-notes.js';
import { withNamedSettings } from '../../settings/named-settings.js';
import { shellWord } from '../../shell-word.js';
import { assertFolds } from '../open-plans.js';
import { baseFacts, baseSettings, type PlanOptions } from '../plans.js';
import { searchTeachers, teacherFolderOf, type ComputeOptions } from '../run-plans.js';
import type { TaskContext } from '../planned-tasks.js';
import { TrialLog } from '../trial-log.js';
import { dataKeyOf, sharedSeed, trialKeys, type Trial } from '../trial.js';
import { trialOnFold, type Candidate, type SearchScore } from './candidate.js';
import { drawSettings } from './draw-settings.js';
import { assertSearchable, sizeOf, type SearchSpace } from './search-space.js';

/** Files that a search writes into its report folder. */
export const searchFiles = {
  log: 'search.jsonl',
  report: 'search.md',
  document: 'search.json',
  plot: 'search.svg',
  best: 'best-settings.json',
} as const;

export interface SearchOptions extends ComputeOptions, Pick<PlanOptions, 'preset'> {
  readonly space: SearchSpace;
  /** Where the space was read from. */
  readonly spaceFile: string;
  /** Settings to be drawn; all, where the space has fewer. */
  readonly trials: number;
  readonly folds: number;
  /** Decides which settings are drawn. */
  readonly seed: number;
  /** Whether the best third alone goes on to more folds. */
  readonly halving: boolean;
  readonly score: SearchScore;
  /** Gets {@link searchFiles}. */
  readonly reportFolder: string;
  /** Where the teacher of all rows is kept; those of folds lie beside it. */
  readonly teacherFolder: string;
  /** Of the toolkit. */
  readonly version: string;
}

/** A search whose settings are drawn. */
export interface OpenSearch {
  /** Of the data set. */
  readonly name: string;
  readonly dataKey: string;
  /** Rows that a teacher learns from. */
  readonly labelledRows: number;
  readonly log: TrialLog;
  readonly drawn: readonly Candidate[];
  /** The default recipe. */
  readonly reference: Candidate;
  readonly teacherFolder: TaskContext['teacherFolder'];
}

/**
 * Draws the settings, and opens the log of their trials; nothing is written.
 *
 * @param onNote gets each line that the user should know
 * @throws {InvalidInputError} when data, log, space and folds do not fit
 */
export async function openSearch(
  options: SearchOptions,
  onNote?: (line: string) => void,
): Promise<OpenSearch> {
  const { data: opened, folds, space, classWeight, reportFolder } = options;
  assertFolds(folds, opened.labelledRows);
  const labelledRows = opened.labelledRows - Math.ceil(opened.labelledRows / folds);
  const { name, inputShape, classNames } = opened;
  const data = { name, inputShape, classNames, labelledRows };
  const base = baseSettings(data, options);
  assertSearchable(space, base, baseFacts(data), options.spaceFile);
  const splits = opened.splits({ seed: sharedSeed, unlabelled: false, classWeight });
  for (const note of classNotes(splits)) onNote?.(note);
  const dataKey = dataKeyOf(splits);
  const log = await TrialLog.open(path.join(reportFolder, searchFiles.log));
  const drawn = drawSettings(space, options.trials, options.seed).map((named, index): Candidate => ({
    number: index + 1,
    named,
    settings: withNamedSettings(base, named, baseFacts(data)),
  }));
  if (drawn.length < options.trials)
    onNote?.(
      `The space has ${sizeOf(space) <= drawn.length ? 'no more than' : 'hardly more than'} ${drawn.length} different settings: so many are tried, not ${options.trials}`,
    );
  const reference: Candidate = { number: 0, named: {}, settings: base };
  const plainTeacher = (fold: number): string =>
    trialKeys(trialOnFold(reference, fold, folds), dataKey).teacher;
  return {
    ...{ name, dataKey, labelledRows, log, drawn, reference },
    // Each teacher that the default recipe does not have needs a folder of its own.
    teacherFolder: (rows, seed, key) =>
      key === plainTeacher(rows.fold?.number ?? 1)
        ? teacherFolderOf(options.teacherFolder, rows, seed)
        : path.join(path.dirname(options.teacherFolder), searchTeachers, key),
  };
}

/** The trials of the default recipe and some candidates on the first folds, fold by fold. */
export function trialsOnFolds(
  { reference }: Pick<OpenSearch, 'reference'>,
  candidates: readonly Candidate[],
  measured: number,
  folds: number,
): Trial[] {
  return Array.from({ length: measured }, (_, fold) =>
    [reference, ...candidates].map((candidate) => trialOnFold(candidate, fold + 1, folds)),
  ).flat();
}

/** The command line that runs the search again. */
export function searchCommand({
  source,
  spaceFile,
  trials,
  folds,
  halving,
  seed,
  score,
  preset,
  table,
  classWeight,
}: SearchOptions): string {
  const file = (name: string) => shellWord(name.startsWith('-') ? `./${name}` : name);
  return [
    `sdt search ${file(source)}`,
    `--space ${file(spaceFile)}`,
    `--trials ${trials}`,
    `--folds ${folds}`,
    ...(halving ? ['--halving'] : []),
    ...(seed === 1 ? [] : [`--seed ${seed}`]),
    ...(score === 'max-path' ? [] : [`--score ${score}`]),
    ...(preset === 'default' ? [] : [`--preset ${preset}`]),
    ...(table?.weight === undefined ? [] : [`--weight ${shellWord(table.weight)}`]),
    ...(classWeight === undefined
      ? []
      : [`--class-weight ${classWeight === 'balanced' ? classWeight : 'FILE'}`]),
  ].join(' ');
}
