import path from 'node:path';
import { writeWholeFile } from '../disk/whole-file.js';
import { shellWord } from '../shell-word.js';
import type { PaperScores } from './comparison.js';
import { experimentDocument, type ExperimentDocument } from './experiment-document.js';
import { foldReport } from './fold-report.js';
import type { OpenPlans, PlannedOptions } from './open-plans.js';
import { baseSettings, planNames, type PlanName } from './plans.js';
import { settingSources } from './preset-dependence.js';
import { experimentReport } from './report.js';
import { summarizePlans, type PlanSummary } from './summary.js';
import type { TaskData } from './task.js';

export interface ReportOptions extends PlannedOptions, TaskData {
  /** Of the toolkit. */
  readonly version: string;
  readonly paper?: PaperScores | undefined;
}

export interface PlansOutcome {
  readonly document: ExperimentDocument;
  readonly plans: readonly PlanSummary[];
  /** Files written. */
  readonly files: readonly string[];
}

/** Writes the report of all finished trials, those of other plans among them. */
export async function writePlans(
  options: ReportOptions,
  { data, dataKey, log, search }: OpenPlans,
): Promise<PlansOutcome> {
  const { folds, preset, reportFolder, version } = options;
  const plans = summarizePlans(planNames, log.records, { ...data, dataKey }, options);
  const commands = Object.fromEntries(
    plans.map(({ plan, seeds }) => [plan, commandOf(options, plan, seeds)]),
  );
  const facts = { dataset: data.name, version, plans, commands };
  const settings = baseSettings(data, options);
  const document = experimentDocument({ ...facts, dataKey });
  const files =
    folds === undefined
      ? {
          ...experimentReport({
            ...facts,
            settings,
            settingSources: settingSources(settings, preset, data),
            search,
            paper: options.paper,
          }),
          'experiment.json': `${JSON.stringify(document, null, 2)}\n`,
        }
      : { 'folds.md': foldReport({ ...facts, folds }) };
  const written: string[] = [];
  for (const [file, content] of Object.entries(files)) {
    await writeWholeFile(path.join(reportFolder, file), content);
    written.push(path.join(reportFolder, file));
  }
  return { document, plans, files: written };
}

/** The command line that runs one plan again. */
export function commandOf(
  { source, preset, folds, depth, epochs, labelCounts, table, classWeight }: ReportOptions,
  plan: PlanName,
  seeds: number,
): string {
  return [
    `sdt experiment ${shellWord(source.startsWith('-') ? `./${source}` : source)}`,
    `--plan ${plan}`,
    folds === undefined ? `--seeds ${seeds}` : `--folds ${folds}`,
    ...(preset === 'default' ? [] : [`--preset ${preset}`]),
    ...(depth === undefined ? [] : [`--depth ${depth}`]),
    ...(epochs === undefined ? [] : [`--epochs ${epochs}`]),
    ...(plan === 'labels' && labelCounts !== undefined ? [`--label-counts ${labelCounts.join(',')}`] : []),
    ...(table?.weight === undefined ? [] : [`--weight ${shellWord(table.weight)}`]),
    ...(classWeight === undefined
      ? []
      : [`--class-weight ${classWeight === 'balanced' ? classWeight : 'FILE'}`]),
  ].join(' ');
}
