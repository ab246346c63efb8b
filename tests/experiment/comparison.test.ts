import { describe, expect, test } from '@jest/globals';
import { comparison } from '../../src/experiment/comparison.js';
import type { Interval } from '../../src/experiment/statistics.js';
import { summarizePlans, type VariantSummary } from '../../src/experiment/summary.js';
import { dataKey, mnistFacts, recordOf, trialsOf } from './trial-cases.js';

function summaryWith(gain: VariantSummary['gain']): VariantSummary {
  const records = trialsOf('main', 2).map((trial) => recordOf(trial));
  const byKey = new Map(records.map((record) => [record.key, record]));
  const facts = { ...mnistFacts, dataKey };
  const [variant] = summarizePlans(['main'], byKey, facts, { preset: 'default' })[0]?.variants ?? [];
  if (variant === undefined) throw new Error('one variant');
  return { ...variant, gain };
}

const clear: Interval = { mean: 0.003, low: 0.001, high: 0.005 };
const open: Interval = { mean: 0.001, low: -0.001, high: 0.003 };
const loss: Interval = { mean: -0.003, low: -0.005, high: -0.001 };

describe('what is said of the gain', () => {
  test.each<[Interval, Interval, string]>([
    [clear, clear, 'The intervals of the gain exclude zero on both answers.'],
    [loss, clear, 'The intervals of the gain exclude zero on both answers.'],
    [open, open, 'includes zero on max path and the mixture: there, no gain'],
    [open, clear, 'is established. It excludes zero on the mixture.'],
    [clear, open, 'includes zero on the mixture: there, no gain'],
  ])('%j and %j', (maxPath, mixture, sentence) => {
    expect(comparison(summaryWith({ maxPath, mixture }))).toContain(sentence);
  });
});
