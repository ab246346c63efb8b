import { describe, expect, test } from '@jest/globals';
import type { Dataset } from '../../src/data/dataset.js';
import { OpenData } from '../../src/data/open-data.js';
import { onlyAffineStep } from '../../src/data/preparation.js';
import { SeededRandom } from '../../src/data/random.js';
import { InvalidInputError } from '../../src/errors.js';
import { numberedRows } from './small-dataset.js';
import { readFeatures, readSplits } from './read-features.js';

const labels = Array.from({ length: 240 }, (_, row) => row % 4);
const whole = new OpenData({ train: numberedRows(labels), test: undefined });
const own = numberedRows([0, 1, 2, 3]);
const withTest = new OpenData({ train: numberedRows(labels), test: own });
const identity = [{ kind: 'affine', offset: 0, scale: 1 }] as const;

/** The first column as it was before its preparation: the number of the row. */
function rowNumbers({ features, featureCount, rowCount, preparation }: Dataset): number[] {
  const all = features.subarray();
  const { offset, scale } = onlyAffineStep(preparation) ?? identity[0];
  const at = (values: number | readonly number[]) =>
    typeof values === 'number' ? values : (values[0] ?? NaN);
  return Array.from(
    { length: rowCount },
    (_, row) => Math.round((all[row * featureCount] ?? NaN) / at(scale) + at(offset)) + 0,
  );
}

const sorted = (rows: readonly number[]) => [...rows].sort((a, b) => a - b);

describe('splits', () => {
  test('without a test part, three disjoint parts, the same for the same seed', () => {
    const splits = whole.splits({ seed: 3 });
    expect([splits.test.rowCount, splits.validation.rowCount]).toEqual([48, 16]);
    const rows = [splits.train, splits.validation, splits.test].flatMap(rowNumbers);
    expect(sorted(rows)).toEqual([...labels.keys()]);
    expect(readSplits(whole.splits({ seed: 3 }))).toEqual(readSplits(splits));
    expect(rowNumbers(whole.splits({ seed: 4 }).test)).not.toEqual(rowNumbers(splits.test));
  });

  test.each([
    ['taken from the rows', whole, 192],
    ['of its own', withTest, 240],
  ])(
    'folds are the labelled rows in turn, whatever the seed, where the test part is %s',
    (_, data, count) => {
      const folds = [1, 2, 3, 4, 5].map((number) => data.splits({ seed: 3, fold: { number, count: 5 } }));
      const heldOut = folds.map(({ test: rows }) => rowNumbers(rows));
      const known = data.splits({ seed: 3 });
      const labelled = sorted([known.train, known.validation].flatMap(rowNumbers));
      expect(sorted(heldOut.flat())).toEqual(labelled);
      expect(labelled).toHaveLength(count);
      for (const [index, { train, validation }] of folds.entries()) {
        const learned = [train, validation].flatMap(rowNumbers);
        expect(sorted([...learned, ...(heldOut[index] ?? [])])).toEqual(labelled);
      }
      if (data === withTest) {
        const other = data.splits({ seed: 4, fold: { number: 2, count: 5 } });
        expect(rowNumbers(other.test)).toEqual(heldOut[1]);
      }
    },
  );

  test('a test part of its own stays whole, and validation rows come from the others', () => {
    const splits = withTest.splits({ seed: 3 });
    expect(rowNumbers(splits.test)).toEqual([0, 1, 2, 3]);
    expect(splits.validation.rowCount).toBe(20);
    expect(sorted([...rowNumbers(splits.train), ...rowNumbers(splits.validation)])).toEqual([
      ...labels.keys(),
    ]);
  });

  test('a validation part of its own stays whole, and all other labelled rows are for training', () => {
    const given = new OpenData({ train: numberedRows(labels), validation: own, test: own });
    const splits = given.splits({ seed: 3 });
    expect(rowNumbers(splits.train)).toEqual([...labels.keys()]);
    expect(rowNumbers(splits.validation)).toEqual([0, 1, 2, 3]);
    expect(given.facts().rowCount).toBe(240);
    expect(given.part('validation', { seed: 3 }, identity).rowCount).toBe(4);
    expect(given.part('all', { seed: 3 }, identity).rowCount).toBe(248);
    const withoutTest = new OpenData({ train: numberedRows(labels), validation: own });
    expect(withoutTest.splits({ seed: 3 }).train.rowCount).toBe(192);
    expect(withoutTest.facts().rowCount).toBe(192);
    expect(new Set([given.fingerprint, withoutTest.fingerprint, whole.fingerprint]).size).toBe(3);
  });

  test('the rows are those of the definition: shuffled by the seed, sorted by class, every so manieth', () => {
    const order = [...labels.keys()];
    new SeededRandom(9).fork('split').shuffle(order);
    const byClass = order.sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
    const expected = Array.from({ length: 20 }, (_, index) => byClass[Math.floor((index + 0.5) * 12)] ?? NaN);
    expect(rowNumbers(withTest.splits({ seed: 9 }).validation)).toEqual(sorted(expected));
  });

  test('fewer training rows change neither the other parts nor the share of a class', () => {
    const all = whole.splits({ seed: 1 });
    const fewer = whole.splits({ seed: 1, trainRows: 40 });
    expect(rowNumbers(fewer.test)).toEqual(rowNumbers(all.test));
    expect(rowNumbers(fewer.validation)).toEqual(rowNumbers(all.validation));
    expect(fewer.train.rowCount).toBe(40);
    for (const row of rowNumbers(fewer.train)) expect(rowNumbers(all.train)).toContain(row);
    for (const label of [0, 1, 2, 3]) {
      expect(fewer.train.labels.filter((other) => other === label)).toHaveLength(10);
    }
    const asMany = whole.splits({ seed: 1, trainRows: 176 });
    expect(asMany.train.features.subarray()).toEqual(all.train.features.subarray());
  });

  test('fewer labels: the validation rows come out of them, the test rows stay', () => {
    const all = whole.splits({ seed: 1 });
    const fewer = whole.splits({ seed: 1, labels: 60 });
    expect(rowNumbers(fewer.test)).toEqual(rowNumbers(all.test));
    expect([fewer.train.rowCount, fewer.validation.rowCount]).toEqual([48, 12]);
    const few = whole.splits({ seed: 1, labels: 9 });
    expect([...few.validation.labels].sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(few.train.labels).size).toBe(4);
  });

  test('one preparation for all parts, and no validation or test row decides it', () => {
    const value = labels.map((_, row) => Math.sin(row));
    const usual = new OpenData({ train: numberedRows(labels, [value]), test: own }).splits({ seed: 1 });
    const [outliers] = [new Set(rowNumbers(usual.validation))];
    const changed = value.map((number, row) => (outliers.has(row) ? 1e6 : number));
    const other = new OpenData({ train: numberedRows(labels, [changed]), test: own }).splits({ seed: 1 });
    expect(other.train.features.subarray()).toEqual(usual.train.features.subarray());
    expect(other.train.preparation).toEqual(usual.train.preparation);
    expect(other.validation.preparation).toEqual(usual.train.preparation);
    expect(other.test.preparation).toEqual(usual.train.preparation);
  });

  test('too few rows are refused', () => {
    const one = new OpenData({ train: numberedRows([0]), test: undefined });
    expect(() => one.splits({ seed: 1 })).toThrow(InvalidInputError);
  });
});

