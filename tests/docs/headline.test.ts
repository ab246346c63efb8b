import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Tokens } from 'marked';
import { readTreeFile } from '../../src/file/tree-file.js';
import { pageOf, root, tokensOf } from './pages.js';

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

type Scores = Readonly<Record<'maxPath' | 'mixture' | 'fidelity' | 'topPathProbability', Spread>>;

interface Experiment {
  readonly trials: readonly { readonly seed: number; readonly distilled: Readonly<Record<string, number>> }[];
  readonly plans: readonly {
    readonly plan: string;
    readonly seeds: number;
    readonly variants: readonly {
      readonly teacher: Spread;
      readonly baseline: Scores;
      readonly distilled: Scores;
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
const spread = ({ mean, deviation }: Spread) => `${percent(mean)} ± ${percent(deviation)} %`;

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
