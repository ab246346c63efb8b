import { columnsOf } from '../explain/explain-table.js';
import type { ResultsDocument } from '../file/results-schema.js';
import type { TreeDocument } from '../file/tree-document.js';
import { settingGroups } from '../report/facts.js';
import { escapeText } from '../report/html-text.js';
import { runScoresChart } from '../report/learning-curves.js';
import { treeSvg } from '../render/svg.js';
import { shellWord } from '../shell-word.js';
import { confusionMarkup } from './confusion-markup.js';
import { htmlPage } from './html-page.js';

/** A run to be compared with others. */
export interface ComparedRun {
  readonly folder: string;
  readonly results: ResultsDocument;
  readonly distilled: TreeDocument;
  /** Address of its own report, where there is one. */
  readonly report?: string | undefined;
  /** Of the distilled tree's max path, counts `[true class][answered class]`, where its own report holds them. */
  readonly confusion?: readonly (readonly number[])[] | undefined;
}

/** Levels of each tree that are drawn. */
const drawnLevels = 3;
/** Classes up to this number have their recalls side by side. */
const mostClasses = 30;

/** Several runs side by side as one page without a script: scores, the settings that differ, recall and confusion of the classes, the tops of the trees. */
export function comparisonPage(runs: readonly ComparedRun[]): string {
  const names = [...new Set(runs.map(({ results }) => results.dataset))];
  const title = `${runs.length} runs of ${names.join(', ')}`;
  const body = [
    `<h1>${escapeText(title)}</h1>`,
    ...(names.length > 1
      ? ['<p class="doubtful">These runs are of different data: their scores are of different test rows.</p>']
      : []),
    '<h2>Scores on the test rows</h2>',
    table('Scores', ['', ...scoreColumns.map(([name]) => name)], runs.map(scoreRow)),
    '<h2>What differs in the settings</h2>',
    differences(runs),
    ...recalls(runs),
    ...confusions(runs),
    '<h2>Accuracy</h2>',
    '<p>Circles: distilled tree, squares: baseline tree (both max path), diamonds: teacher.</p>',
  ].join('\n');
  return htmlPage(title, drawings(runs), { body });
}

type Score = readonly [name: string, of: (results: ResultsDocument) => number | undefined];
const scoreColumns: readonly Score[] = [
  ['Teacher', ({ teacher }) => teacher.accuracy],
  ['Baseline, max path', ({ baseline }) => baseline.maxPath],
  ['Baseline, mixture', ({ baseline }) => baseline.mixture],
  ['Distilled, max path', ({ distilled }) => distilled.maxPath],
  ['Distilled, mixture', ({ distilled }) => distilled.mixture],
  ['Fidelity', ({ distilled }) => distilled.fidelity],
  ['Balanced accuracy', ({ distilled }) => distilled.quality?.maxPath.balancedAccuracy],
  ['Calibration error', ({ distilled }) => distilled.quality?.maxPath.expectedCalibrationError],
];

function scoreRow({ folder, results, report }: ComparedRun, index: number): string[] {
  const name = `${index + 1}. ${escapeText(folder)}`;
  const link = report === undefined ? '' : ` (<a href="${escapeAttribute(report)}">report</a>)`;
  return [`${name}${link}`, ...scoreColumns.map(([, of]) => percentOf(of(results)))];
}

function percentOf(score: number | null | undefined): string {
  return score === undefined || score === null ? '–' : `${(100 * score).toFixed(2)}&nbsp;%`;
}

/** Settings and circumstances of which not all runs have the same. */
function differences(runs: readonly ComparedRun[]): string {
  const all = runs.map((run) => new Map(settingsOf(run)));
  const keys = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  const rows = keys
    .map((key) => [key, ...all.map((settings) => settings.get(key) ?? '–')])
    .filter(([, ...values]) => new Set(values).size > 1);
  if (rows.length === 0) return '<p>Nothing.</p>';
  return table(
    'What differs',
    ['', ...runs.map((_, index) => `Run ${index + 1}`)],
    rows.map((cells) => cells.map(escapeText)),
  );
}

