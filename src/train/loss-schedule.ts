import type { TreeTrainingSettings } from '../settings/settings.js';
import type { TreeObjective } from '../settings/tree-objectives.js';

/** Share of the expected cross entropy at every step, or `input` where it changes from step to step. */
export const pathShares: Readonly<Record<TreeObjective, number | 'input'>> = {
  'expected-cross-entropy': 1,
  'mixture-nll': 0,
  'mixture-to-paths': 'input',
};

/** Share of the expected cross entropy in the objective `mixture-to-paths`, at a share of the training, in [0, 1). */
export function pathShareAt(
  share: number,
  { finalPathShare }: Pick<TreeTrainingSettings, 'finalPathShare'>,
): number {
  return finalPathShare * Math.max(0, 2 * share - 1);
}

/** Lambda at a share of the training, in [0, 1). */
export function penaltyAt(
  share: number,
  { penalty, penaltyFade }: Pick<TreeTrainingSettings, 'penalty' | 'penaltyFade'>,
): number {
  return penaltyFade === 0 ? penalty : penalty * Math.max(0, 1 - share / penaltyFade);
}
