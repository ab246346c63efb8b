import type { Dataset } from '../data/dataset.js';

/**
 * Writes the targets `[batch, members, classes]` of a step's rows: the label, a share of it spread over all classes, times the weight of
 * the row; nothing for a member that does not learn from the row.
 *
 * @param heldOut the member that does not learn from each training row; -1: all do
 * @param smoothing in [0, 1)
 * @param answers distributions of rows behind those that have a label, as they are, row-major `[rows, classes]`
 */
export function memberTargets(
  { labels, weights, classNames }: Dataset,
  members: number,
  heldOut: Int32Array,
  smoothing: number,
  answers: Float32Array = new Float32Array(0),
): (rows: Int32Array, targets: Float32Array) => void {
  const classCount = classNames.length;
  return (rows, targets) => {
    let index = 0;
    for (const row of rows) {
      const weight = weights?.[row] ?? 1;
      const label = labels[row];
      const start = (row - labels.length) * classCount;
      for (let member = 0; member < members; member++) {
        const mass = member === heldOut[row] ? 0 : weight;
        for (let k = 0; k < classCount; k++) {
          targets[index++] =
            mass *
            (label === undefined
              ? (answers[start + k] ?? 0)
              : smoothing / classCount + (k === label ? 1 - smoothing : 0));
        }
      }
    }
  };
}
