import type { TreeDrawing } from './drawing.js';
import { oneLine } from './text-metrics.js';

/** Name of a feature on one line; `x7` where the features have no names. */
export function featureName({ featureNames }: Pick<TreeDrawing, 'featureNames'>, feature: number): string {
  return oneLine(featureNames?.[feature] ?? `x${feature}`);
}
