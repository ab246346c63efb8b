import { expect, test } from '@jest/globals';
import { SeededRandom } from '../../src/data/random.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { tf } from '../../src/engine/tensorflow.js';
import { buildMlp, buildNetwork } from '../../src/teacher/built-in/architectures.js';
import { heldOutMembers, UnseenAnswers } from '../../src/train/unseen-answers.js';
import { quadrantImages } from '../teacher/separable-data.js';

const train = quadrantImages(620, 1);
const validation = quadrantImages(90, 2);
const random = () => new SeededRandom(3);

test('each member leaves out the same share of the rows of each class', () => {
  const heldOut = heldOutMembers(train, validation, 5, random());
  for (let label = 0; label < 4; label++) {
    const ofClass = [...heldOut].filter((_, row) => train.labels[row] === label);
    for (let member = 0; member < 5; member++) {
      const share = ofClass.filter((other) => other === member).length / ofClass.length;
      expect(share).toBeCloseTo(0.2, 1);
    }
  }
});

test('nothing is held out of one member, nor where the validation rows are enough', () => {
  const isNone = (heldOut: Int32Array) => heldOut.every((member) => member === -1);
  expect(isNone(heldOutMembers(train, validation, 1, random()))).toBe(true);
  expect(isNone(heldOutMembers(train, { ...validation, rowCount: 1000 }, 5, random()))).toBe(true);
});

test('asks each member about its held-out rows, and every member about the validation rows', async () => {
  const engine = await createOnnxruntimeEngine({ threads: 1 });
  const members = 3;
  const options = { inputShape: train.inputShape, classCount: 4, seed: 1, units: 8 };
  const { members: model } = buildNetwork(buildMlp, options, members);
  const heldOut = heldOutMembers(train, validation, members, random());
  const unseen = await UnseenAnswers.of(model, members, train, heldOut, validation, engine);
  const { logits, labels, weights, classCount } = await unseen.with({});
  expect(classCount).toBe(4);
  expect(labels).toHaveLength(620 + 90 * members);
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(620 + 90, 2);
  const answers = (dataset: typeof train): Float32Array => {
    const features = tf.tensor(dataset.features.subarray(), [dataset.rowCount, ...dataset.inputShape]);
    return (model.predict(features) as tf.Tensor).dataSync<'float32'>();
  };
  const expected = [...answers(train)]
    .filter((_, index) => Math.floor(index / 4) % members === heldOut[Math.floor(index / (4 * members))])
    .concat([...answers(validation)]);
  expect(logits).toHaveLength(expected.length);
  logits.forEach((logit, index) => expect(logit).toBeCloseTo(expected[index] ?? NaN, 4));
  await unseen.dispose();
  await engine.dispose();
});
