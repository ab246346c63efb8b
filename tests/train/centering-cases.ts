import { columnMeans } from '../../src/train/centering.js';
import type { Dataset } from '../../src/data/dataset.js';

/** Two rows of three features, their means, and the rows without them. */
export function centeringCases(): { features: Float32Array; centered: Float32Array; means: Float32Array } {
  const features = Float32Array.of(1, 2, 3, 3, 6, -1);
  const dataset: Dataset = {
    name: 'two rows',
    features,
    labels: Uint16Array.of(0, 1),
    rowCount: 2,
    featureCount: 3,
    classNames: ['a', 'b'],
    inputShape: [3],
    preparation: [{ kind: 'affine', offset: 0, scale: 1 }],
  };
  const means = columnMeans(dataset);
  return { features, centered: Float32Array.of(-1, -2, 2, 1, 2, -2), means };
}
