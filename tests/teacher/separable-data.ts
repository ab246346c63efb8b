import type { Dataset } from '../../src/data/dataset.js';
import { SeededRandom } from '../../src/data/random.js';

/** Images in which one bright quadrant, drawn over noise, tells the class: four classes that any working model learns. */
export function quadrantImages(rowCount: number, seed: number, side = 6): Dataset {
  const random = new SeededRandom(seed);
  const featureCount = side * side;
  const features = new Float32Array(rowCount * featureCount);
  const labels = new Uint16Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const label = random.integer(4);
    labels[row] = label;
    for (let pixel = 0; pixel < featureCount; pixel++) {
      const quadrant = 2 * Number(pixel >= featureCount / 2) + Number(pixel % side >= side / 2);
      features[row * featureCount + pixel] = random.next() * (quadrant === label ? 1 : 0.4);
    }
  }
  return {
    name: 'quadrants',
    features,
    labels,
    rowCount,
    featureCount,
    classNames: ['upper left', 'upper right', 'lower left', 'lower right'],
    inputShape: [side, side, 1],
    preparation: [{ kind: 'affine', offset: 0, scale: 1 }],
  };
}
