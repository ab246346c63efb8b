import { describe, expect, test } from '@jest/globals';

import type { ExperimentResult } from '../../src/file/results.js';
import { InvalidInputError } from '../../src/errors.js';
import { buildReportData } from '../../src/report/build-report-data.js';
import { loadModel } from '../../src/report/page/model.js';
import type { ReportExperiment } from '../../src/report/report-input.js';
import type { ReportData } from '../../src/report/report-data.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { explain } from '../../src/tree/explanation.js';
import { predict } from '../../src/tree/prediction.js';
import { lopsidedTopology } from '../tree/any-topology.js';
import { exampleInput } from './example-experiment.js';

const input = exampleInput();
const data = buildReportData(input);

/** As the page gets it. */
function throughJson(value: ReportData): ReportData {
  return JSON.parse(JSON.stringify(value)) as ReportData;
}

/** Compiles only while the experiment's result can be handed over as it is. */
export const asReportExperiment: (result: ExperimentResult) => ReportExperiment = (result) => result;

describe('buildReportData', () => {
  test.each([
    ['images, as exact bytes', exampleInput(), 'uint8'],
    ['tables, as float32', exampleInput({ inputShape: [4] }), 'float32'],
    ['trees that are not complete', exampleInput({ topology: lopsidedTopology }), 'uint8'],
  ])('lets the page compute exactly what the library computes: %s', async (_, example, encoding) => {
    const report = throughJson(buildReportData(example));
    expect(report.samples.features?.type).toBe(encoding);
    const model = await loadModel(report);
    const { test: rows } = example;
    expect(model.data.samples.rows.length).toBeGreaterThan(50);
    model.data.samples.rows.forEach((row, sample) => {
      const features = rows.features.subarray(row * rows.featureCount, (row + 1) * rows.featureCount);
      expect(model.features(sample)).toEqual(features);
      const tree = example.experiment.distilled?.tree;
      const pageTree = model.trees.find(({ role }) => role === 'distilled')?.tree;
      if (tree === undefined || pageTree === undefined) throw new Error('the example has a distilled tree');
      expect(explain(pageTree, model.features(sample))).toEqual(explain(tree, features));
    });
  });

  test('keeps bytes only where they give back the same float32', () => {
    const odd = exampleInput();
    odd.test.features.subarray()[7] = 0.123;
    expect(buildReportData(odd).samples.features?.type).toBe('float32');
  });

  test('agrees with the library on every answer, count and confusion', () => {
    const { test: rows } = input;
    for (const report of data.trees) {
      const tree = input.experiment[report.role]?.tree;
      if (tree === undefined) throw new Error('the example has both trees');
      const prediction = predict(tree, rows.features, rows.rowCount);
      expect(report.answers.maxPath).toEqual(data.samples.rows.map((row) => prediction.maxPathClasses[row]));
      expect(report.answers.mixture).toEqual(data.samples.rows.map((row) => prediction.mixtureClasses[row]));
      expect(report.leafRows.reduce((sum, count) => sum + count, 0)).toBe(rows.rowCount);
      const correct = rows.labels.filter((label, row) => label === prediction.maxPathClasses[row]).length;
      expect(report.leafCorrect.reduce((sum, count) => sum + count, 0)).toBe(correct);
      expect(
        report.confusion.maxPath.counts
          .map((line, label) => line[label])
          .reduce((a, b) => (a ?? 0) + (b ?? 0), 0),
      ).toBe(correct);
    }
  });

  test('holds samples for each cell of the confusion matrix, and all wrong answers where they are few', () => {
    const { labels } = data.samples;
    for (const { confusion, answers } of data.trees) {
      confusion.maxPath.counts.forEach((line, truth) =>
        line.forEach((count, answer) => {
          const held = labels.filter((label, at) => label === truth && answers.maxPath[at] === answer);
          expect(held.length).toBeLessThanOrEqual(count);
          expect(held.length).toBeGreaterThanOrEqual(Math.min(count, truth === answer ? 8 : 60));
        }),
      );
    }
  });

  test('measures what accuracy does not say, for each answer', () => {
    const { test: rows, experiment } = input;
    for (const { role, quality } of data.trees) {
      const tree = experiment[role]?.tree;
      if (tree === undefined) throw new Error('the example has both trees');
      const measured = evaluateTree(tree, rows).quality;
      expect(measured).toMatchObject({ ...quality });
      expect(Object.keys(quality?.mixture ?? {})).toHaveLength(4);
    }
    // The example's teacher says 0.9 for the true class of each row.
    expect(data.teacher?.quality?.balancedAccuracy).toBe(1);
    expect(data.teacher?.quality?.logLoss).toBeCloseTo(-Math.log(0.9), 6);
    expect(data.teacher?.quality?.expectedCalibrationError).toBeCloseTo(0.1, 6);
    const counts = rows.classNames.map((_, index) => rows.labels.filter((label) => label === index).length);
    expect(data.mostFrequentClass).toEqual({
      name: rows.classNames[counts.indexOf(Math.max(...counts))],
      share: Math.max(...counts) / rows.rowCount,
    });
  });

  test('lists the settings, times and seed', () => {
    expect(data.facts[0]?.facts).toContainEqual({ name: 'seed', value: '5' });
    expect(data.facts[0]?.facts).toContainEqual({ name: 'total time', value: '1 min 15 s' });
    expect(data.facts).toContainEqual({
      title: 'Settings: distillation',
      facts: [{ name: 'temperature', value: '2' }],
    });
    const times = data.facts.find(({ title }) => title === 'Time');
    expect(times?.facts).toEqual([
      { name: 'teacher', value: '12.3 s' },
      { name: 'total', value: '1 min 15 s' },
    ]);
  });

  test('puts the paper beside MNIST only', () => {
    expect(data.paper).toBeUndefined();
    expect(buildReportData(exampleInput({ datasetName: 'mnist' })).paper).toMatchObject({
      teacher: 0.9921,
      distilled: 0.9676,
    });
  });

  test('works with one tree and no teacher', async () => {
    const { distilled } = input.experiment;
    if (distilled === undefined) throw new Error('the example has a distilled tree');
    const report = buildReportData({ ...input, experiment: { seed: 1, distilled } });
    expect(report.trees.map(({ role }) => role)).toEqual(['distilled']);
    expect(report.samples.teacherProbabilities).toBeUndefined();
    expect((await loadModel(report)).teacherProbabilities(0)).toBeUndefined();
  });

  test('keeps all scores of every seed', () => {
    const otherRuns = [{ seed: 6, teacherAccuracy: 0.98, trees: {} }];
    const report = buildReportData({ ...input, otherRuns });
    expect(report.runs.map(({ seed }) => seed)).toEqual([5, 6]);
    expect(report.runs[0]?.trees.distilled?.maxPath).toBe(0.5);
  });

  test('refuses what does not fit', () => {
    expect(() => buildReportData({ ...input, experiment: { seed: 1 } })).toThrow(InvalidInputError);
    expect(() => buildReportData({ ...input, test: exampleInput({ inputShape: [5, 5, 1] }).test })).toThrow(
      'The baseline tree has 36 features and 3 classes, but the data set "example" has 25 and 3',
    );
    const teacher = { accuracy: 1, testProbabilities: new Float32Array(4) };
    expect(() => buildReportData({ ...input, experiment: { ...input.experiment, teacher } })).toThrow(
      'teacher.testProbabilities must hold 360 numbers for 120 test rows, found 4',
    );
  });
});
