import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { PackedArray } from './packed-array.js';
import { pack } from './pack.js';

/**
 * How the log-odds of each gate are spread over the test rows whose greatest path passes it, by class: bin `b` of a gate holds the rows
 * from `(first + b) * width` on; 0 is an edge, so that a bin is of one side.
 */
export interface GateHistograms {
  /** Of each gate, `[gates]`: width of its bins in log-odds, number of the first one, and how many there are. */
  readonly widths: readonly number[];
  readonly firsts: readonly number[];
  readonly bins: readonly number[];
  /** Rows by gate, bin and class, `[sum of bins, classCount]`. */
  readonly counts: PackedArray;
}

const mostBins = 24;
const leastBins = 4;

/** Log-odds of the gates on the greatest path of every row, kept while rows are routed. */
export class PathLogOdds {
  readonly #values: Float32Array;
  readonly #depth: number;

  constructor(
    private readonly tree: SoftDecisionTree,
    rowCount: number,
  ) {
    this.#depth = tree.depth;
    this.#values = new Float32Array(rowCount * tree.depth);
  }

  /** @param preActivations of every gate for the row, `[gates]` */
  add(row: number, preActivations: Float64Array, leaf: number): void {
    const { topology } = this.tree;
    let node = topology.parent(topology.nodeOfLeaf(leaf));
    for (; node >= 0; node = topology.parent(node))
      this.#values[row * this.#depth + topology.depth(node)] = preActivations[topology.gateOf(node)] ?? 0;
  }

  /** @param leaves that each row's greatest path ends at */
  histograms(labels: Uint16Array, leaves: Uint16Array): GateHistograms {
    const { classCount, innerNodeCount } = this.tree;
    const [rows, lows, highs] = [new Uint32Array(innerNodeCount), ...this.#ranges(leaves)];
    this.#visit(leaves, (gate) => (rows[gate] = (rows[gate] ?? 0) + 1));
    const [widths, firsts, bins]: [number[], number[], number[]] = [[], [], []];
    for (let gate = 0; gate < innerNodeCount; gate++) {
      const [low, high] = [lows[gate] ?? 0, highs[gate] ?? 0];
      const width = binWidth(low, high, rows[gate] ?? 0);
      widths.push(width);
      firsts.push(Math.floor(low / width));
      bins.push((rows[gate] ?? 0) === 0 ? 0 : Math.floor(high / width) - Math.floor(low / width) + 1);
    }
    let total = 0;
    const starts = bins.map((count) => (total += count) - count);
    const counts = new (labels.length < 2 ** 16 ? Uint16Array : Uint32Array)(total * classCount);
    this.#visit(leaves, (gate, logOdds, row) => {
      const bin = Math.floor(logOdds / (widths[gate] ?? 1)) - (firsts[gate] ?? 0);
      const place = ((starts[gate] ?? 0) + bin) * classCount + (labels[row] ?? 0);
      counts[place] = (counts[place] ?? 0) + 1;
    });
    return { widths, firsts, bins, counts: pack(counts) };
  }

  #ranges(leaves: Uint16Array): [Float32Array, Float32Array] {
    const lows = new Float32Array(this.tree.innerNodeCount).fill(Infinity);
    const highs = lows.map(() => -Infinity);
    this.#visit(leaves, (gate, logOdds) => {
      lows[gate] = Math.min(lows[gate] ?? 0, logOdds);
      highs[gate] = Math.max(highs[gate] ?? 0, logOdds);
    });
    return [lows.map((low) => (Number.isFinite(low) ? low : 0)), highs];
  }

  #visit(leaves: Uint16Array, visit: (gate: number, logOdds: number, row: number) => void): void {
    const { topology } = this.tree;
    for (const [row, leaf] of leaves.entries()) {
      let node = topology.parent(topology.nodeOfLeaf(leaf));
      for (; node >= 0; node = topology.parent(node))
        visit(topology.gateOf(node), this.#values[row * this.#depth + topology.depth(node)] ?? 0, row);
    }
  }
}

/** The smallest of 1, 2 and 5 times a power of ten with which a gate's rows fit so many bins as they are worth. */
function binWidth(low: number, high: number, rows: number): number {
  const most = Math.min(mostBins, Math.max(leastBins, Math.ceil(2 * Math.sqrt(rows))));
  const range = high - low;
  // Bins narrower than that only show the rounding of float32.
  const least = Math.max(range, 1e-6 * Math.max(Math.abs(low), Math.abs(high)), 1e-12) / most;
  if (!Number.isFinite(least)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const fits = (width: number) => Math.floor(high / width) - Math.floor(low / width) + 1 <= most;
  return [1, 2, 5, 10, 20, 50].map((step) => step * power).find(fits) ?? 100 * power;
}
