import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';

import { probabilitiesOf, writeSoftTargets } from '../../src/distill/soft-targets.js';

function targetsOf(logits: number[], label: number, temperature: number, hardWeight: number): number[] {
  const targets = new Float32Array(logits.length);
  writeSoftTargets(Float32Array.from(logits), label, { temperature, hardWeight }, targets);
  return [...targets];
}

const close = (values: number[]): unknown[] => values.map((value) => expect.closeTo(value, 6));

describe('soft targets', () => {
  test('by hand: logits 0 and log 4', () => {
    expect(targetsOf([0, Math.log(4)], 0, 1, 0)).toEqual(close([0.2, 0.8]));
    // At T = 2 the odds are sqrt(4) = 2.
    expect(targetsOf([0, Math.log(4)], 0, 2, 0)).toEqual(close([1 / 3, 2 / 3]));
    expect(targetsOf([0, Math.log(4)], 0, 2, 0.25)).toEqual(close([0.25 + 0.75 / 3, 0.75 * (2 / 3)]));
    expect(targetsOf([0, Math.log(4)], 1, 2, 1)).toEqual([0, 1]);
  });

  test('huge logits neither overflow nor vanish', () => {
    expect(targetsOf([1e30, -1e30, 1e30], 0, 1, 0)).toEqual([0.5, 0, 0.5]);
    expect(targetsOf([-1e30, -1e30], 0, 0.01, 0)).toEqual([0.5, 0.5]);
  });

  test('are a distribution in the order of the logits, flatter at a higher temperature', () => {
    const logit = fc.float({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(logit, { minLength: 2, maxLength: 12 }),
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        (logits, t) => {
          const targets = targetsOf(logits, 0, t, 0);
          expect(targets.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
          expect(Math.max(...targetsOf(logits, 0, 2 * t, 0))).toBeLessThanOrEqual(
            Math.max(...targets) + 1e-6,
          );
          for (const [index, value] of targets.entries()) {
            const greater = logits.findIndex((other) => other > (logits[index] ?? 0));
            if (greater >= 0) expect(value).toBeLessThanOrEqual((targets[greater] ?? 0) + 1e-7);
          }
        },
      ),
    );
  });

  test('may be written over the logits', () => {
    const values = Float32Array.of(0, Math.log(4));
    writeSoftTargets(values, 0, { temperature: 1, hardWeight: 0 }, values);
    expect([...values]).toEqual(close([0.2, 0.8]));
  });
});

test('probabilitiesOf takes the softmax of each row', () => {
  const probabilities = probabilitiesOf(Float32Array.of(0, 0, 0, Math.log(3)), 2);
  expect([...probabilities]).toEqual(close([0.5, 0.5, 0.25, 0.75]));
});
