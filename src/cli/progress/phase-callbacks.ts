import type { Phase, ProgressObserver } from '../../distill/progress.js';
import type { EpochMetrics } from '../../file/epoch-metrics.js';

/** Callbacks of one training loop that report to a progress display as one phase. */
export interface PhaseCallbacks {
  readonly onStart: (totalSteps: number) => void;
  readonly onProgress: (doneSteps: number, loss?: number) => void;
  readonly onEpoch: (metrics: EpochMetrics) => void;
}

/**
 * Runs one phase and reports its start, steps, epochs and end.
 * @returns the work's result and its wall-clock seconds
 */
export async function runPhase<T>(
  phase: Phase,
  totalEpochs: number,
  progress: ProgressObserver,
  work: (callbacks: PhaseCallbacks) => Promise<T>,
): Promise<{ readonly result: T; readonly seconds: number }> {
  const start = performance.now();
  const result = await work({
    onStart: (totalSteps) => progress.phaseStarted?.(phase, totalSteps),
    onProgress: (doneSteps, loss) => progress.stepsDone?.(phase, doneSteps, loss),
    onEpoch: (metrics) => progress.epochEnded?.(phase, metrics, totalEpochs),
  });
  const seconds = (performance.now() - start) / 1000;
  progress.phaseEnded?.(phase, seconds);
  return { result, seconds };
}
