import type { Phase } from '../../distill/progress.js';
import type { EpochMetrics } from '../../file/epoch-metrics.js';
import { formatPercent } from '../number-format.js';

/** Names of the phases for people. */
export const phaseTitles: Readonly<Record<Phase, string>> = {
  teacher: 'Teacher',
  selfTraining: 'Self-training',
  softTargets: 'Soft targets',
  search: 'Tree size',
  baseline: 'Baseline tree',
  distilled: 'Distilled tree',
  retraining: 'Smaller tree',
};

export const phaseTitleWidth = Math.max(...Object.values(phaseTitles).map((title) => title.length));

/** `epoch  3 of 20`, as wide for the first epoch as for the last. */
export function epochText(epoch: number, totalEpochs: number): string {
  return `epoch ${String(epoch).padStart(String(totalEpochs).length)} of ${totalEpochs}`;
}

/** Four decimals, or `-` where nothing was measured. */
export function lossText(loss: number | undefined): string {
  return `loss ${loss === undefined ? '-' : loss.toFixed(4)}`;
}

/** `validation 95.10 %`, for a tree `validation 95.10 % max path, 95.90 % mixture`. */
export function validationText(metrics: EpochMetrics): string {
  const maxPath = formatPercent(metrics.validationAccuracy);
  const mixture = metrics.validationMixtureAccuracy;
  return mixture === undefined
    ? `validation ${maxPath}`
    : `validation ${maxPath} max path, ${formatPercent(mixture)} mixture`;
}
