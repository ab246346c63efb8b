import path from 'node:path';
import type { Command } from 'commander';
import { searchScores, type SearchScore } from '../../experiment/search/candidate.js';
import type { SearchDocument } from '../../experiment/search/search-document.js';
import type { SearchContext } from '../../experiment/search/run-search.js';
import type { SearchShardContext } from '../../experiment/search/search-shards.js';
import type { SearchSpace } from '../../experiment/search/search-space.js';
import { UsageError } from '../../errors.js';
import { readWhole } from '../../data/whole-file.js';
import type { TrialRecord } from '../../file/trial-record.js';
import { settingKinds } from '../../settings/named-settings.js';
import { addDataOption, addEngineOptions, addOutputOptions } from '../common-options.js';
import { withExperimentSession, type ExperimentSession, type SessionOptions } from '../experiment-session.js';
import type { CommandIo } from '../io.js';
import { formatCount, formatCounted, formatPercent } from '../number-format.js';
import { choiceOption, integerOption, outputPathOption, pathOption } from '../option-values.js';
import { addQueueOptions } from '../queue-options.js';
import { addShardOptions, shardLine } from '../shard-options.js';
import { formatTable } from '../text-table.js';
import { addDataArgument, addPresetOption } from '../training-session.js';

interface SearchOptions extends SessionOptions {
  readonly seed: number;
  readonly space: string;
  readonly trials: number;
  readonly folds?: number;
  readonly halving?: boolean;
  readonly score: SearchScore;
}

const usualFolds = { all: 3, halving: 9 } as const;
/** Settings that are shown on the terminal. */
const shownSettings = 5;

