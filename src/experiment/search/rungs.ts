/** Of the settings that were tried so far, one in so many goes on (Li et al. 2018). */
const keptOneIn = 3;
/** On fewer held-out rows most settings are equally right, and the best third of them would be drawn by lot. */
const leastRows = 100;

/** One step of a search: how many folds its settings are measured on, those of earlier steps among them. */
export interface Rung {
  readonly folds: number;
  /** Settings that are measured. */
  readonly settings: number;
}

/**
 * The steps of successive halving (Jamieson & Talwalkar 2016), with folds as what is spent: all settings are measured on as few folds as
 * tell them apart, and the best third goes on to three times as many, until all folds.
 *
 * @param settings to begin with, at least one
 * @param folds of the last step
 * @param rows that are held out together
 */
export function halvingRungs(settings: number, folds: number, rows: number): Rung[] {
  const fewest = Math.min(folds, Math.ceil(leastRows / Math.max(1, Math.floor(rows / folds))));
  const counts = [folds];
  for (let count = folds; count > fewest;) {
    count = Math.max(fewest, Math.ceil(count / keptOneIn));
    counts.unshift(count);
  }
  let left = settings;
  return counts.map((count, step) => {
    if (step > 0) left = Math.ceil(left / keptOneIn);
    return { folds: count, settings: left };
  });
}
