import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { experimentDocument } from '../../src/experiment/experiment-document.js';
import { codeSpan, escapeMarkdown, markdownTable } from '../../src/experiment/markdown-table.js';
import { baseSettings, planNames, type PlanName } from '../../src/experiment/plans.js';
import { settingSources } from '../../src/experiment/preset-dependence.js';
import { experimentReport } from '../../src/experiment/report.js';
import { olderRecipes, recipeText } from '../../src/experiment/recipe-version.js';
import { summarizePlans } from '../../src/experiment/summary.js';
import { trialKeys } from '../../src/experiment/trial.js';
import type { TrialRecord } from '../../src/file/trial-record.js';
import { dataKey, mnistFacts, recordOf, trialsOf } from './trial-cases.js';

const options = { preset: 'default' } as const;

function summaries(records: readonly TrialRecord[]) {
  const byKey = new Map(records.map((record) => [record.key, record]));
  return summarizePlans(planNames, byKey, { ...mnistFacts, dataKey }, options);
}

function reportOf(records: readonly TrialRecord[]) {
  const settings = baseSettings(mnistFacts, options);
  return experimentReport({
    dataset: 'mnist',
    version: '0.0.0',
    settings,
    settingSources: settingSources(settings, 'default', mnistFacts),
    plans: summaries(records),
    commands: { main: 'sdt experiment mnist --plan main --seeds 2' },
    search: { hard: { count: 2, maxPath: 0.9548, mixture: 0.9574 }, soft: { count: 0 }, gains: [] },
    paper: { source: 'the paper', depth: 8, teacher: 0.9921, distilled: 0.9676, baseline: 0.9445 },
  });
}

const [first, second] = trialsOf('main', 2);
if (first === undefined || second === undefined) throw new Error('two trials');
const mainRecords = [
  recordOf(first, { baseline: 6, distilled: 8 }),
  recordOf(second, { baseline: 5, distilled: 8 }),
];
const records = (...plans: PlanName[]) =>
  plans.flatMap((plan) => trialsOf(plan, 2).map((trial) => recordOf(trial)));

describe('summary', () => {
  test('mean, deviation and gain over the seeds, by hand', () => {
    const [main] = summaries(mainRecords);
    const [recipe] = main?.variants ?? [];
    expect(main?.seeds).toBe(2);
    expect(recipe?.baseline.maxPath.mean).toBeCloseTo(0.55, 12);
    // sqrt((0.05^2 + 0.05^2) / 1)
    expect(recipe?.baseline.maxPath.deviation).toBeCloseTo(0.0707107, 6);
    expect(recipe?.distilled.maxPath).toMatchObject({ mean: 0.8, deviation: 0 });
    // 2 of 10 rows gained in one seed, 3 of 10 in the other.
    expect(recipe?.gain.maxPath.mean).toBeCloseTo(0.25, 12);
    expect(recipe?.gain.maxPath.low).toBeLessThan(0.25);
    expect(recipe?.gain.maxPath.high).toBeGreaterThan(0.25);
  });

  test('a teacher that all seeds share has no deviation, several have', () => {
    const accuracyOf = (others: TrialRecord[]) =>
      summaries([...mainRecords.slice(0, 1), ...others])[0]?.variants[0]?.teacher;
    expect(accuracyOf(mainRecords.slice(1))).toEqual({ mean: 0.9942, count: 1 });
    const another = mainRecords.slice(1).map((record) => ({
      ...record,
      teacher: { ...record.teacher, fingerprint: 'f1', accuracy: 0.9944 },
    }));
    expect(accuracyOf(another)?.count).toBe(2);
    expect(accuracyOf(another)?.deviation).toBeCloseTo(0.000141, 6);
  });

  test('shows what is finished, also of other plans, and leaves the rest out', () => {
    const plans = summaries([...mainRecords, ...records('temperature').slice(0, 1)]);
    expect(plans.map(({ plan }) => plan)).toEqual(['main', 'ablation', 'temperature']);
    const temperature = plans.find(({ plan }) => plan === 'temperature');
    expect(temperature?.variants.map(({ label }) => label)).toEqual(['1', '4']);
    expect(summaries([])).toEqual([]);
  });
});