export function addSearchCommand(program: Command, io: CommandIo): void {
  const command = addDataArgument(program.command('search'))
    .summary('search for better settings, at random or by successive halving')
    .description(
      'Search for settings that are better than the default recipe: draws some at random from the ranges of a file, and measures them on held-out folds of the labelled rows, beside the default recipe. No test row is looked at. Trials that are finished are not run again.',
    )
    .requiredOption(
      '--space <file>',
      'JSON file: for each setting a list of values, or a range to draw from (see below)',
      pathOption('--space'),
    )
    .option('--trials <n>', 'settings to draw, besides the default', integerOption('--trials', 1, 10_000), 20)
    .option(
      '--folds <n>',
      `folds of the labelled rows, each held out in turn (default: ${usualFolds.all}, with --halving ${usualFolds.halving})`,
      integerOption('--folds', 2, 100),
    )
    .option(
      '--halving',
      'successive halving: all settings on few folds, and only the best third of them on three times as many, until all folds',
    )
    .option(
      '--score <name>',
      `what is compared, of the distilled trees: accuracy by ${searchScores.join(' or ')}`,
      choiceOption('--score', searchScores),
      'max-path',
    );
  addPresetOption(command).option(
    '--jobs <n>',
    'trees that grow at a time, each in a process of its own; they share the processors',
    integerOption('--jobs', 1, 256),
    1,
  );
  addQueueOptions(command);
  addShardOptions(command);
  command.option(
    '--seed <n>',
    'decides which settings are drawn; folds and trees are the same for every seed',
    integerOption('--seed', 0, 2 ** 32 - 1),
    1,
  );
  addEngineOptions(command);
  addDataOption(command, 'the same as the argument');
  command.option(
    '-o, --out <folder>',
    'gets reports/<data set>/, and trees/<data set>/ for the teachers (default: ".", and "smoke" for the smoke preset)',
    outputPathOption('--out'),
  );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
A space file gives settings their ranges; both ends may be drawn, and log ranges have equal chances for equal ratios:
  {
    "tree.depth": { "integer": [3, 8] },
    "tree.epochs": { "logInteger": [20, 200] },
    "tree.penalty": { "uniform": [0, 0.1] },
    "tree.learningRate": { "logUniform": [0.001, 0.1] },
    "tree.objective": ["mixture-nll", "mixture-to-paths"]
  }
Settings: ${[...settingKinds.keys()].join(', ')}

Writes search.jsonl (one finished trial a line), search.json, search.md, search.svg (what mattered) and
best-settings.json into reports/<data set>/. Ctrl-C keeps finished trials; the same command goes on.

Examples:
  sdt search penguins.csv --space space.json --trials 40
  sdt search penguins.csv --space space.json --trials 81 --halving --jobs 2
  sdt search mnist --space space.json --trials 20 --score mixture --out sweep
  sdt search mnist --space space.json --trials 20 --shard 3/16 --out sweep
  sdt search mnist --space space.json --trials 20 --gather sweep --out sweep
  sdt run penguins.csv --settings reports/penguins/best-settings.json`,
    )
    .action((data: string | undefined, options: SearchOptions) => search(data, options, io));
}

async function search(argument: string | undefined, options: SearchOptions, io: CommandIo): Promise<void> {
  const { shard, gather, halving = false } = options;
  if (halving && (shard !== undefined || gather !== undefined)) {
    throw new UsageError(
      `${shard === undefined ? '--gather' : '--shard'} takes trials that are known before any is run, and --halving chooses them by those that were; leave --halving out, or use --queue`,
    );
  }
  const { searchFiles } = await import('../../experiment/search/open-search.js');
  const { parseSearchSpace } = await import('../../experiment/search/search-space.js');
  const space = parseSearchSpace((await readWhole(options.space)).toString('utf8'), options.space);
  await withExperimentSession(argument, options, io, {
    command: 'search',
    unlabelled: undefined,
    files: (reportFolder) => Object.values(searchFiles).map((file) => path.join(reportFolder, file)),
    work: (session) => runSession(options, space, io, session),
  });
}

async function runSession(
  options: SearchOptions,
  space: SearchSpace,
  io: CommandIo,
  { compute, out, paths, shards, display, output, duration }: ExperimentSession,
): Promise<void> {
  const { searchFiles } = await import('../../experiment/search/open-search.js');
  const { runSearch } = await import('../../experiment/search/run-search.js');
  const { gatherSearch, runSearchShard } = await import('../../experiment/search/search-shards.js');
  const { searchVerdict } = await import('../../experiment/search/search-words.js');
  const { trials, halving = false, score, seed, preset, shard } = options;
  const { reportFolder } = compute;
  const folds = options.folds ?? (halving ? usualFolds.halving : usualFolds.all);
  const wanted = {
    ...compute,
    ...{ space, spaceFile: options.space, trials, folds, seed, halving, score, preset },
  };
  const context: SearchContext & SearchShardContext = {
    signal: io.signal,
    onNote: (note) => display.log(note),
    onRung: (rung, number, rungs, all, finished) =>
      display.log(
        `${rungs === 1 ? '' : `Step ${number} of ${rungs}: `}${formatCounted(rung.settings, 'setting')} and the default recipe on ${formatCounted(rung.folds, 'fold')}: ${formatCounted(all, 'trial')}, ${finished === 0 ? 'none' : formatCount(finished)} finished before`,
      ),
    onPlanned: (all, finished) =>
      display.log(
        `${formatCounted(all, 'trial')} of the shard, ${finished === 0 ? 'none' : formatCount(finished)} finished before`,
      ),
    onProgress: (progress) => display.update(progress),
    onTrial: (_trial, record) => display.log(trialLine(record)),
  };
  if (shard !== undefined) {
    const record = await runSearchShard(wanted, shard, context);
    display.close();
    output.document(record);
    output.result([shardLine(record, reportFolder, out, duration())]);
    return;
  }
  const copied = shards && (await gatherSearch(wanted, shards, paths.folder, context.onNote));
  const outcome = await runSearch(wanted, context);
  display.close();
  for (const file of [...(copied ?? []), ...outcome.files]) output.wrote(file);
  output.document(outcome.document);
  output.result([
    '',
    ...bestLines(outcome.document, output.tableWidth),
    '',
    ...searchVerdict(outcome.choice),
    '',
    ...(outcome.document.verdict === 'none'
      ? []
      : [`Settings: ${path.join(reportFolder, searchFiles.best)}, for sdt run --settings`]),
    `Time: ${duration()}. Report: ${path.join(reportFolder, searchFiles.report)}`,
  ]);
}

function trialLine({ preset, fold, distilled }: TrialRecord): string {
  return `${preset}, fold ${fold?.number ?? 0}: distilled ${formatPercent(distilled.maxPath)} max path, ${formatPercent(distilled.mixture)} mixture`;
}

/** The best settings below each other, the default recipe first. */
function bestLines({ reference, candidates, space }: SearchDocument, width: number): string[] {
  const names = Object.keys(space);
  return formatTable(
    [
      { title: 'Trial', align: 'right' },
      ...names.map((title) => ({ title, align: 'right' as const })),
      { title: 'Folds', align: 'right' },
      { title: 'Max path', align: 'right' },
      { title: 'Mixture', align: 'right' },
    ],
    [reference, ...candidates.slice(0, shownSettings)].map(
      ({ number, settings, folds, maxPath, mixture }) => [
        number === 0 ? 'default' : String(number),
        ...names.map((name) => String(settings[name] ?? '')),
        String(folds),
        formatPercent(maxPath),
        formatPercent(mixture),
      ],
    ),
    '',
    width,
  );
}
