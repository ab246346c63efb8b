import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BatchSequence } from '../../src/data/batches.js';
import { SeededRandom } from '../../src/data/random.js';
import { InvalidInputError } from '../../src/errors.js';

describe('BatchSequence', () => {
  test('each epoch has every row at most once, in full batches', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (rows, size) => {
        fc.pre(size <= rows);
        const sequence = new BatchSequence(rows, size, new SeededRandom(1));
        expect(sequence.batchesPerEpoch).toBe(Math.floor(rows / size));
        for (let epoch = 0; epoch < 3; epoch++) {
          const seen = new Set<number>();
          for (let batch = 0; batch < sequence.batchesPerEpoch; batch++) {
            const indices = sequence.rowsOf(epoch * sequence.batchesPerEpoch + batch);
            expect(indices).toHaveLength(size);
            for (const row of indices) {
              expect(row >= 0 && row < rows).toBe(true);
              seen.add(row);
            }
          }
          expect(seen.size).toBe(sequence.batchesPerEpoch * size);
        }
      }),
    );
  });

  test('orders differ between epochs and seeds, and repeat with the seed', () => {
    const epochs = (seed: number) => {
      const sequence = new BatchSequence(64, 64, new SeededRandom(seed));
      return [[...sequence.rowsOf(0)], [...sequence.rowsOf(1)]];
    };
    const [first, second] = epochs(1);
    expect(first).not.toEqual(second);
    expect(epochs(1)).toEqual([first, second]);
    expect(epochs(2)[0]).not.toEqual(first);
  });

  test('a step has the same rows whichever steps were asked about before', () => {
    const steps = [7, 0, 11, 3, 7, 4];
    const jumping = new BatchSequence(20, 5, new SeededRandom(3));
    for (const step of steps) {
      const fresh = new BatchSequence(20, 5, new SeededRandom(3));
      expect([...jumping.rowsOf(step)]).toEqual([...fresh.rowsOf(step)]);
    }
  });

  test('rows left out of one epoch come in another', () => {
    const sequence = new BatchSequence(5, 4, new SeededRandom(1));
    const seen = new Set(Array.from({ length: 20 }, (_, step) => [...sequence.rowsOf(step)]).flat());
    expect(seen.size).toBe(5);
  });

  test.each([0, -1, 1.5, 11, NaN])('batch size %d of 10 rows is refused', (size) => {
    expect(() => new BatchSequence(10, size, new SeededRandom(1))).toThrow(InvalidInputError);
    expect(() => new BatchSequence(10, size, new SeededRandom(1))).toThrow(
      `batch size must be an integer from 1 to the number of training rows (10), found ${size}`,
    );
  });
});
