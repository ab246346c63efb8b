import type { Dataset } from '../data/dataset.js';
import type { ExperimentSettings } from '../settings/settings.js';
import {
  treeFileFormat,
  treeFileVersion,
  type TreeDocument,
  type TreeMetrics,
  type TreeTraining,
} from './tree-document.js';
import { scoresOf } from './scores-of.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** A freshly trained tree with what a tree file says about it. */
export interface NewTree {
  readonly tree: SoftDecisionTree;
  /** What the tree was fitted to: labels or a teacher's soft targets. */
  readonly targets: TreeTraining['targets'];
  /** What has the tree's scores; anything else it has is left out. */
  readonly metrics: TreeMetrics;
}

/** The tree file's content; no times and no paths, so that the same seed gives the same bytes. */
export function newTreeDocument(
  { tree, targets, metrics }: NewTree,
  dataset: Dataset,
  settings: ExperimentSettings,
  toolVersion: string,
): TreeDocument {
  return {
    format: treeFileFormat,
    version: treeFileVersion,
    toolVersion,
    seed: settings.seed,
    classNames: dataset.classNames,
    featureNames: dataset.featureNames,
    inputShape: dataset.inputShape,
    table: dataset.origin?.table,
    image: dataset.origin?.image,
    preparation: dataset.preparation,
    data: dataset.origin?.data,
    training: {
      dataset: dataset.name,
      targets,
      settings: {
        preset: settings.preset,
        tree: settings.tree,
        distillation: targets === 'soft' ? settings.distillation : undefined,
      },
    },
    metrics: scoresOf(metrics),
    tree,
  };
}
