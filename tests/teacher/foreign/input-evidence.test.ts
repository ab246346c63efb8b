import { describe, expect, test } from '@jest/globals';
import type { Dataset } from '../../../src/data/dataset.js';
import { InvalidInputError } from '../../../src/errors.js';
import { bestInput, evidenceText, rateInputs } from '../../../src/teacher/foreign/input-evidence.js';

const rows = 300;
const data: Dataset = {
  name: 'rows',
  features: new Float32Array(rows),
  labels: Uint16Array.from({ length: rows }, (_, row) => row % 3),
  rowCount: rows,
  featureCount: 1,
  classNames: ['a', 'b', 'c'],
  inputShape: [1],
  preparation: [],
};

/** Logits that answer the label, moved on by `shift`, but for the first `wrong` rows, which all get the first class. */
function answers(wrong: number, shift = 0): Promise<{ logits: Float32Array }> {
  const logits = new Float32Array(3 * rows);
  for (let row = 0; row < rows; row++) logits[3 * row + (row < wrong ? 0 : (row + shift) % 3)] = 1;
  return Promise.resolve({ logits });
}

const rate = (ways: Record<string, number>) =>
  rateInputs(Object.keys(ways), data, (way) => answers(ways[way] ?? 0));

describe('the input that answers speak for', () => {
  test('is the first, unless another is clearly better', async () => {
    expect(bestInput(await rate({ first: 150, other: 30 })).input).toBe('other');
    expect(bestInput(await rate({ first: 150, other: 150 })).input).toBe('first');
    expect(bestInput(await rate({ first: 30, other: 24 })).input).toBe('first');
    expect(bestInput(await rate({ first: 30, other: 150 })).input).toBe('first');
  });

  test('does not depend on the order of the classes', async () => {
    const rated = await rateInputs([1, 0], data, (shift) => answers(shift === 1 ? 6 : 200, shift));
    expect(bestInput(rated).input).toBe(1);
    expect(evidenceText(rated, String)).toMatch(/^of 300 labelled rows 1 fits 98\.\d %, 0 5\d\.\d %$/);
  });

  test('is asked for no longer where nothing can be gained', async () => {
    const asked: string[] = [];
    await rateInputs(['first', 'other'], data, (way) => {
      asked.push(way);
      return answers(0);
    });
    expect(asked).toEqual(['first']);
  });

  test('is one that the teacher takes at all; where there is none, the reason is that of the first', async () => {
    const fail = (way: string) => Promise.reject(new InvalidInputError(`cannot take ${way}`));
    const rated = await rateInputs(['first', 'other'], data, (way) =>
      way === 'first' ? fail(way) : answers(100),
    );
    expect(bestInput(rated).input).toBe('other');
    await expect(rateInputs(['first', 'other'], data, fail)).rejects.toThrow('cannot take first');
  });
});
