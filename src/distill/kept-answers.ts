import type { UnlabelledDataset } from '../data/dataset.js';

/** Answers of one teacher that somebody keeps, so that it is asked the same only once. */
export interface KeptAnswers {
  /**
   * The logits for some rows, row-major `[rows, classCount]`: those that are kept, or those that `ask` gives, which are then kept.
   *
   * @param question what is asked about the rows, besides the teacher
   */
  logits(
    rows: UnlabelledDataset,
    question: Question,
    ask: () => Promise<Float32Array>,
  ): Promise<Float32Array>;
}

/** The rows as they are, or the mean over so many deformations of each. */
export type Question = 'as they are' | { readonly deformations: number };
