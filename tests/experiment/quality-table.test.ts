import { describe, expect, test } from '@jest/globals';
import { qualityTable } from '../../src/experiment/quality-table.js';
import type { TrialRecord } from '../../src/file/trial-record.js';
import { recordOf, trialsOf } from './trial-cases.js';

const [first, second] = trialsOf('main', 2);
if (first === undefined || second === undefined) throw new Error('two trials');
const records = [
  recordOf(first, { baseline: 6, distilled: 8 }),
  recordOf(second, { baseline: 5, distilled: 8 }),
];

/** As an earlier version left it. */
function withoutQuality({ teacher, baseline, distilled, ...record }: TrialRecord): TrialRecord {
  return {
    ...record,
    teacher: { ...teacher, quality: undefined },
    baseline: { ...baseline, quality: undefined },
    distilled: { ...distilled, quality: undefined },
  };
}

describe('the table beside accuracy', () => {
  test('mean and deviation over the seeds, by hand', () => {
    const text = qualityTable(records) ?? '';
    // All ten rows are of one class, so its recall is the accuracy: 0.6 and 0.5; F1: (0.75 + 0) / 2 and (2 / 3 + 0) / 2.
    // Log loss: 6 rows with 3/4 and 4 with 1/4, then 5 and 5. Answers claim 0.75: errors of 0.15 and 0.25.
    const losses = [6, 5].map((right) => -(right * Math.log(0.75) + (10 - right) * Math.log(0.25)) / 10);
    const mean = ((losses[0] ?? 0) + (losses[1] ?? 0)) / 2;
    const deviation = ((losses[1] ?? 0) - (losses[0] ?? 0)) / Math.SQRT2;
    expect(text).toContain(
      `| Baseline tree, max path | 55.00 ± 7.07 % | 35.42 ± 2.95 % | ${mean.toFixed(4)} ± ${deviation.toFixed(4)} | 20.00 ± 7.07 % |`,
    );
    expect(text).toContain('| Distilled tree, max path | 80.00 ± 0.00 % | 44.44 ± 0.00 % |');
    expect(text).not.toContain('earlier version');
  });

  test('seeds of earlier versions are left out and counted; without others there is no table', () => {
    const [recent, old] = records;
    if (recent === undefined || old === undefined) throw new Error('two records');
    const text = qualityTable([recent, withoutQuality(old)]) ?? '';
    expect(text).toContain('| Baseline tree, max path | 60.00 % |');
    expect(text).toContain('Trials of an earlier version, which lack these numbers: 1.');
    expect(qualityTable(records.map(withoutQuality))).toBeUndefined();
  });

  test('a teacher that an earlier version measured has no row', () => {
    expect(qualityTable(records)).not.toContain('| Teacher');
    const [recent] = records;
    if (recent === undefined) throw new Error('a record');
    const quality = recent.distilled.quality?.mixture;
    const teacher = { ...recent.teacher, quality };
    expect(qualityTable([{ ...recent, teacher }])).toContain('| Teacher | 90.00 % |');
  });
});
