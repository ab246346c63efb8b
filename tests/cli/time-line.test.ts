import { expect, test } from '@jest/globals';
import { timeLine } from '../../src/cli/time-line.js';

test('every part that took time is told, in the order of the work', () => {
  const seconds = {
    distilled: 4,
    baseline: 3,
    report: 0.55,
    softTargets: 0.2,
    teacher: 61,
    loading: 1.26,
    search: 7,
    total: 76.95,
  };
  expect(timeLine(seconds)).toBe(
    'Time: 1 min 18 s (loading 1.3 s, teacher 1 min 01 s, soft targets 0.2 s, tree size 7.0 s, baseline 3.0 s, distilled 4.0 s, report 0.6 s)',
  );
});

test('a given teacher and a given size took none; older results say nothing of loading and report', () => {
  expect(timeLine({ teacher: 0, softTargets: 0, baseline: 1, distilled: 2, total: 3.1 })).toBe(
    'Time: 3.1 s (soft targets 0.0 s, baseline 1.0 s, distilled 2.0 s)',
  );
});
