import path from 'node:path';
import { writeWholeFile } from '../../disk/whole-file.js';
import { settingsFileText } from '../../file/settings-file.js';
import { withExecutors } from '../run-plans.js';
import { runTrials, type TrialRunContext } from '../run-trials.js';
import { byScore, measuredCandidate, type Candidate, type MeasuredCandidate } from './candidate.js';
import { searchChoice } from './choice.js';
import { openSearch, searchCommand, searchFiles, trialsOnFolds, type SearchOptions } from './open-search.js';
import { halvingRungs, type Rung } from './rungs.js';
import { searchDocument, type SearchDocument, type SearchFacts } from './search-document.js';
import { searchPlot } from './search-plot.js';
import { searchReport } from './search-report.js';
import { settingImportance } from './setting-importance.js';

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
  const { folds, score, space, version, reportFolder } = options;
  const opened = await openSearch(options, context.onNote);
  const { name, dataKey, labelledRows, log, drawn, reference, teacherFolder } = opened;
  const measuredOn = (measured: number) => (candidate: Candidate) =>
    measuredCandidate(candidate, log.records, dataKey, { measured, folds, score });

  const rungs = options.halving
    ? halvingRungs(drawn.length, folds, options.data.labelledRows)
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
      const trials = trialsOnFolds(opened, left, rung.folds, folds);
      await runTrials(trials, {
        ...context,
        dataKey,
        log,
        executors,
        labelledRows,
        version,
        onPlanned: (total, finished) => context.onRung?.(rung, index + 1, rungs.length, total, finished),
        teacherFolder,
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
    command: searchCommand(options),
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
