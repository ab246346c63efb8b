import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SeededRandom } from '../../../src/data/random.js';
import { weighGate } from '../../../src/explain/gate-weighing.js';
import { meets, columnValues } from '../../../src/explain/summary/conditions.js';
import { summarizeTree } from '../../../src/explain/summary/summarize-tree.js';
import { changedRow } from '../../../src/explain/table-columns.js';
import { featureCountOf } from '../../../src/file/feature-count.js';
import { evaluateTree } from '../../../src/tree/evaluate-tree.js';
import { predict } from '../../../src/tree/prediction.js';
import { pathProbabilities } from '../../../src/tree/routing.js';
import { SoftDecisionTree } from '../../../src/tree/soft-decision-tree.js';
import { randomFeatures, randomTree, seededNormal } from '../../tree/random-tree.js';
import { anyTable, type RandomTable } from '../random-table.js';

const runs = { numRuns: 8 };

/** The table's rows as one matrix, with labels that the tree answers four times of five. */
function rowsOf({ tree, features, raw }: RandomTable) {
  const rowCount = features.length;
  const all = new Float32Array(rowCount * tree.featureCount);
  for (const [row, own] of features.entries()) all.set(own, row * tree.featureCount);
  const answers = predict(tree, all, rowCount).maxPathClasses;
  const labels = answers.map((answer, row) => (row % 5 === 0 ? (answer + 1) % 3 : answer));
  return { features: all, labels, rowCount, raw: raw.flatMap((row) => Array.from(row)) };
}

const summaryOf = (table: RandomTable, options = {}) =>
  summarizeTree(table.tree, table.columns, [table.tree.featureCount], rowsOf(table), options);

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

test('importance is the mean of what explanations tell of each gate, by what arrives at it', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const { tree, columns, features } = table;
      const wanted = columns.map(() => 0);
      for (const own of features) {
        const leaves = pathProbabilities(tree, own, 1);
        for (let gate = 0; gate < tree.innerNodeCount; gate++) {
          const node = tree.topology.nodeOfGate(gate);
          const arriving = leaves.reduce(
            (sum, share, leaf) =>
              tree.topology.pathTo(tree.topology.nodeOfLeaf(leaf)).some((turn) => turn.node === node)
                ? sum + share
                : sum,
            0,
          );
          for (const { column, push } of weighGate(tree, node, columns, own).pushes)
            wanted[column] = (wanted[column] ?? 0) + (arriving * Math.abs(push)) / features.length;
        }
      }
      const { importance = [] } = summaryOf(table).table ?? {};
      for (const { column, logOdds, share } of importance) {
        expect(logOdds).toBeCloseTo(wanted[column] ?? NaN, 4);
        expect(share).toBeCloseTo((wanted[column] ?? NaN) / wanted.reduce((a, b) => a + b), 4);
      }
      expect(importance.map(({ logOdds }) => logOdds)).toEqual(
        importance.map(({ logOdds }) => logOdds).sort((a, b) => b - a),
      );
    }),
    { numRuns: 4 },
  );
});

test('shuffling loses what predicting the shuffled rows loses', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const { tree, columns } = table;
      const rows = rowsOf(table);
      const accuracy = (features: Float32Array) =>
        meanOf(
          Array.from(predict(tree, features, rows.rowCount).maxPathClasses, (answer, row) =>
            Number(answer === rows.labels[row]),
          ),
        );
      const { importance = [] } = summaryOf(table, { repeats: 2, seed: 9 }).table ?? {};
      for (const { column, shuffled } of importance) {
        const { input } = columns[column] ?? {};
        if (input === undefined) throw new Error('a column');
        const draws = new SeededRandom(9).fork(`column ${column}`);
        const givers = Array.from({ length: rows.rowCount }, (_, row) => row);
        const drops = [0, 1].map(() => {
          draws.shuffle(givers);
          const changed = rows.features.slice();
          for (const [row, giver] of givers.entries())
            for (let part = input.feature; part < input.feature + featureCountOf(input); part++)
              changed[row * tree.featureCount + part] = rows.features[giver * tree.featureCount + part] ?? 0;
          return accuracy(rows.features) - accuracy(changed);
        });
        expect(shuffled.drop).toBeCloseTo(meanOf(drops), 10);
        expect(shuffled.low).toBeLessThanOrEqual(shuffled.drop);
        expect(shuffled.high).toBeGreaterThanOrEqual(shuffled.drop);
        if (input.name === 'same') expect(shuffled).toEqual({ drop: 0, low: 0, high: 0 });
      }
    }),
    runs,
  );
});

