import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DatasetSplits } from '../../src/data/dataset.js';
import { compare, type ComparisonContext } from '../../src/distill/compare.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { InterruptedError } from '../../src/errors.js';
import { CheckpointFolder } from '../../src/file/checkpoint-folder.js';
import { encodeFloat32 } from '../../src/file/float32-base64.js';
import type { ExperimentResult } from '../../src/file/results.js';
import { defaultAdam } from '../../src/optimizer/settings.js';
import type { ExperimentSettings } from '../../src/settings/settings.js';
import type { TeacherSettings } from '../../src/settings/teacher-settings.js';
import { quadrantImages } from '../teacher/separable-data.js';

const images: DatasetSplits = {
  train: quadrantImages(96, 1),
  validation: quadrantImages(30, 2),
  test: quadrantImages(30, 3),
  unlabelled: quadrantImages(40, 4),
};
/** The same numbers as columns. */
const tables = Object.fromEntries(
  Object.entries(images).map(([part, rows]: [string, DatasetSplits['train']]) => [
    part,
    { ...rows, inputShape: [rows.featureCount] },
  ]),
) as unknown as DatasetSplits;

const dense: TeacherSettings = {
  architecture: 'mlp',
  epochs: 6,
  members: 2,
  batchSize: 16,
  learningRate: 0.02,
  optimizer: defaultAdam,
  augment: false,
  dense: { hiddenLayers: 1, units: 8, labelSmoothing: 0.1, noise: 0.1 },
};
const cnn: TeacherSettings = { ...dense, architecture: 'cnn', epochs: 3, members: 1, augment: true };

const settingsWith = (teacher: TeacherSettings): ExperimentSettings => ({
  preset: 'test',
  seed: 1,
  teacher,
  tree: {
    depth: 2,
    epochs: 3,
    batchSize: 16,
    learningRate: 0.02,
    leafLearningRateFactor: 10,
    optimizer: defaultAdam,
    penalty: 0.1,
    penaltyFade: 0.7,
    objective: 'mixture-to-paths',
    finalPathShare: 0.5,
    augment: true,
    weightDecay: 0.1,
  },
  distillation: { temperature: 2, hardWeight: 0.2, teacherDeformations: 2 },
  selfTraining: { rounds: 1, epochs: 3, batchSize: 16 },
  search: { leastDepth: 1, greatestDepth: 2, epochs: 3 },
});

let engine: Engine;
let top: string;
beforeAll(async () => {
  engine = await createOnnxruntimeEngine({ threads: 1 });
  top = await mkdtemp(path.join(os.tmpdir(), 'sdt-resume-'));
});
afterAll(async () => {
  await engine.dispose();
  await rm(top, { recursive: true });
});

/** What must be the same to the bit: everything but times. */
function withoutTimes(result: ExperimentResult): unknown {
  return JSON.parse(
    JSON.stringify(result, (key, value: unknown) => {
      if (key === 'seconds') return undefined;
      return value instanceof Float32Array ? encodeFloat32(value) : value;
    }),
  );
}

test.each([
  ['dense networks of a table', tables, dense],
  ['a convolutional network of images', images, cnn],
])(
  'a comparison that is interrupted again and again ends as one that is not: %s',
  async (_title, splits, teacher) => {
    const settings = settingsWith(teacher);
    const context: ComparisonContext = { engine };
    const whole = withoutTimes(await compare(splits, settings, context));

    const folder = path.join(top, teacher.architecture);
    let resumed: ExperimentResult | undefined;
    let interruptions = 0;
    for (let attempt = 0; resumed === undefined; attempt++) {
      const checkpoint = new CheckpointFolder(folder, settings, attempt > 0, 1000);
      const stop = new AbortController();
      // Epochs that are new, and trials of the search, known ones among them: more of them each time, so that it ends.
      let left = 3 * (attempt + 1) ** 2;
      const count = () => {
        if (--left === 0) stop.abort();
      };
      try {
        resumed = await compare(splits, settings, {
          ...context,
          checkpoint,
          signal: stop.signal,
          observer: { epochEnded: count, stepsDone: (phase) => phase === 'search' && count() },
        });
        expect(resumed.seconds.total).toBeGreaterThan(checkpoint.sparedSeconds);
        expect(checkpoint.sparedSeconds).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(InterruptedError);
        interruptions++;
        await checkpoint.write();
      }
    }
    expect(interruptions).toBeGreaterThan(1);
    expect(withoutTimes(resumed)).toEqual(whole);
    const kinds = new Set((await readdir(folder)).map((name) => name.split('-')[0]));
    expect([...kinds].sort()).toEqual(['answers', 'checkpoint.json', 'teacher', 'tree']);
  },
  240_000,
);
