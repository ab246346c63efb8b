import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Tokens } from 'marked';
import { signedPoints } from '../../src/experiment/report-numbers.js';
import { readTreeFile } from '../../src/file/tree-file.js';
import { pageOf, root, tokensOf } from './pages.js';

interface Spread {
  readonly mean: number;
  /** Absent with one seed. */
  readonly deviation?: number;
  readonly count: number;
}

type Interval = Readonly<Record<'mean' | 'low' | 'high', number>>;

type Scores = Readonly<Record<'maxPath' | 'mixture' | 'fidelity' | 'topPathProbability', Spread>>;

type TrialScores = Readonly<Record<'maxPath' | 'mixture', number>>;

interface Experiment {
  readonly trials: readonly {
    readonly seed: number;
    readonly plans: readonly string[];
    readonly baseline: TrialScores;
    readonly distilled: TrialScores;
  }[];
  readonly plans: readonly {
    readonly plan: string;
    readonly seeds: number;
    readonly variants: readonly {
      readonly label: string;
      readonly value?: number;
      readonly unlabelled?: boolean;
      readonly teacher: Spread;
      readonly baseline: Scores;
      readonly distilled: Scores;
      readonly gain: Readonly<Record<'maxPath' | 'mixture', Interval>>;
    }[];
  }[];
}

async function experimentOf(dataset: string): Promise<Experiment> {
  const file = path.join(root, 'reports', dataset, 'experiment.json');
  return JSON.parse(await readFile(file, 'utf8')) as Experiment;
}

const experiment = await experimentOf('mnist');

function variantOf(name: string) {
  const [variant] = experiment.plans.find(({ plan }) => plan === name)?.variants ?? [];
  if (variant === undefined) throw new Error(`reports/mnist/experiment.json has no plan "${name}"`);
  return variant;
}

const percent = (value: number, digits = 2) => (100 * value).toFixed(digits);
const spread = ({ mean, deviation }: Spread) =>
  deviation === undefined ? `${percent(mean)} %` : `${percent(mean)} ± ${percent(deviation)} %`;

const interval = ({ low, high }: Omit<Interval, 'mean'>) => `${signedPoints(low)} to ${signedPoints(high)}`;

