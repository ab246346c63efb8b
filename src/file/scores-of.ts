import type { TreeAccuracy, TreeScores } from '../tree/tree-scores.js';
import type { TreeMetrics } from './tree-document.js';

/** The scores alone of what has scores besides other things, keys in the order of all documents. */
export function scoresOf(scored: TreeScores): TreeScores;
export function scoresOf(scored: TreeAccuracy & TreeMetrics): TreeAccuracy & TreeMetrics;
export function scoresOf(scored: TreeMetrics): TreeMetrics;
export function scoresOf(scored: TreeMetrics): TreeMetrics {
  const { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability } = scored;
  return { maxPath, mixture, fidelity, mixtureFidelity, topPathProbability };
}
