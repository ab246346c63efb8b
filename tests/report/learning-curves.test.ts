import { describe, expect, test } from '@jest/globals';

import { accuracyChart, lossChart } from '../../src/report/learning-curves.js';

const epochs = [
  { epoch: 1, loss: 2, validationAccuracy: 0.5 },
  { epoch: 2, loss: 1, validationAccuracy: 0.9 },
];

describe('learning curves', () => {
  test('draw one line for each model that has epochs', () => {
    const svg = accuracyChart({ teacher: epochs, distilled: epochs, baseline: [] });
    expect(svg).toContain('aria-label="Validation accuracy by epoch"');
    expect(svg.match(/<path [^>]*stroke="/g)).toHaveLength(2);
    expect(svg).toContain('<title>Distilled tree: 90 % at epoch 2</title>');
    expect(lossChart({ baseline: epochs })).toContain('<title>Baseline tree: 1 at epoch 2</title>');
  });

  test('label whole epochs only', () => {
    expect(
      lossChart({ baseline: epochs })
        .match(/y="226"[^>]*>[^<]*/g)
        ?.map((text) => text.slice(-2)),
    ).toEqual(['>1', '>2']);
  });

  test('are not flattened by one bad epoch', () => {
    const good = Array.from({ length: 39 }, (_, index) => ({
      epoch: index + 2,
      loss: 1,
      validationAccuracy: 0.97,
    }));
    const svg = accuracyChart({ baseline: [{ epoch: 1, loss: 9, validationAccuracy: 0.1 }, ...good] });
    expect(svg).toContain('>97 %<');
    expect(svg).not.toContain('>80 %<');
  });

  test('show no accuracy beyond 100 %', () => {
    const svg = accuracyChart({ baseline: epochs.map((epoch) => ({ ...epoch, validationAccuracy: 1 })) });
    expect(svg).toContain('>100 %<');
    expect(svg).not.toMatch(/>10\d\.\d+ %</);
  });

  test('are empty without epochs', () => {
    expect(accuracyChart({})).toBe('');
  });

  test('survive a single epoch and equal values', () => {
    const svg = lossChart({ baseline: [{ epoch: 1, loss: 0, validationAccuracy: 1 }] });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
