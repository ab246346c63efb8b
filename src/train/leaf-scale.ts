import type { TreeParameters } from '../tree/soft-decision-tree.js';

/** The parameters with every leaf logit multiplied: from what is trained to what it stands for, and back. */
export function scaleLeafLogits(parameters: TreeParameters, factor: number): TreeParameters {
  return { ...parameters, leafLogits: parameters.leafLogits.map((logit) => logit * factor) };
}
