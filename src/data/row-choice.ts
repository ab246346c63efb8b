import type { ClassWeight } from './class-weights.js';

/** One of some equal parts of the labelled rows. */
export interface Fold {
  /** From 1 to `count`. */
  readonly number: number;
  readonly count: number;
}

/** Which rows go where, and how much they count. */
export interface RowChoice {
  /** Decides every random choice of rows. */
  readonly seed: number;
  /** Labelled rows there are, validation rows among them; default all that are not test rows. */
  readonly labels?: number | undefined;
  /** Held out in place of the test rows, so that choices need not look at these; the folds are the same for every seed. */
  readonly fold?: Fold | undefined;
  /** At most this many training rows, the same share of each class, and as many without a label; default all. */
  readonly trainRows?: number | undefined;
  /** Whether rows without a label are wanted, where the source has any; default: they are. */
  readonly unlabelled?: boolean | undefined;
  /** Share of the training and validation labels that are made wrong, in [0, 1]; default 0. */
  readonly labelNoise?: number | undefined;
  /** How much rows count in training by their class; default: all classes alike. */
  readonly classWeight?: ClassWeight | undefined;
}
