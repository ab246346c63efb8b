import type { GateHistograms } from '../../gate-histograms.js';
import { unpack } from '../../packed-array.js';

/** How the log-odds of one gate are spread. */
export interface GateHistogram {
  /** Log-odds where the first bin starts, and width of a bin. */
  readonly start: number;
  readonly width: number;
  readonly bins: number;
  /** Rows by bin and class, `[bins, classCount]`. */
  readonly counts: ArrayLike<number>;
}

/** Reads the histograms of a report's tree, by gate. */
export async function histogramsOf(
  { widths, firsts, bins, counts }: GateHistograms,
  classCount: number,
): Promise<(gate: number) => GateHistogram> {
  const all = await unpack(counts);
  let total = 0;
  const starts = bins.map((count) => (total += count) - count);
  return (gate) => {
    const [first, count, width] = [starts[gate] ?? 0, bins[gate] ?? 0, widths[gate] ?? 1];
    return {
      start: (firsts[gate] ?? 0) * width,
      width,
      bins: count,
      counts: all.subarray(first * classCount, (first + count) * classCount),
    };
  };
}
