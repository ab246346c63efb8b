import { describe, expect, test } from '@jest/globals';
import type { ClassWeight } from '../../src/data/class-weights.js';
import { ingredients, ingredientsIn } from '../../src/experiment/ingredients.js';
import { baseSettings, planNames, plannedTrials, planVariants } from '../../src/experiment/plans.js';
import { rowSelection, trialKeys } from '../../src/experiment/trial.js';
import { dataKey, mnistFacts, trialsOf } from './trial-cases.js';

const options = { preset: 'default' } as const;
const keysOf = (plan: (typeof planNames)[number], seeds = 1) =>
  trialsOf(plan, seeds).map((trial) => trialKeys(trial, dataKey));

describe('plans', () => {
  test('main is the preset with each seed, and nothing else', () => {
    const trials = trialsOf('main', 3);
    const settings = baseSettings(mnistFacts, options);
    expect(trials.map(({ settings: { seed } }) => seed)).toEqual([1, 2, 3]);
    for (const trial of trials) {
      expect(trial.title).toBe('default');
      expect(trial.settings).toEqual({ ...settings, seed: trial.settings.seed, sharedSeed: 1 });
    }
    expect(settings.tree.depth).toBe(8);
  });

  test('plain is the paper: its loss, a constant penalty, images as they are, the same teacher', () => {
    const [plain] = trialsOf('plain');
    const [main] = trialsOf('main');
    expect(plain?.settings).toMatchObject({
      preset: 'paper',
      tree: { objective: 'expected-cross-entropy', penalty: 0.1, penaltyFade: 0, augment: false, depth: 8 },
    });
    expect(plain && trialKeys(plain, dataKey).teacher).toBe(main && trialKeys(main, dataKey).teacher);
  });

  test('ablation has the recipe first, then one difference in each row', () => {
    const [whole, ...others] = trialsOf('ablation');
    expect(whole?.title).toBe('default');
    expect(others.length).toBe(ingredientsIn(baseSettings(mnistFacts, options)).length);
    expect(others.length).toBeGreaterThanOrEqual(5);
    for (const { settings } of others) {
      const flat = (parts: object) =>
        Object.entries(parts).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
      const all = (from: typeof settings) => [...flat(from.tree), ...flat(from.distillation)];
      const base = whole === undefined ? [] : all(whole.settings);
      expect(all(settings).filter((entry) => !base.includes(entry))).toHaveLength(1);
    }
  });

  test('an ingredient that the recipe does not use has no row', () => {
    const settings = baseSettings(mnistFacts, { preset: 'paper' });
    const used = ingredientsIn(settings).map(({ without }) => without);
    expect(used).toContain('no balance penalty');
    expect(used).not.toContain('images not deformed');
    expect(ingredients.length).toBeGreaterThan(used.length);
  });

  test('depth and temperature sweeps hold the recipe itself once, under its own name', () => {
    for (const plan of ['depth', 'temperature'] as const) {
      expect(trialsOf(plan).filter(({ title }) => title === 'default')).toHaveLength(1);
      expect(keysOf(plan).map(({ trial }) => trial)).toContain(keysOf('main')[0]?.trial);
    }
    expect(planVariants('depth', mnistFacts, options).map(({ value }) => value)).toEqual([
      2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });

  test('a temperature changes the distilled tree alone', () => {
    const keys = keysOf('temperature');
    expect(new Set(keys.map(({ baseline }) => baseline)).size).toBe(1);
    expect(new Set(keys.map(({ distilled }) => distilled)).size).toBe(keys.length);
  });

  test('fewer labels: with and without the other rows, each seed with its own; all labels are the recipe itself', () => {
    const trials = trialsOf('labels', 2);
    const counts = [100, 300, 1000, 5000, 20_000];
    expect(trials.slice(0, 11).map(({ labels, unlabelled }) => [labels, unlabelled])).toEqual([
      ...counts.flatMap((labels) => [
        [labels, undefined],
        [labels, true],
      ]),
      [undefined, undefined],
    ]);
    const keys = keysOf('labels', 2);
    // Ten of each seed, and one for all labels.
    expect(new Set(keys.map(({ teacher }) => teacher)).size).toBe(21);
    expect(keys[10]).toEqual(keysOf('main')[0]);
    const [fewest, withOthers] = trials;
    expect(fewest?.settings.tree.depth).toBeLessThan(8);
    expect(fewest?.settings.selfTraining).toBeUndefined();
    expect(withOthers?.settings.tree.depth).toBe(8);
    expect(withOthers?.settings.selfTraining?.rounds).toBeGreaterThan(0);
  });

  test('sizes that a data set does not have, or that give a class too few labels, are left out', () => {
    const facts = { ...mnistFacts, classNames: Array.from({ length: 26 }, String), labelledRows: 2000 };
    const labels = planVariants('labels', facts, options).map(({ label }) => label);
    expect(labels).toEqual([
      '300',
      '300, and 1,700 rows without',
      '1,000',
      '1,000, and 1,000 rows without',
      '2,000',
    ]);
    const given = planVariants('labels', facts, { ...options, labelCounts: [500, 60, 3000] });
    expect(given.map(({ value }) => value)).toEqual([60, 60, 500, 500, 2000]);
  });

  test('wrong labels have a teacher that learns from them; none wrong is the recipe itself', () => {
    const trials = trialsOf('noise');
    expect(trials.map(({ labelNoise }) => labelNoise)).toEqual([undefined, 0.2, 0.4]);
    expect(new Set(keysOf('noise').map(({ teacher }) => teacher)).size).toBe(3);
    expect(keysOf('noise')[0]).toEqual(keysOf('main')[0]);
  });

  test('the size of a tree is searched for as by sdt run: for tables, but where the plan gives it', () => {
    const table = { ...mnistFacts, name: 'stones', inputShape: [16], labelledRows: 2000 };
    for (const plan of ['main', 'temperature', 'labels', 'noise'] as const)
      for (const { settings } of plannedTrials([plan], 1, table, options))
        expect(settings.search).toBeDefined();
    for (const plan of ['plain', 'depth'] as const)
      for (const { settings } of plannedTrials([plan], 1, table, options))
        expect(settings.search).toBeUndefined();
  });

  test('epochs replace those of every tree; a smoke run stays one in the plain plan', () => {
    const smoke = plannedTrials(planNames, 1, mnistFacts, { preset: 'smoke', epochs: 2 });
    const others: Readonly<Record<string, number>> = {
      'smoke, twice the epochs': 4,
      'smoke, half the epochs': 1,
    };
    for (const { settings, title } of smoke) expect(settings.tree.epochs).toBe(others[title] ?? 2);
    const plain = smoke.find(({ title }) => title === 'paper');
    const base = baseSettings(mnistFacts, { preset: 'smoke' });
    expect(plain?.settings.trainRows).toBe(base.trainRows);
    expect(plain?.settings.teacher).toEqual(base.teacher);
    expect(plain?.settings.tree.depth).toBe(base.tree.depth);
  });

  test('the important plans come first, and the first seed of every row before the second', () => {
    const trials = plannedTrials(['depth', 'main'], 2, mnistFacts, options);
    expect(trials[0]?.title).toBe('default');
    expect(trials.slice(2, 11).map(({ settings }) => settings.seed)).toEqual(new Array(9).fill(1));
  });
});

describe('keys', () => {
  const [trial] = trialsOf('main');
  if (trial === undefined) throw new Error('there is a main trial');
  const keys = trialKeys(trial, dataKey);

  test('follow data, settings and seed', () => {
    const changed = { ...trial.settings, seed: 2 };
    expect(trialKeys({ ...trial, settings: changed }, dataKey)).toMatchObject({ teacher: keys.teacher });
    expect(trialKeys({ ...trial, settings: changed }, dataKey).trial).not.toBe(keys.trial);
    expect(trialKeys(trial, 'other data').trial).not.toBe(keys.trial);
    expect(trialKeys({ ...trial, labels: 500 }, dataKey).trial).not.toBe(keys.trial);
  });

  test('do not depend on names or on the order of settings', () => {
    const reversed = Object.fromEntries(Object.entries(trial.settings.tree).reverse());
    const tree = { ...trial.settings.tree, ...reversed };
    const settings = { ...trial.settings, preset: 'another name', tree };
    expect(trialKeys({ title: 'another title', settings }, dataKey)).toEqual(keys);
  });

  test('follow a recipe that changed convolutions alone only where the teacher has some', () => {
    const [first, second] = [1, 2].map((recipe) => ({ recipe, labelDraw: 2 }));
    expect(trialKeys(trial, dataKey, first)).not.toEqual(trialKeys(trial, dataKey, second));
    const teacher = { ...trial.settings.teacher, architecture: 'mlp' } as const;
    const dense = { ...trial, settings: { ...trial.settings, teacher } };
    expect(trialKeys(dense, dataKey, first)).toEqual(trialKeys(dense, dataKey, second));
  });
});

test('class weights are part of a trial, and of its keys only where there are some', () => {
  const choices: readonly (ClassWeight | undefined)[] = [undefined, undefined, 'balanced', { a: 1, b: 2 }];
  const [plain, alike, balanced, given] = choices.map(
    (classWeight) => trialsOf('main', 1, { preset: 'default', classWeight })[0],
  );
  if (plain === undefined || alike === undefined || balanced === undefined || given === undefined)
    throw new Error('no trial');
  expect(JSON.stringify(rowSelection(plain))).toBe('{}');
  expect(rowSelection(balanced)).toEqual({ classWeight: 'balanced' });
  const keys = [plain, balanced, given].map((trial) => trialKeys(trial, dataKey));
  expect(trialKeys(alike, dataKey)).toEqual(keys[0]);
  for (const model of ['teacher', 'baseline', 'distilled', 'trial'] as const) {
    expect(new Set(keys.map((key) => key[model])).size).toBe(3);
  }
});