test('facts tell the size of the training part before it is prepared', () => {
  for (const data of [whole, withTest]) {
    for (const labelled of [undefined, 60, 10_000]) {
      const { train } = data.splits({ seed: 1, labels: labelled });
      expect(data.facts({ labels: labelled }).rowCount).toBe(train.rowCount);
    }
  }
  expect(whole.labelledRows).toBe(192);
  expect(withTest.labelledRows).toBe(240);
});

describe('part', () => {
  test.each(['train', 'validation', 'test'] as const)('%s holds the rows of the splits', (name) => {
    for (const data of [whole, withTest]) {
      const expected = data.splits({ seed: 5 })[name];
      expect(rowNumbers(data.part(name, { seed: 5 }, identity))).toEqual(rowNumbers(expected));
      const part = data.part(name, { seed: 5 }, expected.preparation);
      expect({ ...readFeatures(part), origin: expected.origin }).toEqual(readFeatures(expected));
    }
  });

  test('all is every row, the test part behind the others', () => {
    expect(rowNumbers(whole.part('all', { seed: 1 }, identity))).toEqual([...labels.keys()]);
    const all = withTest.part('all', { seed: 1 }, identity);
    expect(rowNumbers(all)).toEqual([...labels.keys(), 0, 1, 2, 3]);
    expect([...all.labels]).toEqual([...labels, 0, 1, 2, 3]);
    expect(all.rowCount).toBe(244);
  });

  test('of other data than the model was trained on is refused, but for all rows', () => {
    const { data } = whole.splits({ seed: 5 }).test.origin ?? {};
    expect(data).toMatchObject({ seed: 5, rows: { train: 176, validation: 16, test: 48 } });
    if (data === undefined) return;
    expect(rowNumbers(whole.part('test', data, identity))).toEqual(
      rowNumbers(whole.splits({ seed: 5 }).test),
    );
    const other = new OpenData({ train: numberedRows([...labels].reverse()), test: undefined });
    expect(() => other.part('test', data, identity)).toThrow(
      'rows is not the data that the model was trained on, so that it has no test part of it; --part all takes all of its rows',
    );
    expect(other.part('all', data, identity).rowCount).toBe(240);
  });
});

describe('trainedSplits', () => {
  test('are the parts and weights that a model was trained with, by what its file says of them', () => {
    for (const choice of [
      { seed: 5 },
      { seed: 5, labels: 80, trainRows: 30, classWeight: 'balanced' as const },
      { seed: 5, fold: { number: 2, count: 4 } },
    ]) {
      const { train, validation, test } = whole.splits(choice);
      const record = { ...(train.origin?.data ?? { seed: 0 }), fold: choice.fold };
      const again = whole.trainedSplits(record, train.preparation);
      expect(readFeatures(again.train)).toEqual(readFeatures(train));
      expect(readFeatures(again.validation)).toEqual(readFeatures(validation));
      expect(readFeatures(again.test)).toEqual(readFeatures(test));
      expect(again.unlabelled).toBeUndefined();
    }
  });

  test('are refused of other data', () => {
    const record = withTest.splits({ seed: 1 }).train.origin?.data ?? { seed: 1 };
    expect(() => whole.trainedSplits(record, identity)).toThrow(
      'rows is not the data that the model was trained on, so that nobody knows which of its rows are for choosing',
    );
  });
});
