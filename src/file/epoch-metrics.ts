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
  /** Of the epoch's last step. */
  readonly learningRate: number;
  /** Wall-clock seconds of this epoch, validation included. */
  readonly seconds: number;
}
