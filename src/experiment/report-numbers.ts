import type { Spread } from '../data/spread.js';
import type { Interval } from './statistics.js';

/** `97.12 ± 0.05 %`, without the spread for a single value. */
export function percentSpread({ mean, deviation }: Spread): string {
  return `${percent(mean)}${deviation === undefined ? '' : ` ± ${percent(deviation)}`} %`;
}

/** `0.78 ± 0.01` */
export function plainSpread({ mean, deviation }: Spread, digits = 2): string {
  return `${mean.toFixed(digits)}${deviation === undefined ? '' : ` ± ${deviation.toFixed(digits)}`}`;
}

/** `+0.42 ± 0.10`, in percentage points, without the spread for a single value. */
export function pointsSpread({ mean, deviation }: Spread): string {
  return `${signedPoints(mean)}${deviation === undefined ? '' : ` ± ${percent(deviation)}`}`;
}

/** `+0.42 (+0.21 to +0.63)`, in percentage points. */
export function pointsInterval({ mean, low, high }: Interval): string {
  return `${signedPoints(mean)} (${signedPoints(low)} to ${signedPoints(high)})`;
}

/** `+0.42` or `−0.10`, in percentage points. */
export function signedPoints(fraction: number): string {
  const text = percent(Math.abs(fraction));
  const sign = fraction < 0 && Number(text) !== 0 ? '−' : '+';
  return `${sign}${text}`;
}

function percent(fraction: number): string {
  return (fraction * 100).toFixed(2);
}