test('intervals of the drop hold what it is over all rows, nineteen times of twenty', () => {
  // One gate at 0 on the first of two normal features, labels of its side but for one row of ten: shuffled, half of the answers are
  // another side's, so that accuracy falls from 0.9 to 0.5.
  const tree = new SoftDecisionTree(
    { depth: 1, featureCount: 2, classCount: 2 },
    {
      filters: Float32Array.of(5, 0),
      biases: Float32Array.of(0),
      betas: Float32Array.of(1),
      leafLogits: Float32Array.of(2, 0, 0, 2),
    },
  );
  const columns = ['a', 'b'].map((name, feature) => ({
    input: { name, kind: 'number' as const, offset: 0, scale: 1, indicator: false, feature },
    title: name,
    rows: 0,
  }));
  let held = 0;
  for (let seed = 0; seed < 200; seed++) {
    const random = seededNormal(seed);
    const rowCount = 80;
    const features = Float32Array.from({ length: 2 * rowCount }, () => random.normal());
    const labels = Uint16Array.from({ length: rowCount }, (_, row) => {
      const side = Number((features[2 * row] ?? 0) > 0);
      return random.uniform() < 0.1 ? 1 - side : side;
    });
    const { table } = summarizeTree(tree, columns, [2], { features, labels, rowCount }, { seed });
    const [first, second] = table?.importance ?? [];
    expect(first?.column).toBe(0);
    expect(second?.shuffled.drop).toBe(0);
    if (first !== undefined && first.shuffled.low <= 0.4 && first.shuffled.high >= 0.4) held++;
  }
  expect(held / 200).toBeGreaterThan(0.92);
  expect(held / 200).toBeLessThan(0.99);
});

test('partial dependence is the mean of the answers to rows that hold the value, or lack one', () => {
  let lacking = 0;
  fc.assert(
    fc.property(anyTable, (table) => {
      const { tree, columns, features } = table;
      const { dependence = [], importance = [] } = summaryOf(table, { top: 3 }).table ?? {};
      expect(dependence.map(({ column }) => column)).toEqual(
        importance.slice(0, 3).map(({ column }) => column),
      );
      for (const { column, values, probabilities } of dependence) {
        expect(values.length).toBeGreaterThan(1);
        const { numbers } = columns[column]?.usual ?? {};
        if (numbers !== undefined) expect(Number(values[0])).toBeCloseTo(numbers.low, -3);
        const { usual } = columns[column] ?? {};
        if (usual !== undefined) expect(values.at(-1) === null).toBe(usual.missing > 0);
        lacking += Number(usual?.numbers !== undefined && usual.missing > 0);
        for (const [index, value] of values.entries()) {
          const sums = [0, 0, 0];
          for (const own of features) {
            const { maxPathProbabilities } = predict(tree, changedRow(own, columns, [{ column, value }]), 1);
            for (const [at, share] of maxPathProbabilities.entries()) sums[at] = (sums[at] ?? 0) + share;
          }
          for (const [at, sum] of sums.entries())
            expect(probabilities[index]?.[at]).toBeCloseTo(sum / features.length, 5);
        }
      }
    }),
    { numRuns: 4 },
  );
  expect(lacking).toBeGreaterThan(0);
});