describe('an older recipe', () => {
  const [, few] = trialsOf('labels', 1).filter(({ labels }) => labels !== undefined);
  if (few === undefined) throw new Error('a trial with few labels');
  const all = trialsOf('labels', 1).map((trial) => recordOf(trial));
  const isFew = ({ key }: TrialRecord) => key === trialKeys(few, dataKey).trial;
  const older = { key: trialKeys(few, dataKey, { recipe: 1, labelDraw: 1 }).trial };

  test('stands where today’s was not measured, and the table says so', () => {
    const records = all.map((record) => (isFew(record) ? { ...record, ...older } : record));
    const labels = summaries(records).find(({ plan }) => plan === 'labels');
    const found = labels?.variants.filter(({ olderRecipe }) => olderRecipe !== undefined);
    expect(found?.map(({ olderRecipe }) => olderRecipe)).toEqual(['1.1']);
    const text = reportOf(records)['README.md'] ?? '';
    const label = escapeMarkdown(found?.[0]?.label ?? '');
    expect(text).toContain(
      `**${label}: this was measured with version 1.1 of the recipe; with today's, 2.2, the numbers are other ones.**`,
    );
  });

  test('is not seen beside today’s', () => {
    const both = [...all, ...all.filter(isFew).map((record) => ({ ...record, ...older }))];
    expect(reportOf(both)['README.md']).toBe(reportOf(all)['README.md']);
    expect(reportOf(all)['README.md']).not.toContain('version 1.1');
  });

  test('versions follow each other from the latest', () => {
    const current = { recipe: 2, labelDraw: 2 };
    expect(olderRecipes(true, current).map(recipeText)).toEqual(['2.1', '1.2', '1.1']);
    expect(olderRecipes(false, current).map(recipeText)).toEqual(['1.2']);
    expect(olderRecipes(false, { recipe: 1, labelDraw: 2 })).toEqual([]);
  });
});

