import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openRows } from '../../src/data/table/rows-in-memory.js';
import { InvalidInputError } from '../../src/errors.js';
import { loadModel } from '../../src/model/load-model.js';
import { Model } from '../../src/model/model.js';
import { smallDocument } from '../cli/small-tree.js';
import { peopleCase } from '../export/cases.js';

/** Raw sizes count from 100 and weights in thousands; the tree sees them from 0 on and in ones. */
const document = smallDocument({
  preparation: [{ kind: 'affine', offset: [100, 0], scale: [1, 0.001] }],
});
const model = new Model(document);
const prepared = new Model(smallDocument());

const inFolder = async () => mkdtemp(path.join(tmpdir(), 'sdt-model-'));

describe('a model', () => {
  test('answers raw rows through its own preparation', () => {
    const raw = [
      [100, 0],
      [101, 0],
      [100, 1000],
      [103, 3000],
    ];
    const answers = model.predict(raw);
    expect(answers).toEqual(
      prepared.predict(raw.map(([size = 0, weight = 0]) => [size - 100, weight / 1000])),
    );
    expect(new Set(answers.map(({ className }) => className)).size).toBeGreaterThan(1);
    for (const {
      className,
      leafDistribution,
      mixtureDistribution,
      mixtureClassName,
      pathProbability,
    } of answers) {
      const greatest = (values: Float32Array) => model.classNames[values.indexOf(Math.max(...values))];
      expect(className).toBe(greatest(leafDistribution));
      expect(mixtureClassName).toBe(greatest(mixtureDistribution));
      expect(pathProbability).toBeGreaterThan(0);
    }
    expect(model.predict([])).toEqual([]);
  });

  test('reads texts as files have them, those for a missing value among them', async () => {
    const { document: people, rows, expected } = await peopleCase(true);
    const texts = rows.flat().filter((cell) => cell === 'NA' || cell === '?');
    expect(texts.length).toBeGreaterThan(0);
    const answers = new Model(people).predict(rows);
    expect(answers.map(({ className }) => people.classNames.indexOf(className))).toEqual([
      ...expected.maxPathClasses,
    ]);
  });

  test('explains the answer that it gives', () => {
    const row = [101, 2000];
    const { steps, className, leaf, pathProbability } = model.explain(row);
    const [answer] = model.predict([row]);
    expect(steps).toHaveLength(2);
    expect({ className, leaf }).toEqual({ className: answer?.className, leaf: answer?.leaf });
    expect(pathProbability).toBeCloseTo(answer?.pathProbability ?? NaN, 6);
  });

  test('explains a row of a table in its own units', () => {
    const { values, gates, counterfactuals } = model.explainTable([101, 2000]);
    expect(values).toEqual([101, 2000]);
    expect(gates.map(({ node }) => node)).toEqual(model.explain([101, 2000]).steps.map(({ node }) => node));
    expect(gates[0]?.question.terms).toEqual([{ column: 0, side: 'above', threshold: 100.5 }]);
    expect(counterfactuals).toBeUndefined();
    expect(() => model.explainTable([101, 2000], { fixed: ['width'] })).toThrow(
      'the tree has no column "width"; its columns are "size", "weight"',
    );
  });

  test.each([
    [[[1]], 'rows for this model: row 0 must hold 2 values, found 1'],
    [
      [
        [1, 2],
        [1, 2, 3],
      ],
      'rows for this model: row 1 must hold 2 values, found 3',
    ],
    [
      [
        [1, 2],
        [1, NaN],
      ],
      'rows for this model: row 1, weight: must be a finite number, found NaN',
    ],
  ])('refuses the rows %j', (rows, message) => {
    expect(() => model.predict(rows)).toThrow(new InvalidInputError(message));
  });

  test('comes back from its file as it was', async () => {
    const file = path.join(await inFolder(), 'deep/tree.json');
    await model.save(file);
    const again = await loadModel(file);
    expect(again.document.preparation).toEqual(document.preparation);
    expect(again.predict([[101, 700]])).toEqual(model.predict([[101, 700]]));
    await again.save(`${file}.2`);
    expect(await readFile(`${file}.2`, 'utf8')).toBe(await readFile(file, 'utf8'));
  });
});

describe('evaluate', () => {
  const rows = Array.from({ length: 30 }, (_, row) => [100 + (row % 3), 1000 * (row % 2)]);
  const labels = model.predict(rows).map(({ className }) => className);
  // Every class has to be there for the data to have the model's classes.
  const all = { rows, labels, name: 'stones' };
  const known = new Set(labels).size === model.classNames.length;

  test('measures rows in memory, open data and files alike', async () => {
    expect(known).toBe(true);
    const ofMemory = await model.evaluate(all, 'all');
    expect(ofMemory.scores.maxPath).toBe(1);
    expect((await model.evaluate(openRows(all), 'all')).scores).toEqual(ofMemory.scores);
    const file = path.join(await inFolder(), 'stones.csv');
    const lines = rows.map((row, index) => `${row.join()},${labels[index] ?? ''}`);
    await writeFile(file, ['size,weight,label', ...lines].join('\n'));
    expect((await model.evaluate(file, 'all')).scores).toEqual(ofMemory.scores);
    expect((await model.evaluate(file)).prediction.maxPathClasses).toHaveLength(6);
  });

  test('refuses data of other columns', async () => {
    const wider = { ...all, rows: rows.map((row) => [...row, 1]) };
    await expect(model.evaluate(wider)).rejects.toThrow(
      'stones has 3 features, but the tree takes 2 (shape [2])',
    );
  });
});
