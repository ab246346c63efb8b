import { expect, test } from '@jest/globals';
import * as tf from '@tensorflow/tfjs';
import { createOnnxruntimeEngine } from '../../../src/engine/onnxruntime-engine.js';

/** 5 x 5 pixels under 3 x 3 windows of stride 2 with padding "same": windows at the edge hold 4 or 6 pixels, not 9. */
test('the gradient of an average pool divides by the pixels inside the image', async () => {
  const engine = await createOnnxruntimeEngine({ threads: 1 });
  const step = await engine.compileTraining(
    {
      name: 'average',
      parameters: { x: { shape: [1, 5, 5, 1], initial: new Float32Array(25) } },
      state: {},
      inputs: {},
      outputs: [],
      lossFunction: ({ parameters }) => ({
        loss: tf.sum(tf.avgPool(parameters.x as tf.Tensor4D, 3, 2, 'same')).asScalar(),
        state: {},
        outputs: {},
      }),
    },
    { kind: 'sgd' },
  );
  await step.run(1);
  const gradient = [...step.parameters.x].map((value) => -value);
  // Along one axis, the windows cover pixels {0, 1}, {1, 2, 3} and {3, 4}.
  const shares = [1 / 2, 1 / 2 + 1 / 3, 1 / 3, 1 / 3 + 1 / 2, 1 / 2];
  const expected = shares.flatMap((row) => shares.map((column) => row * column));
  gradient.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 5));
  await engine.dispose();
});