describe('README.md', () => {
  test('has the headline table with the paper beside it', () => {
    const text = reportOf(mainRecords)['README.md'] ?? '';
    expect(text).toContain('| Teacher | 99.42 % |');
    expect(text).toContain(
      '| Distilled tree | 80.00 ± 0.00 % | 90.00 ± 0.00 % | 90.00 ± 0.00 % | 0.800 ± 0.000 | 60 ± 0 s | 96.76 % |',
    );
    expect(text).toContain('| Baseline tree | 55.00 ± 7.07 % |');
    expect(text).toContain('| Gain | +25.00 (');
    expect(text).toContain('`sdt experiment mnist --plan main --seeds 2`');
    expect(text).toContain('2 configurations were tried');
    expect(text).toContain('| true labels | 2 | 95.48 % | 95.74 % |');
  });

  test('every plan has its table, and the sweeps their plots', () => {
    const files = reportOf(records(...planNames));
    expect(Object.keys(files).sort()).toEqual([
      'README.md',
      'depth.svg',
      'labels.svg',
      'noise.svg',
      'temperature.svg',
    ]);
    const text = files['README.md'] ?? '';
    expect(text.match(/^## /gm)).toHaveLength(10);
    expect(text).toContain('| no balance penalty | +0.00 |');
    expect(text).toContain('| 10 | 814,318 |'.replace('814,318', '202,990'));
    expect(text).toMatch(/\| 1,000 \| 99\.42 [^|]*\| 5 \|/);
    expect(text).toMatch(/\| 1,000, and 59,000 rows without \| 99\.42 [^|]*\| 8 \|/);
    expect(text).toMatch(/\| tree\.depth \| 8 \| rows[^|]*\|/);
  });

  test('says where rows have fewer seeds', () => {
    const text = reportOf([...mainRecords, ...records('depth').slice(0, 9)])['README.md'] ?? '';
    expect(text).toContain('One seed (other rows: 8: 2)');
  });

  test('says that there is no log of the search rather than that nothing was tried', () => {
    const settings = baseSettings(mnistFacts, options);
    const files = experimentReport({
      dataset: 'a|b',
      version: '0',
      settings,
      settingSources: [],
      plans: [],
      commands: {},
      search: undefined,
    });
    expect(files['README.md']).toContain('left no log here');
    expect(files['README.md']).toContain('# Experiment on a\\|b');
  });
});

describe('plots', () => {
  test('the same trials give the same bytes, with a point for each row and the numbers in words', () => {
    const make = () => reportOf(records('depth'))['depth.svg'] ?? '';
    const svg = make();
    expect(make()).toBe(svg);
    expect(svg).toMatch(/^<svg [^>]*role="img"/);
    expect(svg).toContain('prefers-color-scheme:dark');
    expect(svg).toContain('Depth 10: Distilled tree, max path 80.00 %');
    // Nine depths and one marker in the legend for each of four curves; circles are those of the distilled tree.
    expect(svg.match(/M4,0A4,4,/g)).toHaveLength(2 * 10);
    expect(svg).not.toContain('NaN');
  });

  test('few labels: trees and teachers with the other rows and without, and the numbers of the paper as lines', () => {
    const svg = reportOf(records('labels'))['labels.svg'] ?? '';
    const described = /<desc[^>]*>([^<]*)/.exec(svg)?.[1] ?? '';
    expect(described).toContain(
      'Labelled rows 100: Distilled tree, labelled rows alone 80.00 %, Baseline tree 60.00 %, Teacher, labelled rows alone 99.42 %',
    );
    expect(described).toContain('Labelled rows 100: Distilled tree, the other rows too 80.00 %');
    expect(described).toContain('Distilled tree of the paper, all labels 96.76 %');
    expect(svg.match(/>100</g)).toHaveLength(1);
  });

  test('error bars stand where seeds differ', () => {
    const trials = trialsOf('depth', 2);
    const differing = trials.map((trial) =>
      recordOf(trial, { baseline: 6, distilled: trial.settings.seed === 1 ? 7 : 8 }),
    );
    const withBars = reportOf(differing)['depth.svg'] ?? '';
    const without = reportOf(records('depth'))['depth.svg'] ?? '';
    // Nine bars for each curve of the distilled tree.
    expect(withBars.match(/class="error-bar"/g)).toHaveLength(9 * 2);
    expect(without).not.toContain('error-bar');
  });
});

describe('experiment.json', () => {
  const document = experimentDocument({
    dataset: 'mnist',
    dataKey,
    version: '1.2.3',
    plans: summaries([...mainRecords, ...records('plain')]),
    commands: { main: 'sdt a', plain: 'sdt b', ablation: 'sdt a' },
  });

  test('has every trial once, with fractions and without bits', () => {
    expect(document.trials).toHaveLength(4);
    expect(document.trials.filter(({ preset }) => preset === 'default')).toHaveLength(2);
    expect(document.trials[0]).toMatchObject({
      preset: 'default',
      seed: 1,
      plans: ['main'],
      teacher: { accuracy: 0.9942 },
      baseline: { maxPath: 0.6, mixture: 0.7, fidelity: 0.9, topPathProbability: 0.8, seconds: 60 },
      distilled: { maxPath: 0.8 },
    });
    expect(JSON.stringify(document)).not.toContain('"correct"');
  });

  test('names version and commands, each once', () => {
    expect(document.version).toBe('1.2.3');
    expect(document.command).toBe('sdt a && sdt b');
  });
});

describe('setting sources', () => {
  test('name what of the data decides a setting, and nothing for the others', () => {
    const settings = baseSettings(mnistFacts, options);
    const sources = new Map(
      settingSources(settings, 'default', mnistFacts).map(({ name, derivedFrom }) => [name, derivedFrom]),
    );
    expect(sources.get('teacher.architecture')).toEqual(['features']);
    expect(sources.get('tree.depth')).toEqual(expect.arrayContaining(['rows']));
    expect(sources.get('distillation.temperature')).toEqual([]);
    expect(sources.has('seed')).toBe(false);
  });
});

test('markdown cells cannot end their cell', () => {
  expect(escapeMarkdown('a|b\n<c> *d* [e](f)')).toBe('a\\|b \\<c\\> \\*d\\* \\[e\\](f)');
  expect(markdownTable([{ title: 'x', align: 'left' }], [['1|2']])).toBe('| x |\n| --- |\n| 1\\|2 |');
});

test('a command with backticks stays one code span', () => {
  const text = fc.string({ unit: fc.constantFrom('`', '``', ' ', 'a', '$(x)', '|'), minLength: 1 });
  fc.assert(
    fc.property(
      text.filter((command) => command.trim() !== ''),
      (command) => {
        const span = codeSpan(command);
        const [fence = ''] = /^`+/.exec(span) ?? [];
        const inside = span.slice(fence.length, -fence.length);
        // What closes a span is a run of just as many backticks; one blank on either side is taken off.
        expect(inside.match(/`+/g) ?? []).not.toContain(fence);
        expect(/^ .* $/.test(inside) ? inside.slice(1, -1) : inside).toBe(command);
      },
    ),
  );
});
