// Runs in a worker thread: makes batches ahead of the training, as many as there are slots.
import { workerData } from 'node:worker_threads';
import { preparedFeatures } from '../data/apply-preparation.js';
import { SeededRandom } from '../data/random.js';
import { AugmentedBatches } from './augmented-batches.js';
import { madeCounter, slotCount, takenCounter, type BatchRing } from './batch-ring.js';

const { values, inputShape, featureCount, offset, scale, seed, batchSize, firstStep, slots, counters } =
  workerData as BatchRing;
const preparation = [{ kind: 'affine', offset, scale }] as const;
const features = preparedFeatures(values, featureCount, preparation);
const rows = { features, featureCount, inputShape, rowCount: values.length / featureCount };
const batches = new AugmentedBatches(rows, { batchSize, augment: true }, new SeededRandom(seed));
// Ends with its thread.
for (let made = 0; ; made++) {
  let taken = Atomics.load(counters, takenCounter);
  while (made - taken >= slotCount) {
    Atomics.wait(counters, takenCounter, taken);
    taken = Atomics.load(counters, takenCounter);
  }
  batches.batchOf(firstStep + made, slots[made % slotCount]);
  Atomics.store(counters, madeCounter, made + 1);
  Atomics.notify(counters, madeCounter);
}
