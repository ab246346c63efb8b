import { describe, expect, test } from '@jest/globals';
import { SeededRandom } from '../../src/data/random.js';
import type { TableRows } from '../../src/data/table/rows-in-memory.js';
import { InterruptedError, InvalidInputError } from '../../src/errors.js';
import { distill } from '../../src/model/distill.js';

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

describe('distill', () => {
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