/** The paragraph of README that holds a text, on one line. */
async function paragraphWith(text: string): Promise<string> {
  const paragraphs = tokensOf<Tokens.Paragraph>(await pageOf('README.md'), 'paragraph');
  const found = paragraphs.map(({ raw }) => raw.replaceAll(/\s+/g, ' ')).filter((raw) => raw.includes(text));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

function cellsOf({ maxPath, mixture, fidelity, topPathProbability }: Scores): string[] {
  return [
    spread(maxPath),
    spread(mixture),
    `${percent(fidelity.mean)} %`,
    topPathProbability.mean.toFixed(3),
  ];
}

describe('the numbers of MNIST in README come from reports/mnist/experiment.json', () => {
  test('its table', async () => {
    const tables = tokensOf<Tokens.Table>(await pageOf('README.md'), 'table');
    const table = tables.find(({ header }) => header.some(({ text }) => text === 'max path'));
    const rows = new Map(
      table?.rows.map((row) => {
        const [title = '', ...cells] = row.map(({ text }) => text.replaceAll('**', ''));
        return [title, cells.slice(0, 4)] as const;
      }),
    );
    const [main, plain] = [variantOf('main'), variantOf('plain')];
    expect(rows.get('distilled tree')).toEqual(cellsOf(main.distilled));
    expect(rows.get('baseline tree, same recipe, hard labels')).toEqual(cellsOf(main.baseline));
    expect(rows.get("distilled tree, the paper's plain setting")).toEqual(cellsOf(plain.distilled));
    expect(rows.get("baseline tree, the paper's plain setting")).toEqual(cellsOf(plain.baseline));
    expect(rows.get('teacher (CNN 16-32-128)')?.[0]).toBe(`${percent(main.teacher.mean)} %`);
  });

  test('its table of few labels', async () => {
    const tables = tokensOf<Tokens.Table>(await pageOf('README.md'), 'table');
    const table = tables.find(({ header }) => header[0]?.text === 'labelled rows');
    const { variants = [] } = experiment.plans.find(({ plan }) => plan === 'labels') ?? {};
    const expected = variants
      .filter(({ unlabelled }) => unlabelled !== false)
      .map(({ value = 0, teacher, distilled, baseline, gain: { maxPath } }) => [
        value.toLocaleString('en-US'),
        spread(teacher),
        spread(distilled.maxPath),
        spread(baseline.maxPath),
        `${signedPoints(maxPath.mean)} (${interval(maxPath)})`,
        String(distilled.maxPath.count),
      ]);
    expect(expected.length).toBeGreaterThan(3);
    expect(table?.rows.map((row) => row.map(({ text }) => text.replaceAll('**', '')))).toEqual(expected);
  });

  test('its prose: gains with their intervals, the seeds in which the distilled tree is ahead, configurations', async () => {
    const text = await paragraphWith('Read it honestly');
    const {
      gain: { maxPath, mixture },
    } = variantOf('main');
    expect(text).toContain(
      `${signedPoints(maxPath.mean)} points by max path (95 % interval ${interval(maxPath)}) and ${signedPoints(mixture.mean)} by the mixture (${interval(mixture)})`,
    );
    const trials = experiment.trials.filter(({ plans }) => plans.includes('main'));
    const ahead = (inference: 'maxPath' | 'mixture') =>
      trials.filter(({ baseline, distilled }) => distilled[inference] > baseline[inference]).length;
    expect(text).toContain(
      `in ${ahead('maxPath')} of the ${trials.length} seeds by max path and in ${ahead('mixture')} by the mixture`,
    );
    const tried = (await readFile(path.join(root, 'reports/mnist/search-log.jsonl'), 'utf8'))
      .trim()
      .split('\n');
    expect(text).toContain(`after ${tried.length} configurations were tried`);
    const machines = await readFile(path.join(root, 'docs/many-machines.md'), 'utf8');
    expect(machines).toContain(`${tried.length} configurations of MNIST`);
  });

  test('the committed tree, its report and the notebook are the trial of seed 1', async () => {
    const { metrics, seed } = await readTreeFile(path.join(root, 'trees/mnist/distilled.json'));
    const trial = experiment.trials.find((one) => one.seed === seed);
    expect(trial?.distilled).toMatchObject({ maxPath: metrics.maxPath, mixture: metrics.mixture });
    for (const file of ['README.md', 'notebooks/explain-a-decision.ipynb']) {
      const { tokens } = await pageOf(file);
      expect(tokens.map(({ raw }) => raw).join('')).toMatch(new RegExp(`run\\s+of\\s+seed\\s+${seed}\\b`));
    }
    const notebook = await readFile(path.join(root, 'notebooks/explain-a-decision.ipynb'), 'utf8');
    expect(notebook).toContain(`max path: ${percent(metrics.maxPath, 1)} % right`);
  });
});

test('the numbers of letter in README come from reports/letter/experiment.json', async () => {
  const text = await paragraphWith('(reports/letter/README.md)');
  const { variants = [] } = (await experimentOf('letter')).plans.find(({ plan }) => plan === 'labels') ?? {};
  const told = [
    ...text.matchAll(
      /([\d,]+) labels (?:give a distilled tree of )?([\d.]+) % and (?:a baseline of )?([\d.]+) %/g,
    ),
  ];
  // No percentage stands beside those that are looked up here.
  expect(told.length * 2).toBe([...text.matchAll(/[\d.]+ %/g)].length);
  expect(told.length).toBeGreaterThan(0);
  for (const [, labels, distilled, baseline] of told) {
    const variant = variants.find(({ label }) => label.startsWith(`${labels}, and `));
    expect([labels, distilled, baseline]).toEqual([
      labels,
      percent(variant?.distilled.maxPath.mean ?? NaN, 1),
      percent(variant?.baseline.maxPath.mean ?? NaN, 1),
    ]);
    expect(variant?.gain.maxPath.low).toBeGreaterThan(0.01); // "far above zero"
  }
  const all = variants.at(-1);
  const gain = all?.gain.maxPath ?? { mean: NaN, low: NaN, high: NaN };
  expect(text).toContain(`all ${all?.label ?? ''} it is ${signedPoints(gain.mean)} (${interval(gain)}`);
});
