/** A part of the main job that takes long enough to show progress for. */
export type Phase = 'teacher' | 'softTargets' | 'baseline' | 'distilled';

/** Metrics of one epoch; accuracies are fractions in [0, 1]. */
export interface EpochMetrics {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean training loss over the epoch's batches. */
  readonly loss: number;
  /** On the validation split; for a tree, by the leaf of greatest path probability. */
  readonly validationAccuracy: number;
  /** For a tree: validation accuracy of the mixture over leaves. */
  readonly validationMixtureAccuracy?: number;
  readonly learningRate: number;
  /** Wall-clock seconds of this epoch, validation included. */
  readonly seconds: number;
}

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
