import { expect, test } from '@jest/globals';
import { foldReport } from '../../src/experiment/fold-report.js';
import { summarizePlans } from '../../src/experiment/summary.js';
import { dataKey, mnistFacts, recordOf, trialsOf } from './trial-cases.js';

const options = { preset: 'default', folds: 2 } as const;
const trials = trialsOf('recipe', 2, options);

test('each configuration on every fold, and its change from the first with the interval over all held-out rows', () => {
  // Of ten rows in each fold the recipe has 8 right, every other 9, and every baseline 6.
  const records = trials.map((trial) =>
    recordOf(trial, { baseline: 6, distilled: trial.title === 'default' ? 8 : 9 }),
  );
  const byKey = new Map(records.map((record) => [record.key, record]));
  const plans = summarizePlans(['recipe'], byKey, { ...mnistFacts, dataKey }, options);
  const commands = { recipe: 'sdt experiment mnist --plan recipe --folds 2' };
  const report = foldReport({ dataset: 'mnist', version: '0.0.0', folds: 2, plans, commands });
  const rows = report.split('\n').filter((line) => /^\| (the recipe|temperature 6) /.test(line));
  expect(rows.map((row) => row.split('|').map((cell) => cell.trim()))).toEqual([
    [
      '',
      'the recipe',
      '2',
      '99.42 %',
      '80.00 ± 0.00 %',
      '90.00 ± 0.00 %',
      '',
      '',
      '+20.00 (+5.00 to +40.00)',
      '+20.00 (+5.00 to +40.00)',
      '',
    ],
    [
      '',
      'temperature 6',
      '2',
      '99.42 %',
      '90.00 ± 0.00 %',
      '100.00 ± 0.00 %',
      '+10.00 (+0.00 to +25.00)',
      '+10.00 (+0.00 to +25.00)',
      '+30.00 (+10.00 to +50.00)',
      '+30.00 (+10.00 to +50.12)',
      '',
    ],
  ]);
  expect(report).toContain('Command: `sdt experiment mnist --plan recipe --folds 2`');
});

test('every fold has a seed and a teacher of its own, and other keys than the same seed on the test rows', () => {
  expect(new Set(trials.map(({ fold }) => fold?.number))).toEqual(new Set([1, 2]));
  for (const { fold, settings } of trials) expect(fold).toEqual({ number: settings.seed, count: 2 });
  const keys = (folds?: number) =>
    trialsOf('recipe', 2, { preset: 'default', folds }).map((trial) => recordOf(trial).key);
  expect(new Set([...keys(), ...keys(2), ...keys(3)]).size).toBe(3 * trials.length);
});
