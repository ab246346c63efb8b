import type { Engine } from '../engine/engine.js';
import type { Checkpoint } from '../file/checkpoint.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import type { KeptAnswers } from './kept-answers.js';

/** A part of the main job that takes long enough to show progress for. */
export type Phase =
  'teacher' | 'selfTraining' | 'softTargets' | 'search' | 'baseline' | 'distilled' | 'retraining';

/** What long work tells its caller; every method is optional. Calls come in order, from one phase at a time. */
export interface ProgressObserver {
  /** A phase begins; `totalSteps` are those of `stepsDone`. */
  phaseStarted?(phase: Phase, totalSteps: number): void;
  /** `loss` is a running mean; called at most a few times a second's worth of steps. */
  stepsDone?(phase: Phase, doneSteps: number, loss: number | undefined): void;
  /** An epoch is over and validated. */
  epochEnded?(phase: Phase, metrics: EpochMetrics, totalEpochs: number): void;
  /** A phase is over; `seconds` is its wall-clock time. */
  phaseEnded?(phase: Phase, seconds: number): void;
}

/** What every part of the job needs besides data and settings. */
export interface WorkContext {
  readonly engine: Engine;
  readonly observer?: ProgressObserver | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Where the work is kept, and found again; default: nowhere. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What keeps the answers of the teacher that is asked; default: nothing. */
  readonly answers?: KeptAnswers | undefined;
}

/** Where the loops of one phase report to. */
export interface PhaseReport {
  readonly engine: Engine;
  readonly signal: AbortSignal | undefined;
  readonly checkpoint: Checkpoint | undefined;
  readonly onStart: (totalSteps: number) => void;
  readonly onProgress: (doneSteps: number, loss?: number) => void;
  readonly onEpoch: (metrics: EpochMetrics) => void;
}

/**
 * Runs one phase, tells the observer about its start, steps, epochs and end, and measures it.
 *
 * @returns the work's result and its wall-clock seconds, those of an earlier process whose work was found again among them
 */
export async function runPhase<T>(
  phase: Phase,
  totalEpochs: number,
  { engine, observer, signal, checkpoint }: WorkContext,
  work: (report: PhaseReport) => Promise<T>,
): Promise<{ readonly result: T; readonly seconds: number }> {
  const start = performance.now();
  const spared = checkpoint?.sparedSeconds ?? 0;
  const result = await work({
    engine,
    signal,
    checkpoint,
    onStart: (totalSteps) => observer?.phaseStarted?.(phase, totalSteps),
    onProgress: (doneSteps, loss) => observer?.stepsDone?.(phase, doneSteps, loss),
    onEpoch: (metrics) => observer?.epochEnded?.(phase, metrics, totalEpochs),
  });
  const seconds = (performance.now() - start) / 1000 + (checkpoint?.sparedSeconds ?? 0) - spared;
  observer?.phaseEnded?.(phase, seconds);
  return { result, seconds };
}
