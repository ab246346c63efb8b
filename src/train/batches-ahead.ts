import { Worker } from 'node:worker_threads';
import { onlyAffineStep } from '../data/preparation.js';
import type { UnlabelledDataset } from '../data/dataset.js';
import { MadeFeatures, type FeatureOrigin } from '../data/features.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import type { SeededRandom } from '../data/random.js';
import type { AugmentedBatch, AugmentedBatches } from './augmented-batches.js';
import { madeCounter, slotCount, takenCounter, type BatchRing } from './batch-ring.js';

/** The same file from src/train and from dist/train. */
const location = new URL('../../dist/train/batch-worker.js', import.meta.url);
/** With fewer numbers in all, the other thread would have started when nearly all is done. */
const worthwhileNumbers = 1e8;
/** Of the copy of the training rows: memory is to grow little. */
const mostBytes = 2 ** 28;
/** So long this thread sleeps at a time before it looks whether the other one still lives. */
const waitMilliseconds = 50;

/**
 * Batches of images that another thread deforms while this one trains; the same to the byte, as seed and step alone decide them. That thread
 * has a copy of the training rows' bytes, and ends with this one.
 */
export class BatchesAhead {
  #worker: Worker | undefined;
  #ring: BatchRing | undefined;
  #failure: Error | undefined;

  private constructor(
    private readonly batches: AugmentedBatches,
    private readonly ringFrom: (firstStep: number) => BatchRing,
  ) {}

  /**
   * @param batches with augmentation
   * @param random that the batches were made with
   * @param steps of the whole training
   * @returns `undefined` where rows are no images of bytes, or too few or too many for another thread
   */
  static of(
    batches: AugmentedBatches,
    { features, featureCount, inputShape }: UnlabelledDataset,
    batchSize: number,
    random: SeededRandom,
    steps: number,
  ): BatchesAhead | undefined {
    if (steps * batchSize * featureCount < worthwhileNumbers || features.length > mostBytes) return;
    if (imageShapeOf({ inputShape }) === undefined || !(features instanceof MadeFeatures)) return;
    const { origin } = features;
    const { offset, scale } = onlyAffineStep(origin?.preparation ?? []) ?? {};
    if (!(origin?.values instanceof Uint8Array)) return;
    if (typeof offset !== 'number' || typeof scale !== 'number') return;
    return new BatchesAhead(batches, (firstStep) => ({
      values: sharedRows(origin, features.length / featureCount),
      inputShape,
      featureCount,
      offset,
      scale,
      seed: random.seed,
      batchSize,
      firstStep,
      slots: Array.from(
        { length: slotCount },
        () => new Float32Array(new SharedArrayBuffer(4 * batchSize * featureCount)),
      ),
      counters: new Int32Array(new SharedArrayBuffer(8)),
    }));
  }

  /**
   * As `AugmentedBatches.batchOf`. The first step that is asked for may be any; the others follow one by one.
   *
   * @throws {Error} when the other thread has ended
   */
  async batchOf(step: number, features: Float32Array): Promise<AugmentedBatch> {
    const ring = (this.#ring ??= this.#start(step));
    const { counters, firstStep, slots } = ring;
    const index = step - firstStep;
    if (index !== Atomics.load(counters, takenCounter))
      throw new Error(`step ${step} of a training is out of turn`);
    for (;;) {
      const made = Atomics.load(counters, madeCounter);
      if (made > index) break;
      if (Atomics.wait(counters, madeCounter, made, waitMilliseconds) !== 'timed-out') continue;
      await eventLoopTurn();
      if (this.#failure !== undefined)
        throw new Error(`the thread that deforms images has ended: ${this.#failure.message}`, {
          cause: this.#failure,
        });
    }
    features.set(slots[index % slotCount] ?? []);
    Atomics.store(counters, takenCounter, index + 1);
    Atomics.notify(counters, takenCounter);
    return { rows: this.batches.rowsOf(step), features };
  }

  /** Ends the other thread. */
  async dispose(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(firstStep: number): BatchRing {
    const ring = this.ringFrom(firstStep);
    const worker = new Worker(location, { workerData: ring, execArgv: [] });
    worker.on('error', (error) => {
      this.#failure = error;
    });
    worker.on('exit', (code) => {
      this.#failure ??= new Error(`exit code ${code}`);
    });
    worker.unref();
    this.#worker = worker;
    return ring;
  }
}

/** Bytes of the rows, one behind the other, in memory that threads share. */
function sharedRows({ values, columnCount, rows }: FeatureOrigin, rowCount: number): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(rowCount * columnCount));
  for (let position = 0; position < rowCount; position++) {
    const row = rows === undefined ? position : (rows[position] ?? 0);
    shared.set(values.subarray(row * columnCount, (row + 1) * columnCount), position * columnCount);
  }
  return shared;
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
