import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { accuracyChart, lossChart } from '../../src/report/learning-curves.js';
import { lineChart, niceTicks } from '../../src/report/line-chart.js';

const epochs = [
  { epoch: 1, loss: 2, validationAccuracy: 0.5 },
  { epoch: 2, loss: 1, validationAccuracy: 0.9 },
];

describe('learning curves', () => {
  test('draw one line for each model that has epochs', () => {
    const svg = accuracyChart({ teacher: epochs, distilled: epochs, baseline: [] });
    expect(svg.match(/<path/g)).toHaveLength(2);
    expect(svg).toContain('<title>Distilled tree: 90 % at epoch 2</title>');
    expect(lossChart({ baseline: epochs })).toContain('<title>Baseline tree: 1 at epoch 2</title>');
  });

  test('are empty without epochs', () => {
    expect(accuracyChart({})).toBe('');
  });

  test('survive a single epoch and equal values', () => {
    const svg = lossChart({ baseline: [{ epoch: 1, loss: 0, validationAccuracy: 1 }] });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test('escape names', () => {
    const svg = lineChart([{ name: '<b>', color: 'red', points: [{ x: 1, y: 1 }] }], {
      title: '"<i>',
      xLabel: '&',
      formatY: String,
    });
    expect(svg).toContain('&lt;b&gt;');
    expect(svg).toContain('aria-label="&quot;&lt;i&gt;"');
    expect(svg).not.toContain('<b>');
  });
});

describe('niceTicks', () => {
  test('are round and cover the range', () => {
    expect(niceTicks(0.83, 0.97, 5)).toEqual([0.8, 0.85, 0.9, 0.95, 1]);
    fc.assert(
      fc.property(
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e4, noNaN: true }),
        (low, span) => {
          const ticks = niceTicks(low, low + span, 5);
          expect(ticks.length).toBeLessThanOrEqual(9);
          expect(ticks[0]).toBeLessThanOrEqual(low + 1e-6 * span);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + span - 1e-6 * span);
        },
      ),
    );
  });
});
