import path from 'node:path';
import { classNotes } from '../../data/class-notes.js';
import { writeWholeFile } from '../../disk/whole-file.js';
import { settingsFileText } from '../../file/settings-file.js';
import { withNamedSettings } from '../../settings/named-settings.js';
import { shellWord } from '../../shell-word.js';
import { baseFacts, baseSettings, type PlanOptions } from '../plans.js';
import { assertFolds } from '../open-plans.js';
import { teacherFolderOf, withExecutors, type ComputeOptions } from '../run-plans.js';
import { runTrials, type TrialRunContext } from '../run-trials.js';
import { TrialLog } from '../trial-log.js';
import { dataKeyOf, sharedSeed, trialKeys } from '../trial.js';
import {
  byScore,
  measuredCandidate,
  trialOnFold,
  type Candidate,
  type MeasuredCandidate,
  type SearchScore,
} from './candidate.js';
import { searchChoice } from './choice.js';
import { drawSettings } from './draw-settings.js';
import { halvingRungs, type Rung } from './rungs.js';
import { searchDocument, type SearchDocument, type SearchFacts } from './search-document.js';
import { searchPlot } from './search-plot.js';
import { searchReport } from './search-report.js';
import { assertSearchable, sizeOf, type SearchSpace } from './search-space.js';
import { settingImportance } from './setting-importance.js';

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

export interface SearchContext extends Pick<TrialRunContext, 'signal' | 'onProgress' | 'onTrial'> {
  /** Called with each line that the user should know. */
  readonly onNote?: (line: string) => void;
  /** Called before each step, with its number from 1, and how many of its trials are finished already. */
  readonly onRung?: (rung: Rung, number: number, rungs: number, trials: number, finished: number) => void;
}

export interface SearchOutcome {
  readonly document: SearchDocument;
  /** What the words of the end are made from. */
  readonly choice: Pick<SearchFacts, 'choice' | 'folds' | 'rungs'>;
  /** Files written. */
  readonly files: readonly string[];
}

/**
 * Draws settings at random, measures them on folds of the labelled rows beside the default recipe, and writes log, report, picture and
 * the best settings. No test row is measured. Trials in the log are not run again.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted; finished trials are in the log.
 * @throws {InvalidInputError} when data, log, space and folds do not fit; then nothing is written.
 */
export async function runSearch(options: SearchOptions, context: SearchContext): Promise<SearchOutcome> {
  const { data: opened, folds, score, space, classWeight, version, reportFolder } = options;
  assertFolds(folds, opened.labelledRows);
  const labelledRows = opened.labelledRows - Math.ceil(opened.labelledRows / folds);
  const { name, inputShape, classNames } = opened;
  const data = { name, inputShape, classNames, labelledRows };
  const base = baseSettings(data, options);
  assertSearchable(space, base, baseFacts(data), options.spaceFile);
  const splits = opened.splits({ seed: sharedSeed, unlabelled: false, classWeight });
  for (const note of classNotes(splits)) context.onNote?.(note);
  const dataKey = dataKeyOf(splits);
  const log = await TrialLog.open(path.join(reportFolder, searchFiles.log));

  const drawn = drawSettings(space, options.trials, options.seed).map((named, index): Candidate => ({
    number: index + 1,
    named,
    settings: withNamedSettings(base, named, baseFacts(data)),
  }));
  if (drawn.length < options.trials)
    context.onNote?.(
      `The space has ${sizeOf(space) <= drawn.length ? 'no more than' : 'hardly more than'} ${drawn.length} different settings: so many are tried, not ${options.trials}`,
    );
  const reference: Candidate = { number: 0, named: {}, settings: base };
  const plainTeacher = (fold: number): string =>
    trialKeys(trialOnFold(reference, fold, folds), dataKey).teacher;
  const measuredOn = (measured: number) => (candidate: Candidate) =>
    measuredCandidate(candidate, log.records, dataKey, { measured, folds, score });

  const rungs = options.halving
    ? halvingRungs(drawn.length, folds, opened.labelledRows)
    : [{ folds, settings: drawn.length }];
  if (options.halving && rungs.length === 1)
    context.onNote?.(
      `There are too few rows to leave settings out early: all are measured on all ${folds} folds`,
    );
  let left: readonly Candidate[] = drawn;
  const measured = new Map<number, MeasuredCandidate>();
  await withExecutors(options, dataKey, async (executors) => {
    for (const [index, rung] of rungs.entries()) {
      left = left.slice(0, rung.settings);
      const trials = Array.from({ length: rung.folds }, (_, fold) =>
        [reference, ...left].map((candidate) => trialOnFold(candidate, fold + 1, folds)),
      ).flat();
      await runTrials(trials, {
        ...context,
        dataKey,
        log,
        executors,
        labelledRows,
        version,
        onPlanned: (total, finished) => context.onRung?.(rung, index + 1, rungs.length, total, finished),
        // Each teacher that the default recipe does not have needs a folder of its own.
        teacherFolder: (rows, seed, key) =>
          key === plainTeacher(rows.fold?.number ?? 1)
            ? teacherFolderOf(options.teacherFolder, rows, seed)
            : path.join(path.dirname(options.teacherFolder), 'search-teachers', key),
      });
      const ranked = left.map(measuredOn(rung.folds)).sort(byScore);
      for (const candidate of ranked) measured.set(candidate.number, candidate);
      left = ranked;
    }
  });

  const onAllFolds = measuredOn(folds)(reference);
  const choice = searchChoice(
    left.flatMap(({ number }) => measured.get(number) ?? []),
    onAllFolds,
    score,
  );
  const shared = rungs[0]?.folds ?? folds;
  const onShared = drawn.map(measuredOn(shared));
  const importance = settingImportance(
    [...space.keys()],
    onShared.map(({ named }) => named),
    onShared.map((candidate) => candidate.score),
  );
  const facts = {
    dataset: name,
    dataKey,
    version,
    command: commandOf(options),
    folds,
    rungs,
    seed: options.seed,
    score,
    space,
    candidates: [...measured.values()].sort((a, b) => b.records.length - a.records.length || byScore(a, b)),
    choice,
    importance,
    importanceFolds: shared,
  };
  const document = searchDocument(facts);
  const scoreName = score === 'max-path' ? 'max path' : 'mixture';
  const contents = {
    [searchFiles.report]: searchReport(facts),
    [searchFiles.plot]: searchPlot({
      dataset: name,
      space,
      importance,
      candidates: onShared,
      reference: measuredOn(shared)(reference),
      chosen: choice.best.number,
      scoreName,
      folds: shared,
    }),
    [searchFiles.document]: `${JSON.stringify(document, null, 2)}\n`,
    // Last: what it names is there.
    [searchFiles.best]: settingsFileText(choice.verdict === 'none' ? {} : choice.best.named),
  };
  const files: string[] = [];
  for (const [file, content] of Object.entries(contents)) {
    await writeWholeFile(path.join(reportFolder, file), content);
    files.push(path.join(reportFolder, file));
  }
  return { document, choice: facts, files };
}

/** The command line that runs the search again. */
function commandOf({
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
