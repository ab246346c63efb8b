import { scaleLinear, scaleLog } from 'd3-scale';

/** Maps values to pixels. */
export interface Axis {
  readonly ticks: readonly number[];
  /** Pixel of a value; a value beyond an end of the axis stands at that end. */
  readonly position: (value: number) => number;
}

export interface AxisOptions {
  /**
   * What equal distances are: equal differences (`linear`, the default), equal ratios of values above 0 (`log`), or equal
   * ratios of the errors of accuracies in [0, 1] (`accuracy`, with ticks of its own): halving the error is the same step
   * everywhere.
   */
  readonly scale?: 'linear' | 'log' | 'accuracy' | undefined;
  /** At round numbers that enclose the values (the default), at round numbers among the values, or at these. */
  readonly ticks?: 'enclosing' | 'among' | readonly number[] | undefined;
  /** Least and greatest value worth showing; none by default. */
  readonly bounds?: readonly [least: number, greatest: number] | undefined;
  /** Pixels from one round number to the next, about; 45 by default. */
  readonly spacing?: number | undefined;
}

type Range = readonly [start: number, end: number];
/** Values that differ by less than this share of themselves are not spread over the whole axis. */
const smallestShare = 1e-3;
const almostZero = 1e-12;

/**
 * @param values at least one; the axis holds them all
 * @param range pixels of the axis' start and end
 */
export function createAxis(values: readonly number[], range: Range, options: AxisOptions = {}): Axis {
  const { scale = 'linear', ticks = 'enclosing', bounds = [-Infinity, Infinity], spacing = 45 } = options;
  const within = (value: number) => Math.min(Math.max(value, bounds[0]), bounds[1]);
  let [low, high] = [within(Math.min(...values)), within(Math.max(...values))];
  if (scale === 'accuracy') return accuracyAxis(low, high, range);
  if (ticks === 'enclosing') {
    const largest = Math.max(Math.abs(low), Math.abs(high));
    const room = largest < almostZero ? 1 : smallestShare * largest;
    const missing = Math.max(0, room - (high - low));
    [low, high] = [within(low - missing / 2), within(high + missing / 2)];
  }
  const count = Math.max(2, Math.round(Math.abs(range[1] - range[0]) / spacing));
  const place = (scale === 'log' ? scaleLog : scaleLinear)([low, high], range).clamp(true);
  if (ticks === 'enclosing') place.nice(count);
  return { ticks: typeof ticks === 'string' ? place.ticks(count) : ticks, position: place };
}

/** Accuracies with a tick. The last stands for perfect accuracy too, whose error has no logarithm. */
const accuracyTicks = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999];

function accuracyAxis(low: number, high: number, range: Range): Axis {
  const last = accuracyTicks.find((tick) => tick > 0 && tick >= high) ?? 0.999;
  const first = accuracyTicks.findLast((tick) => tick < last && tick <= low) ?? 0;
  const placeError = scaleLog([1 - first, 1 - last], range).clamp(true);
  return {
    ticks: accuracyTicks.filter((tick) => tick >= first && tick <= last),
    position: (accuracy) => placeError(1 - accuracy),
  };
}

/** A fraction as the text of a tick, with no more digits than it needs: `97.5 %`. */
export function percentTick(fraction: number): string {
  return `${Number((100 * fraction).toFixed(2))} %`;
}
