import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answerChanges, explainTable } from '../../src/explain/explain-table.js';
import { foundBy } from '../../src/explain/search-in-pieces.js';
import {
  cellValue,
  changedRow,
  featuresOf,
  grainOf,
  onGrain,
  type CellValue,
} from '../../src/explain/table-columns.js';
import { weighGate } from '../../src/explain/gate-weighing.js';
import { explain } from '../../src/tree/explanation.js';
import { GateEvaluator } from '../../src/tree/gates.js';
import { predict } from '../../src/tree/prediction.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTable, randomTable } from './random-table.js';

const runs = { numRuns: 20 };
const rowsOf = [0, 7, 31];

function answerOf(tree: Parameters<typeof predict>[0], features: Float32Array): number {
  return predict(tree, features, 1).maxPathClasses[0] ?? -1;
}

test('values come back as the row has them, missing ones too', () => {
  fc.assert(
    fc.property(anyTable, ({ columns, raw, features }) => {
      for (const [row, own] of features.entries()) {
        const rawRow = raw[row] ?? new Float64Array();
        const values = columns.map((column, index) => cellValue(column, index, own, rawRow));
        const restored = columns.map((column, index) => cellValue(column, index, own));
        for (const [index, column] of columns.entries()) {
          const { input } = column;
          const value = rawRow[index] ?? NaN;
          const wanted: CellValue = Number.isNaN(value)
            ? null
            : input.kind === 'category'
              ? (input.categories[value] ?? 'other')
              : input.kind === 'truth value'
                ? value === 1
                : value;
          expect(values[index]).toBe(wanted);
          if (input.name === 'income') expect(restored[index]).toBeCloseTo(value, -1);
          else expect(restored[index]).toBe(wanted);
          const made = featuresOf(column, wanted);
          expect(Array.from(own.subarray(input.feature, input.feature + made.length))).toEqual(
            Array.from(made),
          );
        }
      }
    }),
    { numRuns: 5 },
  );
});

test('start and pushes add up to the log-odds of a gate, and pushes to nothing over the training rows', () => {
  fc.assert(
    fc.property(anyTable, ({ tree, columns, features }) => {
      const gates = new GateEvaluator(tree);
      const sums = columns.map(() => 0);
      for (const own of features) {
        gates.setRow(own);
        const root = weighGate(tree, 0, columns, own);
        const added = root.pushes.reduce((sum, { push }) => sum + push, root.start);
        expect(added).toBeCloseTo(gates.preActivation(0), 4);
        for (const { column, push } of root.pushes) sums[column] = (sums[column] ?? 0) + push;
      }
      for (const sum of sums) expect(Math.abs(sum / features.length)).toBeLessThan(1e-4);
    }),
    { numRuns: 8 },
  );
});

test('a gate is even where all numbers of its question stand at their thresholds and the rest at its mean', () => {
  const numbers = [
    { name: 'age', type: 'number' },
    { name: 'income', type: 'number' },
    { name: 'dose', type: 'number' },
    { name: 'weight', type: 'number' },
  ] as const;
  fc.assert(
    fc.property(fc.nat(10_000), (seed) => {
      const { tree, columns, features } = randomTable(seed, 3, numbers);
      for (const { node, question } of explainTable(tree, columns, {
        features: features[0] ?? new Float32Array(),
      }).gates) {
        const changes = question.terms.flatMap((term) =>
          'threshold' in term ? [{ column: term.column, value: term.threshold }] : [],
        );
        expect(changes.length + question.others).toBe(numbers.length);
        const mean = new Float32Array(tree.featureCount);
        for (const { input, usual } of columns)
          if (input.indicator) mean[input.feature + 1] = (usual?.missing ?? 0) / (columns[0]?.rows ?? 1);
        const even = mean.slice();
        for (const { column, value } of changes) {
          const { input } = columns[column] ?? {};
          if (input?.kind === 'number') even[input.feature] = (value - input.offset) * input.scale;
        }
        const gates = new GateEvaluator(tree);
        gates.setRow(even);
        expect(gates.preActivation(node)).toBeCloseTo(0, 3);
        // A little more of what it asks for goes right.
        const [term] = question.terms;
        const [first] = changes;
        const input = columns[first?.column ?? 0]?.input;
        if (term === undefined || !('side' in term) || input?.kind !== 'number') throw new Error('a number');
        even[input.feature] = (even[input.feature] ?? 0) + (term.side === 'above' ? 0.1 : -0.1);
        gates.setRow(even);
        expect(gates.preActivation(node)).toBeGreaterThan(0);
      }
    }),
    runs,
  );
});

