/** Of the settings that were tried so far, one in so many goes on (Li et al. 2018). */
const keptOneIn = 3;

/** One step of a search: how many folds its settings are measured on, those of earlier steps among them. */
export interface Rung {
  readonly folds: number;
  /** Settings that are measured. */
  readonly settings: number;
}

/**
 * The steps of a search. With halving, every setting is measured on few folds, and the best third goes on to some three times as many
 * (successive halving, Jamieson & Talwalkar 2016, with folds as what is spent); without, there is one step on all folds.
 *
 * @param settings to begin with, at least one
 * @param folds of the last step
 */
export function searchRungs(settings: number, folds: number, halving: boolean): Rung[] {
  if (!halving) return [{ folds, settings }];
  const counts = [folds];
  for (let count = folds; count > 1; count = Math.ceil(count / keptOneIn))
    counts.unshift(Math.ceil(count / keptOneIn));
  let left = settings;
  return counts.map((count, step) => {
    if (step > 0) left = Math.ceil(left / keptOneIn);
    return { folds: count, settings: left };
  });
}
