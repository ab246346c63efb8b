import { InvalidInputError } from '../errors.js';

/**
 * Learning rate of one step. Pure, so that an interrupted training goes on from a step number alone.
 * @param step from 0 to `totalSteps - 1`
 */
export type LearningRateSchedule = (step: number, totalSteps: number) => number;

/** Form of a one-cycle schedule. */
export interface OneCycleScheduleSettings {
  /** Greatest learning rate, > 0. */
  readonly peak: number;
  /** Share of the steps spent rising, in (0, 1). Default 0.3. */
  readonly risingFraction?: number;
  /** The first step has `peak / startDivisor`, >= 1. Default 25. */
  readonly startDivisor?: number;
  /** The last step has `peak / (startDivisor * finalDivisor)`, >= 1. Default 10,000. */
  readonly finalDivisor?: number;
}

/**
 * One cycle (Smith & Topin 2018) with cosine rise and fall; the same numbers and defaults as PyTorch's `OneCycleLR`,
 * without its cycling momentum.
 */
export function oneCycleSchedule(settings: OneCycleScheduleSettings): LearningRateSchedule {
  const { peak, risingFraction = 0.3, startDivisor = 25, finalDivisor = 10_000 } = settings;
  if (!(peak > 0 && Number.isFinite(peak))) {
    throw new InvalidInputError(`peak must be a finite number greater than 0, found ${peak}`);
  }
  if (!(risingFraction > 0 && risingFraction < 1))
    throw new InvalidInputError(`risingFraction must be in (0, 1), found ${risingFraction}`);
  for (const [name, divisor] of Object.entries({ startDivisor, finalDivisor })) {
    if (!(divisor >= 1 && Number.isFinite(divisor))) {
      throw new InvalidInputError(`${name} must be at least 1, found ${divisor}`);
    }
  }
  const start = peak / startDivisor;
  const final = start / finalDivisor;
  return (step, totalSteps) => {
    const last = totalSteps - 1;
    const top = Math.max(0, risingFraction * totalSteps - 1);
    return step <= top
      ? cosineBetween(start, peak, step / top)
      : cosineBetween(peak, final, (step - top) / (last - top));
  };
}

/** Half a cosine wave from `from` (at share 0) to `to` (at share 1); a phase without length is over at once. */
function cosineBetween(from: number, to: number, share: number): number {
  const reached = Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 1;
  return to + ((from - to) * (1 + Math.cos(Math.PI * reached))) / 2;
}
