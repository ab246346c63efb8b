import type { Dataset } from './dataset.js';
import { SeededRandom } from './random.js';

/**
 * Labels of which a share is wrong: exactly so many rows, drawn at random, get another class, each other one with equal probability
 * (symmetric noise).
 *
 * @param labels class index of each row
 * @param share in [0, 1]
 */
export function withWrongLabels(
  labels: Uint16Array,
  classCount: number,
  share: number,
  seed: number,
): Uint16Array {
  const random = new SeededRandom(seed).fork('wrong labels');
  const order = Int32Array.from({ length: labels.length }, (_, row) => row);
  random.shuffle(order);
  const noisy = labels.slice();
  for (const row of order.subarray(0, Math.round(share * labels.length)))
    noisy[row] = ((labels[row] ?? 0) + 1 + random.integer(classCount - 1)) % classCount;
  return noisy;
}

/** A data set with such labels. */
export function withLabelNoise(dataset: Dataset, share: number, seed: number): Dataset {
  if (share === 0) return dataset;
  const { labels, classNames } = dataset;
  return { ...dataset, labels: withWrongLabels(labels, classNames.length, share, seed) };
}
