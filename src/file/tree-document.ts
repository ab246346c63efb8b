import type { Preparation } from '../data/preparation.js';
import type { TableSchema } from '../data/table/load-table.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { EncodedTree } from './tree-schema.js';

// Here and not in the schema, which pages do without.
export const treeFileFormat: EncodedTree['format'] = 'soft-decision-tree';
export const treeFileVersion: EncodedTree['version'] = 2;

/** A trained tree with what is needed to use it and to say where it came from; what a tree file holds. */
export interface TreeDocument extends Omit<
  EncodedTree,
  'topology' | 'parameters' | 'calibration' | 'routing' | 'preparation' | 'table'
> {
  /** Columns of raw rows and name of the label; absent for images. */
  readonly table?: TableSchema | undefined;
  /** How raw values become features. */
  readonly preparation: Preparation;
  readonly tree: SoftDecisionTree;
}

/** How the tree was trained. */
export type TreeTraining = TreeDocument['training'];

/** Measured on the test set; fractions in [0, 1]. Those that need a teacher or an older file lacks are optional. */
export type TreeMetrics = TreeDocument['metrics'];