test('a value that is said to turn a gate turns it, and no nearer one of its column does', () => {
  fc.assert(
    fc.property(anyTable, ({ tree, columns, features }) => {
      const gates = new GateEvaluator(tree);
      for (const row of rowsOf) {
        const own = features[row] ?? new Float32Array();
        const decision = explainTable(tree, columns, { features: own });
        for (const { node, preActivation, turns } of decision.gates) {
          const turned = (column: number, value: CellValue): boolean => {
            gates.setRow(changedRow(own, columns, [{ column, value }]));
            return gates.preActivation(node) > 0 !== preActivation > 0;
          };
          for (const { column, from, value, answer } of turns) {
            expect(turned(column, value)).toBe(true);
            expect(answerOf(tree, changedRow(own, columns, [{ column, value }]))).toBe(answer);
            const { numbers } = columns[column]?.usual ?? {};
            if (typeof value !== 'number' || typeof from !== 'number') continue;
            expect(value).toBeGreaterThanOrEqual(numbers?.least ?? Infinity);
            expect(value).toBeLessThanOrEqual(numbers?.greatest ?? -Infinity);
            for (let part = 0; part < 20; part++) {
              const nearer = from + ((value - from) * part) / 20;
              const grain = grainOf(columns[column] ?? fail());
              if (Math.abs(nearer - value) > grain * 1.001) expect(turned(column, nearer)).toBe(false);
            }
          }
          // Where none is said, both ends of the training rows leave the gate as it is.
          for (const [index, column] of columns.entries()) {
            const value = decision.values[index];
            if (typeof value !== 'number' || turns.some((turn) => turn.column === index)) continue;
            if (column.input.name === 'row_id' || column.input.name === 'same') continue;
            const { least = 0, greatest = 0 } = column.usual?.numbers ?? {};
            for (const end of [least, greatest]) {
              const inside = onGrain(end, grainOf(column), end === least ? Math.ceil : Math.floor);
              expect(turned(index, inside)).toBe(false);
            }
          }
        }
      }
    }),
    runs,
  );
});

test('every counterfactual, predicted, gives the other class; fixed, constant and naming columns and gaps stay', () => {
  let found = 0;
  let few = 0;
  fc.assert(
    fc.property(anyTable, ({ tree, columns, features }) => {
      for (const row of rowsOf) {
        const own = features[row] ?? new Float32Array();
        const before = explain(tree, own).maxPathClass;
        const { counterfactuals, values } = explainTable(tree, columns, { features: own }, { fixed: [0] });
        if (counterfactuals === undefined) throw new Error('the training rows are known');
        for (const counterfactual of [counterfactuals.one, counterfactuals.few]) {
          if (counterfactual === undefined) continue;
          found++;
          const { changes, spreads, answer } = counterfactual;
          expect(answerOf(tree, changedRow(own, columns, changes))).toBe(answer);
          expect(answer).not.toBe(before);
          expect(changes.length).toBeLessThanOrEqual(3);
          expect(changes.reduce((sum, change) => sum + change.spreads, 0)).toBeCloseTo(spreads, 9);
          for (const { column, from, value } of changes) {
            expect(['age (years)', 'same', 'row_id']).not.toContain(columns[column]?.input.name);
            expect(from).not.toBeNull();
            expect(from).toBe(values[column]);
            const { numbers } = columns[column]?.usual ?? {};
            if (typeof value !== 'number' || numbers === undefined) continue;
            expect(value >= numbers.least && value <= numbers.greatest).toBe(true);
          }
        }
        if (counterfactuals.few !== undefined) {
          few++;
          expect(counterfactuals.few.changes.length).toBeGreaterThan(1);
          expect(counterfactuals.few.spreads).toBeLessThan(counterfactuals.one?.spreads ?? Infinity);
        }
      }
    }),
    runs,
  );
  expect(found).toBeGreaterThan(25);
  expect(few).toBeGreaterThan(0);
});

