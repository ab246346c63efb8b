import type { Engine } from '../engine/engine.js';
import type { Checkpoint } from '../file/checkpoint.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';

/** What a training needs besides data and settings, and whom it tells about its progress. */
export interface TrainingContext {
  readonly engine: Engine;
  /** Decides start weights, order of rows and deformations; whatever the targets. */
  readonly seed: number;
  /** Aborted: the training stops soon after with an `InterruptedError`. */
  readonly signal?: AbortSignal | undefined;
  /** Where the training is kept, and found again; default: nowhere. */
  readonly checkpoint?: Checkpoint | undefined;
  /** Called when the training begins. */
  readonly onStart?: ((totalSteps: number) => void) | undefined;
  /** Called a few times a second with the mean loss of the epoch so far. */
  readonly onProgress?: ((doneSteps: number, loss: number) => void) | undefined;
  /** Called after each epoch. */
  readonly onEpoch?: ((metrics: EpochMetrics) => void) | undefined;
}
