import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Tokens } from 'marked';
import { readTreeFile } from '../../src/file/tree-file.js';
import { pageOf, root, tokensOf } from './pages.js';

interface Spread {
  readonly mean: number;
  /** Absent with one seed. */
  readonly deviation?: number;
  readonly count: number;
}

type Scores = Readonly<Record<'maxPath' | 'mixture' | 'fidelity' | 'topPathProbability', Spread>>;

interface Experiment {
  readonly trials: readonly { readonly seed: number; readonly distilled: Readonly<Record<string, number>> }[];
  readonly plans: readonly {
    readonly plan: string;
    readonly seeds: number;
    readonly variants: readonly {
      readonly value?: number;
      readonly unlabelled?: boolean;
      readonly teacher: Spread;
      readonly baseline: Scores;
      readonly distilled: Scores;
      readonly gain: Readonly<Record<'maxPath', Readonly<Record<'mean' | 'low' | 'high', number>>>>;
    }[];
  }[];
}

const experiment = JSON.parse(
  await readFile(path.join(root, 'reports/mnist/experiment.json'), 'utf8'),
) as Experiment;

function variantOf(name: string) {
  const [variant] = experiment.plans.find(({ plan }) => plan === name)?.variants ?? [];
  if (variant === undefined) throw new Error(`reports/mnist/experiment.json has no plan "${name}"`);
  return variant;
}

const percent = (value: number, digits = 2) => (100 * value).toFixed(digits);
const spread = ({ mean, deviation }: Spread) =>
  deviation === undefined ? `${percent(mean)} %` : `${percent(mean)} ± ${percent(deviation)} %`;
const points = (value: number) => `${value < 0 ? '−' : '+'}${percent(Math.abs(value))}`;

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
        `${points(maxPath.mean)} (${points(maxPath.low)} to ${points(maxPath.high)})`,
        String(distilled.maxPath.count),
      ]);
    expect(expected.length).toBeGreaterThan(3);
    expect(table?.rows.map((row) => row.map(({ text }) => text.replaceAll('**', '')))).toEqual(expected);
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
