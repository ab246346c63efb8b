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
      fc.property(fc.integer({ min: 32, max: 100 }), fc.integer({ min: 2, max: 9 }), (batchSize, threads) => {
        const shards = shardsOf(layersModelTrainingProgram(cnn, { batchSize, loss }), threads) ?? [];
        const rows = shards.map((shard) => shard.rows);
        expect(rows.reduce((sum, count) => sum + count, 0)).toBe(batchSize);
        const unit = batchSize % 4 === 0 ? 4 : 1;
        expect(rows.every((count) => count % unit === 0)).toBe(true);
        expect(Math.max(...rows) - Math.min(...rows)).toBeLessThanOrEqual(unit);
        expect(Math.min(...rows)).toBeGreaterThanOrEqual(16 - unit / 2);
        expect(rows.length).toBe(Math.min(threads, Math.floor(batchSize / 16)));
        shards.reduce((next, { firstRow, rows }) => {
          expect(firstRow).toBe(next);
          return next + rows;
        }, 0);
      }),
      { numRuns: 8 },
    );
  });

  test('there are none for one thread, few rows, or a network without convolutions', () => {
    expect(shardsOf(layersModelTrainingProgram(cnn, { batchSize: 64, loss }), 1)).toBeUndefined();
    expect(shardsOf(layersModelTrainingProgram(cnn, { batchSize: 31, loss }), 2)).toBeUndefined();
    expect(shardsOf(layersModelTrainingProgram(mlp, { batchSize: 64, loss }), 2)).toBeUndefined();
  });

  test('there are none where rows of a batch depend on each other', () => {
    const model = tf.sequential();
    model.add(tf.layers.conv2d({ inputShape: [4, 4, 1], filters: 4, kernelSize: 3 }));
    model.add(tf.layers.batchNormalization());
    model.add(tf.layers.flatten());
    model.add(tf.layers.dense({ units: 2 }));
    expect(shardsOf(layersModelTrainingProgram(model, { batchSize: 64, loss }), 2)).toBeUndefined();
    model.dispose();
  });
});