test('no single value that is nearer than the one of the counterfactual gives another class', () => {
  const anyRouting = fc.constantFrom('soft' as const, 'hard' as const);
  fc.assert(
    fc.property(
      anyTable,
      anyRouting,
      ({ tree: { shape, parameters, calibration }, columns, features }, routing) => {
        const tree = new SoftDecisionTree(shape, parameters, calibration, routing);
        const own = features[3] ?? new Float32Array();
        const before = explain(tree, own).maxPathClass;
        const { counterfactuals, values } = explainTable(tree, columns, { features: own });
        const reach = counterfactuals?.one?.spreads ?? Infinity;
        for (const index of counterfactuals?.tried ?? []) {
          const column = columns[index] ?? fail();
          const { input } = column;
          const value = values[index];
          if (typeof value !== 'number' || input.kind === 'category') {
            if (reach <= 1) continue;
            const words = input.kind === 'category' ? input.categories : [true, false];
            for (const word of words)
              expect(answerOf(tree, changedRow(own, columns, [{ column: index, value: word }]))).toBe(before);
            continue;
          }
          const { least = 0, greatest = 0 } = column.usual?.numbers ?? {};
          const grain = grainOf(column);
          for (let part = 0; part <= 150; part++) {
            const other = onGrain(least + ((greatest - least) * part) / 150, grain);
            if (other < least || other > greatest) continue;
            if (Math.abs(other - value) * input.scale >= reach - 1e-9) continue;
            expect(answerOf(tree, changedRow(own, columns, [{ column: index, value: other }]))).toBe(before);
          }
        }
      },
    ),
    runs,
  );
});

test('the search that a page works off piece by piece finds the same', () => {
  fc.assert(
    fc.property(anyTable, ({ tree, columns, features, raw }) => {
      const row = { features: features[5] ?? new Float32Array(), raw: raw[5] };
      const { counterfactuals } = explainTable(tree, columns, row);
      expect(foundBy(answerChanges(tree, columns, row))).toEqual(counterfactuals);
    }),
    runs,
  );
});

test('a word that the tree does not know stays as it is, and does what all other words do', () => {
  const { tree, columns, features } = randomTable(5, 3);
  const moon = changedRow(features[0] ?? new Float32Array(), columns, [{ column: 1, value: 'Moon' }]);
  const words = [undefined, 'Moon'];
  const known = explainTable(tree, columns, { features: moon, words });
  const nameless = explainTable(tree, columns, { features: moon });
  expect([known.values[1], nameless.values[1]]).toEqual(['Moon', 'other']);
  const withoutWords = (decision: typeof known) =>
    decision.gates.map(({ turns, ...gate }) => ({
      ...gate,
      turns: turns.map(({ column, value, answer }) => ({ column, value, answer })),
    }));
  expect(withoutWords(known)).toEqual(withoutWords(nameless));
  // A word that it knows is not replaced.
  const state = changedRow(moon, columns, [{ column: 1, value: 'State' }]);
  expect(explainTable(tree, columns, { features: state, words }).values[1]).toBe('State');
});

test('without what is usual there is no counterfactual and nothing turns', () => {
  const { tree, columns, features } = randomTable(5, 3);
  const bare = columns.map((column) => ({ ...column, usual: undefined, rows: 0 }));
  const { counterfactuals, gates } = explainTable(tree, bare, {
    features: features[0] ?? new Float32Array(),
  });
  expect(counterfactuals).toBeUndefined();
  expect(gates.flatMap(({ turns }) => turns)).toEqual([]);
});

function fail(): never {
  throw new Error('there is such a column');
}
