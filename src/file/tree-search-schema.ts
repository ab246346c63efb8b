import { Type } from 'typebox';
import type { DocumentOf } from './document-schema.js';
import { count, fraction } from './fields.js';

const searchPoint = Type.Object({
  depth: count,
  epochs: count,
  /** Mean of max-path and mixture accuracy on rows that the tree was not fitted to. */
  score: fraction,
  /** Standard error of that mean. */
  standardError: Type.Number({ minimum: 0 }),
});

/** How depth and length of training were found. */
export const treeSearch = Type.Object({
  /** Folds of the training rows that were held out in turn; 0: the validation rows were asked. */
  folds: count,
  /** Rows that the scores are means of. */
  rows: count,
  /** What was chosen. */
  depth: count,
  epochs: count,
  /** What was tried, in this order. */
  points: Type.Array(searchPoint),
});

/** One size of a tree that was tried. */
export type SearchPoint = DocumentOf<typeof searchPoint>;

/** How depth and length of training were found. */
export type TreeSearch = DocumentOf<typeof treeSearch>;