test('leaves count their rows, and what is said of them holds of as many rows as it says', () => {
  let told = 0;
  fc.assert(
    fc.property(anyTable, (table) => {
      const { tree, columns } = table;
      const rows = rowsOf(table);
      const { maxPathLeaves } = predict(tree, rows.features, rows.rowCount);
      const values = columnValues(
        columns,
        rows,
        Int32Array.from({ length: rows.rowCount }, (_, row) => row),
      );
      for (const { leaf, rows: count, classRows, conditions, met } of summaryOf(table).leaves) {
        const own = Array.from(maxPathLeaves.keys()).filter((row) => maxPathLeaves[row] === leaf);
        expect(count).toBe(own.length);
        expect(classRows).toEqual(
          [0, 1, 2].map((index) => own.filter((row) => rows.labels[row] === index).length),
        );
        if (conditions.length === 0) continue;
        told++;
        const holding = Array.from(maxPathLeaves.keys()).filter((row) =>
          conditions.every((condition) => meets(condition, values[condition.column], row)),
        );
        const ownHolding = holding.filter((row) => maxPathLeaves[row] === leaf).length;
        expect(met).toEqual({ own: ownHolding, others: holding.length - ownHolding });
        expect(ownHolding / count - (holding.length - ownHolding) / (rows.rowCount - count)).toBeGreaterThan(
          0.19,
        );
      }
    }),
    runs,
  );
  expect(told).toBeGreaterThan(10);
});

test('calibration bins are those of the calibration error', () => {
  fc.assert(
    fc.property(anyTable, (table) => {
      const { tree } = table;
      const rows = rowsOf(table);
      const { calibration } = summaryOf(table);
      const { quality } = evaluateTree(tree, {
        ...rows,
        name: 't',
        featureCount: tree.featureCount,
        classNames: ['a', 'b', 'c'],
        inputShape: [tree.featureCount],
        preparation: [],
      });
      for (const answer of ['maxPath', 'mixture'] as const) {
        const bins = calibration[answer];
        expect(bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows.rowCount);
        const error = bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.accuracy - bin.confidence), 0);
        expect(error / rows.rowCount).toBeCloseTo(quality[answer].expectedCalibrationError, 6);
        for (const { low, high, confidence, interval, accuracy } of bins) {
          expect(confidence).toBeGreaterThanOrEqual(low);
          expect(confidence).toBeLessThanOrEqual(high);
          expect(interval.low).toBeLessThanOrEqual(accuracy + 1e-12);
          expect(interval.high).toBeGreaterThanOrEqual(accuracy - 1e-12);
        }
      }
    }),
    runs,
  );
});

describe('images', () => {
  test('have pixels that move the gates, all channels together, and leaves without words', () => {
    const tree = randomTree({ depth: 2, featureCount: 12, classCount: 3 }, 1);
    const rowCount = 30;
    const features = randomFeatures(rowCount, 12, 2);
    for (let row = 0; row < rowCount; row++) features.fill(0.5, row * 12 + 6, row * 12 + 9);
    const labels = new Uint16Array(rowCount);
    const { pixels, table, leaves } = summarizeTree(tree, undefined, [2, 2, 3], {
      features,
      labels,
      rowCount,
    });
    expect(table).toBeUndefined();
    expect(pixels).toHaveLength(4);
    expect(pixels?.[2]).toBeCloseTo(0, 6);
    expect(pixels?.[0]).toBeGreaterThan(0.1);
    expect(leaves.every(({ conditions }) => conditions.length === 0)).toBe(true);
  });
});

test('much data is looked at in part, and the summary says in which', () => {
  const tree = randomTree({ depth: 2, featureCount: 100, classCount: 3 }, 1, 10);
  const columns = Array.from({ length: 100 }, (_, feature) => ({
    input: { name: `c${feature}`, kind: 'number' as const, offset: 0, scale: 1, indicator: false, feature },
    title: `c${feature}`,
    rows: 0,
  }));
  const rowCount = 600;
  const rows = {
    features: randomFeatures(rowCount, 100, 2),
    labels: new Uint16Array(rowCount),
    rowCount,
  };
  const { looked, leaves } = summarizeTree(tree, columns, [100], rows, { repeats: 50, top: 1 });
  expect(looked).toEqual({ traffic: 600, shuffled: 200, dependence: 200 });
  expect(leaves.reduce((sum, leaf) => sum + leaf.rows, 0)).toBe(rowCount);
});
