import { GateEvaluator } from '../tree/gates.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { columnSlopes, noSlopes, type ColumnSlopes } from './column-slopes.js';
import { PathLeads } from './path-leads.js';
import { featuresOf, type CellValue, type ExplainedColumn } from './table-columns.js';

/** What another value of a column does to the features of a row: those that change, and by how much. */
export type Shift = readonly { readonly feature: number; readonly difference: number }[];

/**
 * Max-path answers of rows that differ from one row in a few columns, without summing over all features anew, and of few gates only.
 * What is found with them is checked by a prediction: sums in another order have other last bits.
 */
export class NearbyRows {
  /** `beta (x.w + b)` of every gate for the row itself, `[gates]`. */
  readonly logOdds: Float64Array;
  /** Class that each leaf answers. */
  readonly classes: Uint16Array;
  readonly #paths: PathLeads;
  /** Of the row that is asked about: features that change, by how much, and the last ones of their columns. */
  #features: number[] = [];
  #differences: number[] = [];
  #areLast: boolean[] = [];

  constructor(
    readonly tree: SoftDecisionTree,
    readonly columns: readonly ExplainedColumn[],
    readonly features: Float32Array,
  ) {
    const gates = new GateEvaluator(tree);
    gates.setRow(features);
    this.logOdds = Float64Array.from({ length: tree.innerNodeCount }, (_, gate) => gates.preActivation(gate));
    this.#paths = new PathLeads(tree, { preActivation: (gate) => this.#changed(gate) });
    this.classes = this.#paths.classes;
  }

  /** What a row is that has another value in a column. */
  shift(index: number, value: CellValue): Shift {
    const column = this.columns[index];
    if (column === undefined) return [];
    const first = column.input.feature;
    const shift: { feature: number; difference: number }[] = [];
    const other = featuresOf(column, value);
    for (let part = 0; part < other.length; part++) {
      const difference = (other[part] ?? 0) - (this.features[first + part] ?? 0);
      if (difference !== 0) shift.push({ feature: first + part, difference });
    }
    return shift;
  }

  /** Log-odds of a gate for the row with shifts. */
  logOddsOf(gate: number, shifts: readonly Shift[]): number {
    this.#ask(shifts);
    return this.#changed(gate);
  }

  /** Class that the max path of the row with shifts answers, but for rounding. */
  answer(shifts: readonly Shift[]): number {
    this.#ask(shifts);
    return this.#paths.answer();
  }

  /** The lead of a class, see `PathLeads`, for the row with shifts. */
  lead(shifts: readonly Shift[], wanted: number): number {
    this.#ask(shifts);
    return this.#paths.lead(wanted);
  }

  /** The gates that the max path of a hard tree passes for the row with shifts. */
  gatesPassed(shifts: readonly Shift[]): number[] {
    this.#ask(shifts);
    const { topology } = this.tree;
    const passed: number[] = [];
    for (let node = 0; !topology.isLeaf(node);) {
      const gate = topology.gateOf(node);
      passed.push(gate);
      node = this.#changed(gate) > 0 ? topology.right(node) : topology.left(node);
    }
    return passed;
  }

  /** What a unit of a column's first feature adds to the log-odds of a gate. */
  slope(index: number, gate: number): number {
    const { parameters, featureCount } = this.tree;
    const feature = this.columns[index]?.input.feature ?? 0;
    return (parameters.betas[gate] ?? 0) * (parameters.filters[gate * featureCount + feature] ?? 0);
  }

  /** How fast paths change with a column. */
  slopes(index: number): ColumnSlopes {
    const column = this.columns[index];
    return column === undefined ? noSlopes : columnSlopes(this.tree, column.input);
  }

  #ask(shifts: readonly Shift[]): void {
    this.#features = [];
    this.#differences = [];
    this.#areLast = [];
    for (const shift of shifts)
      for (const [part, { feature, difference }] of shift.entries()) {
        this.#features.push(feature);
        this.#differences.push(difference);
        this.#areLast.push(part === shift.length - 1);
      }
  }

  #changed(gate: number): number {
    const { filters, betas } = this.tree.parameters;
    const start = gate * this.tree.featureCount;
    const beta = betas[gate] ?? 0;
    const features = this.#features;
    let z = this.logOdds[gate] ?? 0;
    let added = 0;
    for (let index = 0; index < features.length; index++) {
      added += beta * (filters[start + (features[index] ?? 0)] ?? 0) * (this.#differences[index] ?? 0);
      if (this.#areLast[index] !== true) continue;
      z += added;
      added = 0;
    }
    return z;
  }
}
