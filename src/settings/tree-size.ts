import { maximumDepth, minimumDepth } from '../tree/complete-tree.js';
import type { ExperimentSettings } from './settings.js';
import type { SettingsData } from './tree-defaults.js';

/** Deeper trees have hardly been seen to be better, and cost twice as much with each level. */
const deepest = 10;
/** How many times as long as the shortest training the longest is. */
const longest = 8;

/** What a user says of the size of a tree. */
export interface GivenSize {
  /** `auto`: found by rows that the tree is not fitted to. */
  readonly depth?: number | 'auto' | undefined;
  readonly epochs?: number | undefined;
}

/**
 * The settings with the size that is given, and a range for what is left open: depths from a leaf for each class to a row for each
 * leaf, and training up to eight times as long. What the default preset leaves open is searched for, but for MNIST, where the
 * paper's depth stands; the other presets have a size of their own.
 */
export function withSize(
  settings: ExperimentSettings,
  { depth, epochs }: GivenSize,
  { name, rowCount, unlabelledRows = 0, classNames }: SettingsData,
): ExperimentSettings {
  const tree = {
    ...settings.tree,
    depth: typeof depth === 'number' ? depth : settings.tree.depth,
    epochs: epochs ?? settings.tree.epochs,
  };
  const isOpen = settings.preset === 'default' && name !== 'mnist';
  const seeksDepth = depth === 'auto' || (depth === undefined && isOpen);
  const seeksEpochs = epochs === undefined && isOpen;
  if (!seeksDepth && !seeksEpochs) return { ...settings, tree };
  const byClasses = Math.min(maximumDepth, Math.max(minimumDepth, Math.ceil(Math.log2(classNames.length))));
  const byRows = Math.floor(Math.log2(Math.max(1, rowCount + unlabelledRows)));
  const [leastDepth, greatestDepth] = seeksDepth
    ? [byClasses, Math.max(byClasses, Math.min(deepest, byRows))]
    : [tree.depth, tree.depth];
  const search = { leastDepth, greatestDepth, epochs: seeksEpochs ? longest * tree.epochs : tree.epochs };
  return { ...settings, tree, search };
}
