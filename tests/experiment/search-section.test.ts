import { expect, test } from '@jest/globals';
import { searchSection } from '../../src/experiment/search-section.js';

const counts = { hard: { count: 1, maxPath: 0.95, mixture: 0.96 }, soft: { count: 1200 } };

test('says how many were tried, and nothing of gains where nothing was compared', () => {
  const section = searchSection({ ...counts, gains: [] });
  expect(section).toContain('1,201 configurations were tried');
  expect(section).toContain('| true labels | 1 | 95.00 % | 96.00 % |');
  expect(section).not.toContain('Pairs');
});

test('has a row for each kind of soft targets, losses too', () => {
  const section = searchSection({
    ...counts,
    gains: [
      {
        kind: 'T=3',
        maxPath: { mean: 0.002, deviation: 0.001, count: 12 },
        mixture: { mean: -0.0034, deviation: 0.002, count: 12 },
      },
      { kind: 'T=2|x', maxPath: { mean: 0.01, count: 1 }, mixture: { mean: 0, count: 1 } },
    ],
  });
  expect(section).toContain('| T=3 | 12 | +0.20 ± 0.10 | −0.34 ± 0.20 |');
  expect(section).toContain('| T=2\\|x | 1 | +1.00 | +0.00 |');
});
