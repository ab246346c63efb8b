import { expect, test } from '@jest/globals';
import { calibratedLike } from '../../src/distill/calibrate-like.js';
import { predict } from '../../src/tree/prediction.js';
import { randomFeatures, randomTree } from '../tree/random-tree.js';

const tree = randomTree({ depth: 3, featureCount: 4, classCount: 3 }, 5);
const rows = {
  name: 'rows',
  features: randomFeatures(3000, 4, 1),
  labels: new Uint16Array(3000),
  rowCount: 3000,
  featureCount: 4,
  classNames: ['a', 'b', 'c'],
  inputShape: [4],
  preparation: [],
};

test('the same tree is as sure by its mixture as it was, whatever the labels', () => {
  const whole = tree.calibrated({ maxPath: 1.7, mixture: 2.3, doubt: 0.01 });
  const { calibration } = calibratedLike(whole, tree, rows);
  expect(calibration.mixture).toBeCloseTo(2.3, 0);
  expect(calibratedLike(whole, tree, { ...rows, labels: rows.labels.map(() => 2) }).calibration).toEqual(
    calibration,
  );
});

test('a leaf alone becomes as sure as the mean answer of the whole tree', () => {
  const whole = tree.calibrated({ maxPath: 1, mixture: 2 });
  const leaf = randomTree({ depth: 0, children: [null], featureCount: 4, classCount: 3 }, 8);
  const entropy = (answer: ArrayLike<number>) =>
    Array.from(answer).reduce((sum, probability) => sum - probability * Math.log(probability), 0);
  const { mixtureProbabilities } = predict(whole, rows.features, 3000);
  const mean = [0, 1, 2].map(
    (index) =>
      mixtureProbabilities.filter((_, at) => at % 3 === index).reduce((sum, one) => sum + one, 0) / 3000,
  );
  const logits = Float32Array.from(mean, (probability) => 5 * Math.log(probability));
  leaf.leafLogits(0).set(logits);
  const { mixtureProbabilities: answer } = predict(calibratedLike(whole, leaf, rows), rows.features, 3000);
  expect(entropy(answer.subarray(0, 3))).toBeCloseTo(entropy(mean), 2);
});

test('a tree that was not calibrated stays so', () => {
  expect(calibratedLike(tree, tree, rows)).toBe(tree);
});
