/** Maps values to pixels, with marks at round values. */
export interface Axis {
  readonly marks: readonly number[];
  readonly position: (value: number) => number;
}

/** Accuracies that have a mark where there is room for them. */
const accuracyMarks = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999];

/**
 * An axis for accuracies that differ much, as from 0.4 to 0.98: the distance between two is that of the logarithms of
 * their errors, so that halving the error is the same step everywhere.
 */
export function accuracyAxis(values: readonly number[], from: number, to: number): Axis {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const first = accuracyMarks.findLast((mark) => mark <= least) ?? 0;
  const last = accuracyMarks.find((mark) => mark >= greatest) ?? 0.999;
  const place = (accuracy: number) => -Math.log(1 - Math.min(accuracy, 0.999));
  const toPixels = scale(place(first), place(last), from, to);
  return {
    marks: accuracyMarks.filter((mark) => mark >= first && mark <= last),
    position: (value) => toPixels(place(value)),
  };
}

/** Differences of accuracies below a tenth of a point are not spread over the whole axis. */
const smallestRange = 0.001;

/** A linear axis that covers the values and ends at marks. `from` and `to` are pixels. */
export function linearAxis(values: readonly number[], from: number, to: number): Axis {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const step = roundStep(Math.max(greatest - least, smallestRange) / 5);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(greatest / step - 1e-9));
  // Multiples of the step, not sums of it: sums drift.
  const marks = Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return { marks, position: scale(first * step, last * step, from, to) };
}

/** An axis with a mark at each of the values, as far from each other as the values are, or as their logarithms. */
export function markedAxis(
  values: readonly number[],
  from: number,
  to: number,
  { logarithmic }: { readonly logarithmic: boolean },
): Axis {
  const place = logarithmic ? Math.log : (value: number) => value;
  const marks = [...new Set(values)].sort((a, b) => a - b);
  const toPixels = scale(place(marks[0] ?? 1), place(marks.at(-1) ?? 1), from, to);
  return { marks, position: (value) => toPixels(place(value)) };
}

/** 1, 2 or 5 times a power of ten, at least `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step) + 1e-9);
  const factor = [1, 2, 5].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function scale(least: number, greatest: number, from: number, to: number): (value: number) => number {
  const range = greatest - least;
  return (value) => (range === 0 ? (from + to) / 2 : from + ((value - least) / range) * (to - from));
}
