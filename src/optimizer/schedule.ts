import { InvalidInputError } from '../errors.js';

/**
 * Learning rate of one step. Pure, so that an interrupted training goes on from a step number alone.
 * @param step from 0 to `totalSteps - 1`
 */
export type LearningRateSchedule = (step: number, totalSteps: number) => number;

/** The same learning rate at every step. */
export function constantSchedule(learningRate: number): LearningRateSchedule {
  assertPositive('learningRate', learningRate);
  return () => learningRate;
}

export interface CosineScheduleSettings {
  /** Learning rate at the end of the warm-up, > 0. */
  readonly peak: number;
  /** Share of the steps that rise linearly to the peak, in [0, 1). Default 0. */
  readonly warmupFraction?: number;
  /** Learning rate of the last step, in [0, peak]. Default 0. */
  readonly final?: number;
}

/**
 * Linear warm-up, then half a cosine wave from `peak` down to `final` (Loshchilov & Hutter 2017, without restarts).
 * The first step of a warm-up of n steps has `peak / n`, so that no step is wasted on a rate of zero.
 */
export function cosineSchedule({
  peak,
  warmupFraction = 0,
  final = 0,
}: CosineScheduleSettings): LearningRateSchedule {
  assertPositive('peak', peak);
  assertFraction('warmupFraction', warmupFraction);
  if (!(final >= 0 && final <= peak))
    throw new InvalidInputError(`final must be in [0, ${peak}], found ${final}`);
  return (step, totalSteps) => {
    const warmupSteps = Math.round(warmupFraction * totalSteps);
    if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
    return cosineBetween(peak, final, (step - warmupSteps) / (totalSteps - 1 - warmupSteps));
  };
}

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
  assertPositive('peak', peak);
  if (!(risingFraction > 0))
    throw new InvalidInputError(`risingFraction must be in (0, 1), found ${risingFraction}`);
  assertFraction('risingFraction', risingFraction);
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

function assertPositive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new InvalidInputError(`${name} must be a finite number greater than 0, found ${value}`);
  }
}

function assertFraction(name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new InvalidInputError(`${name} must be in [0, 1), found ${value}`);
}
