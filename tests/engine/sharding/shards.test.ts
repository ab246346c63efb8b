import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layersModelTrainingProgram } from '../../../src/compile/layers-model-program.js';
import { shardsOf } from '../../../src/engine/sharding/shards.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { buildCnn, buildMlp } from '../../../src/teacher/built-in/architectures.js';

const cnn = buildCnn({ inputShape: [4, 4, 1], classCount: 2, seed: 1 });
const mlp = buildMlp({ inputShape: [16], classCount: 2, seed: 1 });
afterAll(() => {
  cnn.dispose();
  mlp.dispose();
});
const loss = 'softmax-cross-entropy';

describe('the parts of a batch', () => {
  test('are all its rows, in order, as even as can be, and none is small', () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 200 }), (batchSize) => {
        const shards = shardsOf(layersModelTrainingProgram(cnn, { batchSize, loss })) ?? [];
        const rows = shards.map((shard) => shard.rows);
        expect(rows.reduce((sum, count) => sum + count, 0)).toBe(batchSize);
        const unit = batchSize % 4 === 0 ? 4 : 1;
        expect(rows.every((count) => count % unit === 0)).toBe(true);
        expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(unit);
        expect(Math.min(...rows)).toBeGreaterThanOrEqual(16 - unit / 2);
        expect(Math.max(...rows)).toBeLessThan(64);
        shards.reduce((next, { firstRow, rows }) => {
          expect(firstRow).toBe(next);
          return next + rows;
        }, 0);
      }),
      { numRuns: 8 },
    );
  });

  test('are four of a batch of 128, and two of one of 32', () => {
    const rowsOf = (batchSize: number) =>
      shardsOf(layersModelTrainingProgram(cnn, { batchSize, loss }))?.map(({ rows }) => rows);
    expect(rowsOf(128)).toEqual([32, 32, 32, 32]);
    expect(rowsOf(32)).toEqual([16, 16]);
  });

  test('there are none for few rows, or a network without convolutions', () => {
    expect(shardsOf(layersModelTrainingProgram(cnn, { batchSize: 15, loss }))).toBeUndefined();
    expect(shardsOf(layersModelTrainingProgram(mlp, { batchSize: 64, loss }))).toBeUndefined();
  });

  test('there are none where rows of a batch depend on each other', () => {
    const model = tf.sequential();
    model.add(tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 4, kernelSize: 3 }));
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.flatten());
    model.add(tf.layers.dense({ units: 2 }));
    expect(shardsOf(layersModelTrainingProgram(model, { batchSize: 64, loss }))).toBeUndefined();
    model.dispose();
  });
});
