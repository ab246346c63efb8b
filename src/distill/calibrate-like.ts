import type { Dataset } from '../data/dataset.js';
import { gatherRows } from '../data/features.js';
import { uncalibrated, type Calibration } from '../tree/calibration.js';
import { predict } from '../tree/prediction.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { fitCalibration } from './calibrate.js';

/** Labels that are drawn, so that chance does not decide where rows are few. */
const drawnLabels = 4096;
const mostRows = 20_000;
/** Multiples of it fall evenly into [0, 1), whatever their number. */
const goldenRatio = 0.6180339887498949;

/**
 * Calibrates a simpler tree so that it is as sure of its answers as it may be if the whole tree's mixture is right about how likely
 * each class is. No label is looked at: the rows are those that the tree was fitted to, and on their labels it seems surer than it may be.
 * A tree that was not calibrated stays so.
 *
 * @param rows rows such as the tree answers; their labels are not looked at
 */
export function calibratedLike(
  whole: SoftDecisionTree,
  simpler: SoftDecisionTree,
  { features, rowCount, featureCount, weights }: Dataset,
): SoftDecisionTree {
  if (whole.calibration === uncalibrated) return simpler;
  const step = Math.ceil(rowCount / mostRows);
  const chosen = Array.from({ length: Math.ceil(rowCount / step) }, (_, index) => index * step);
  const copies = Math.ceil(drawnLabels / chosen.length);
  const drawn = Array.from(
    { length: chosen.length * copies },
    (_, index) => chosen[index % chosen.length] ?? 0,
  );
  const inputs = new Float32Array(drawn.length * featureCount);
  gatherRows(features, featureCount, drawn, inputs);
  const { mixtureProbabilities } = predict(whole, inputs, drawn.length);
  const { classCount } = whole;
  const labels = Uint16Array.from(drawn, (_, index) =>
    drawnClass(mixtureProbabilities.subarray(index * classCount, (index + 1) * classCount), index),
  );
  const answers = predict(simpler.calibrated(uncalibrated), inputs, drawn.length);
  const calibration: Calibration = fitCalibration(
    { ...answers, labels, weights: Float32Array.from(drawn, (row) => (weights?.[row] ?? 1) / copies) },
    classCount,
  );
  return simpler.calibrated(calibration);
}

/** A class drawn from a distribution, `[classCount]`. */
function drawnClass(distribution: Float32Array, index: number): number {
  let left = (index * goldenRatio) % 1;
  const drawn = distribution.findIndex((probability) => (left -= probability) < 0);
  return drawn < 0 ? distribution.length - 1 : drawn;
}
