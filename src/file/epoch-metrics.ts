import { Type } from 'typebox';
import type { DocumentOf } from './document-schema.js';
import { count, fraction, seconds } from './fields.js';

/** An epoch as every document holds it. */
export const epochMetrics = Type.Object({
  /** Counted from 1. */
  epoch: count,
  /** Mean training loss over the epoch's batches. */
  loss: Type.Number(),
  /** On the validation split, rows counted by their weights; for a tree, by the leaf of greatest path probability. */
  validationAccuracy: fraction,
  /** For a tree: validation accuracy of the mixture over leaves. */
  validationMixtureAccuracy: Type.Optional(fraction),
  /** Of the epoch's last step. */
  learningRate: Type.Number(),
  /** Wall-clock seconds of this epoch, validation included. */
  seconds,
});

/** Metrics of one epoch; accuracies are fractions in [0, 1]. */
export type EpochMetrics = DocumentOf<typeof epochMetrics>;
