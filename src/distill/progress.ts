import type { EpochMetrics } from '../file/epoch-metrics.js';

export type { EpochMetrics } from '../file/epoch-metrics.js';

/** A part of the main job that takes long enough to show progress for. */
export type Phase = 'teacher' | 'softTargets' | 'baseline' | 'distilled';

/** What long work tells its caller; every method is optional. Calls come in order, from one phase at a time. */
export interface ProgressObserver {
  phaseStarted?(phase: Phase, totalSteps: number): void;
  /** `loss` is a running mean; called at most a few times a second's worth of steps. */
  stepsDone?(phase: Phase, doneSteps: number, loss: number | undefined): void;
  epochEnded?(phase: Phase, metrics: EpochMetrics, totalEpochs: number): void;
  phaseEnded?(phase: Phase, seconds: number): void;
  /** Something worth a line in a log. */
  message?(text: string): void;
}