function settingsOf({ results, distilled }: ComparedRun): [string, string][] {
  const { dataset, seed, preset, engine, rows, teacher, settings } = results;
  const facts: [string, string | number | undefined][] = [
    ['data', dataset],
    ['seed', seed],
    ['preset', preset],
    ['engine', engine],
    ['training rows', rows.train],
    ['test rows', rows.test],
    ['teacher', teacher.description],
    ['teacher weights', teacher.parameterCount],
    ['depth', distilled.tree.depth],
    ['leaves', distilled.tree.leafCount],
  ];
  return [
    ...facts.flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
    ...settingGroups(settings).flatMap(({ title, facts: group }) =>
      group.map(({ name, value }): [string, string] => [
        `${title.replace('Settings: ', '')}: ${name}`,
        value,
      ]),
    ),
  ];
}

/** Recall of each class on the max path of the distilled trees, where all runs know the same few classes. */
function recalls(runs: readonly ComparedRun[]): string[] {
  const [first] = runs;
  const classNames = first?.distilled.classNames ?? [];
  const isAlike = runs.every(
    ({ distilled, results }) =>
      results.distilled.quality !== undefined &&
      JSON.stringify(distilled.classNames) === JSON.stringify(classNames),
  );
  if (!isAlike || classNames.length > mostClasses) return [];
  const rows = classNames.map((name, index) => [
    escapeText(name),
    ...runs.map(({ results }) => percentOf(results.distilled.quality?.maxPath.recall[index])),
  ]);
  return [
    '<h2>Recall of each class, distilled tree, max path</h2>',
    table('Recall', ['', ...runs.map((_, index) => `Run ${index + 1}`)], rows),
  ];
}

/** What each distilled tree takes for what. */
function confusions(runs: readonly ComparedRun[]): string[] {
  const parts = runs.map(({ folder, distilled, confusion }, index) => {
    const { classNames } = distilled;
    const title = `<h3>Run ${index + 1}: ${escapeText(folder)}</h3>`;
    if (classNames.length > mostClasses)
      return `${title}<p class="aside">${classNames.length} classes are too many for a table here; its own report has it.</p>`;
    if (confusion?.length !== classNames.length)
      return `${title}<p class="aside">Not known: its own report, which holds the counts, is not where the run wrote it. <code>sdt report ${escapeText(shellWord(folder))}</code> in the folder of its trees and reports writes it anew.</p>`;
    return `${title}<div class="scroll" tabindex="0" role="region" aria-label="Confusion of run ${index + 1}">${confusionMarkup(confusion, classNames)}</div>`;
  });
  return [
    '<h2>What is taken for what, distilled tree, max path</h2>',
    '<p class="aside">Test rows by true class (down) and answer (across); errors are shaded among themselves.</p>',
    ...parts,
  ];
}

/** @param rows cells as markup; the first of each heads its row */
function table(label: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const heads = head.map((cell) => (cell === '' ? '<td></td>' : `<th scope="col">${escapeText(cell)}</th>`));
  const lines = rows.map(([name = '', ...cells]) => {
    const values = cells.map((cell) => `<td>${cell}</td>`).join('');
    return `<tr><th scope="row">${name}</th>${values}</tr>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table><thead><tr>${heads.join('')}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

function drawings(runs: readonly ComparedRun[]): string {
  const chart = runScoresChart(runs.map(({ results }) => results));
  const trees = runs.map(({ folder, distilled }, index) => {
    const svg = treeSvg(
      { ...distilled, columns: columnsOf(distilled) },
      { levels: Math.min(drawnLevels, Math.max(1, distilled.tree.depth)) },
    );
    return `<h2>Run ${index + 1}: ${escapeText(folder)}, distilled tree</h2>\n${svg}`;
  });
  return [chart, ...trees].join('\n');
}

function escapeAttribute(text: string): string {
  return escapeText(text).replace(/"/g, '&quot;');
}
