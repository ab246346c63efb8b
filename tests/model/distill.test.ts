import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../../src/data/random.js';
import type { TableRows } from '../../src/data/table/rows-in-memory.js';
import { InterruptedError, InvalidInputError } from '../../src/errors.js';
import { distill } from '../../src/model/distill.js';
import { folderWith, npyBytes } from '../data/files.js';

/** Two clouds of raw numbers far from 0, so that a model that forgot its preparation would be lost. */
function clouds(rows: number): TableRows {
  const random = new SeededRandom(5);
  const labels = Array.from({ length: rows }, (_, row) => (row % 2 === 0 ? 'low' : 'high'));
  return {
    name: 'clouds',
    labels,
    rows: labels.map((label) => [
      5000 + (label === 'high' ? 30 : 0) + 4 * random.normal(),
      0.001 * random.normal(),
    ]),
    columnNames: ['height', 'noise'],
  };
}

const quick = {
  depth: 2,
  tree: { epochs: 4 },
  teaching: { epochs: 4 },
  engine: { engine: 'onnxruntime', threads: 1 },
} as const;

/** Two clouds that overlap, one of them with 4 % of the rows: always the same answer is right for most. */
function unequalClouds(): TableRows {
  const random = new SeededRandom(8);
  const labels = Array.from({ length: 1000 }, (_, row) => (row % 25 === 0 ? 'rare' : 'usual'));
  const rows = labels.map((label) => [random.normal() + (label === 'rare' ? 1.5 : 0), random.normal()]);
  return { name: 'unequal', labels, rows };
}

describe('distill', () => {
  test('balanced class weights find the rare class; what was found out about the data is said', async () => {
    const data = unequalClouds();
    const said: string[] = [];
    const recallOf = async (classWeight?: 'balanced') => {
      const model = await distill(data, { ...quick, classWeight, note: (line) => said.push(line) });
      const { confusion } = await model.evaluate(data, 'all');
      const [wrong = NaN, right = NaN] = [confusion[0]?.[1], confusion[0]?.[0]];
      return { model, recall: right / (right + wrong) };
    };
    const plain = await recallOf();
    const balanced = await recallOf('balanced');
    expect(plain.model.classNames).toEqual(['rare', 'usual']);
    expect(plain.recall).toBeLessThan(0.2);
    expect(balanced.recall).toBeGreaterThan(0.6);
    expect(plain.model.notes).toEqual([
      'classes are not balanced: "rare" has 4.0 % of the rows, "usual" has 96 % of the rows; --class-weight balanced makes all classes count alike',
    ]);
    expect(said).toEqual([...plain.model.notes, ...balanced.model.notes]);
    expect(plain.model.document.data?.weights).toBeUndefined();
    const { rare = NaN, usual = NaN } = balanced.model.document.data?.weights?.classes ?? {};
    expect(rare).toBeCloseTo(12.5, 0);
    expect(usual).toBeCloseTo(0.52, 2);
  });

  test('makes a model that answers raw rows, from data in memory alone', async () => {
    const data = clouds(400);
    const model = await distill(data, quick);
    expect(model.document).toMatchObject({
      seed: 1,
      classNames: ['high', 'low'],
      featureNames: ['height', 'noise'],
    });
    expect(model.document.tree.depth).toBe(2);
    const { scores } = await model.evaluate(data);
    expect(scores.maxPath).toBeGreaterThan(0.95);
    expect(model.document.metrics).toMatchObject({ maxPath: scores.maxPath, mixture: scores.mixture });
    expect(
      model
        .predict([
          [5030, 0],
          [5000, 0],
        ])
        .map(({ className }) => className),
    ).toEqual(['high', 'low']);
    const same = await distill(data, quick);
    expect(same.document.tree.parameters).toEqual(model.document.tree.parameters);
  });

  test('a teacher of the caller is asked, and none is trained', async () => {
    const data = clouds(200);
    const phases: string[] = [];
    let asked = 0;
    const model = await distill(data, {
      ...quick,
      teacher: {
        description: 'a threshold',
        classCount: 2,
        answersAnyInput: true,
        logits(features, rows) {
          asked += rows;
          // The first feature is the height, prepared: its mean is 0.
          const logits = Array.from({ length: rows }, (_, row) => [8 * (features[2 * row] ?? 0), 0]);
          return Promise.resolve(Float32Array.from(logits.flat()));
        },
      },
      observer: { phaseStarted: (phase) => void phases.push(phase) },
    });
    expect(phases).toEqual(['softTargets', 'distilled']);
    expect(asked).toBeGreaterThan(140);
    expect(model.document.metrics.fidelity).toBeGreaterThan(0.9);
  });

  test('takes answers in a file, classes in another order too, and says what it found out', async () => {
    const data = clouds(200);
    const answers = Float32Array.from(data.labels.flatMap((label) => (label === 'low' ? [4, -4] : [-4, 4])));
    const folder = await folderWith({ 'answers.npy': npyBytes('<f4', [200, 2], answers) });
    const teacherAnswers = path.join(folder, 'answers.npy');
    const plain = await distill(data, { ...quick, teacherAnswers });
    expect(plain.notes).toEqual([
      expect.stringMatching(
        /^teacher: .*answers\.npy: its rows are those of clouds in their order, all of 200$/,
      ),
      expect.stringContaining('teacher: right on 0.00 %'),
      expect.stringContaining('--teacher-classes low,high'),
    ]);
    const model = await distill(data, { ...quick, teacherAnswers, teacherClasses: ['low', 'high'] });
    expect(model.notes).toHaveLength(2);
    expect(model.document.metrics.fidelity).toBeGreaterThan(0.9);
    await expect(distill(data, { ...quick, teacherAnswers, teacher: folder })).rejects.toThrow(
      new InvalidInputError('a teacher must be either a model or a file of answers'),
    );
  });

  test('refuses settings out of their range before any work', async () => {
    const phases: string[] = [];
    const observer = { phaseStarted: (phase: string) => void phases.push(phase) };
    await expect(distill(clouds(100), { depth: 13, observer })).rejects.toThrow(
      new InvalidInputError('depth must be an integer from 1 to 12, found 13'),
    );
    await expect(distill(clouds(100), { distillation: { temperature: 0 }, observer })).rejects.toThrow(
      InvalidInputError,
    );
    expect(phases).toEqual([]);
  });

  test('stops when it is asked to', async () => {
    const controller = new AbortController();
    const observer = { phaseStarted: () => controller.abort() };
    await expect(distill(clouds(200), { ...quick, observer, signal: controller.signal })).rejects.toThrow(
      InterruptedError,
    );
  });
});
