import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import type { ExplainedColumn } from '../table-columns.js';
import {
  bestCondition,
  columnValues,
  meets,
  type Candidate,
  type ColumnValues,
  type Condition,
} from './conditions.js';
import { affordableRows, spreadRows, type SummarizedRows } from './spread-rows.js';

/** The rows that a leaf answers. */
export interface LeafSummary {
  /** Counted from 0 among the leaves. */
  readonly leaf: number;
  /** Rows whose path of greatest probability ends here, by true class, `[classes]`. */
  readonly classRows: readonly number[];
  /** All of these. */
  readonly rows: number;
  /** What tells them from all other rows, taken together; empty for images, for few rows, and where little does. */
  readonly conditions: readonly Condition[];
  /** Rows of the leaf that meet all conditions, and other rows that do; absent without conditions. */
  readonly met?: { readonly own: number; readonly others: number } | undefined;
}

const mostConditions = 3;
/** Rows that are too few to be told apart by their values. */
export const fewRows = 5;
/** Share of its rows less share of the others, from which on a first condition, and what a further one adds, are worth telling. */
const tellingGain = 0.2;
const furtherGain = 0.05;
/** Rows x columns x leaves that are searched. */
const mostSearched = 1e7;

/**
 * What arrives at each leaf, and the values that tell its rows from all others: conditions are added one by one, each the best one for
 * the rows that meet those before it (the greedy search of rule learners as CN2: Clark & Niblett 1989), as long as they tell more.
 *
 * @param leaves of greatest path probability of each row, `[rows]`
 * @param columns absent for images
 */
export function summarizeLeaves(
  tree: SoftDecisionTree,
  rows: SummarizedRows,
  leaves: ArrayLike<number>,
  columns: readonly ExplainedColumn[] | undefined,
): LeafSummary[] {
  const { classCount, leafCount } = tree;
  const classRows = Array.from({ length: leafCount }, () => new Array<number>(classCount).fill(0));
  for (let row = 0; row < rows.rowCount; row++) {
    const counts = classRows[leaves[row] ?? 0];
    const label = rows.labels[row] ?? 0;
    if (counts !== undefined) counts[label] = (counts[label] ?? 0) + 1;
  }
  const work = leafCount * (columns?.length ?? 0);
  const searched = spreadRows(rows.rowCount, affordableRows(rows.rowCount, work, mostSearched));
  const values = columns && columnValues(columns, rows, searched);
  return classRows.map((counts, leaf) => {
    const count = counts.reduce((sum, part) => sum + part, 0);
    const base = { leaf, classRows: counts, rows: count };
    const isOwn = (row: number) => leaves[row] === leaf;
    const conditions =
      values === undefined || count < fewRows
        ? []
        : tellingConditions(values, rows.rowCount, searched, isOwn);
    if (conditions.length === 0) return { ...base, conditions };
    const met = { own: 0, others: 0 };
    for (let row = 0; row < rows.rowCount; row++) {
      if (!conditions.every((condition) => meets(condition, values?.[condition.column], row))) continue;
      if (isOwn(row)) met.own++;
      else met.others++;
    }
    return { ...base, conditions, met };
  });
}

function tellingConditions(
  values: readonly ColumnValues[],
  rowCount: number,
  searched: Int32Array,
  isOwn: (row: number) => boolean,
): Condition[] {
  const own = searched.reduce((count, row) => count + Number(isOwn(row)), 0);
  const others = searched.length - own;
  if (own === 0 || others === 0) return [];
  const weights = new Float64Array(rowCount);
  for (const row of searched) weights[row] = isOwn(row) ? 1 / own : -1 / others;
  const conditions: Condition[] = [];
  let told = 0;
  while (conditions.length < mostConditions) {
    let best: Candidate | undefined;
    for (const [column, ofColumn] of values.entries()) {
      if (conditions.some((condition) => condition.column === column)) continue;
      const candidate = bestCondition(column, ofColumn, weights);
      if (candidate !== undefined && candidate.gain > (best?.gain ?? 0)) best = candidate;
    }
    const least = conditions.length === 0 ? tellingGain : told + furtherGain;
    if (best === undefined || best.gain < least) return conditions;
    const { condition, gain } = best;
    told = gain;
    conditions.push(condition);
    for (const row of searched) if (!meets(condition, values[condition.column], row)) weights[row] = 0;
  }
  return conditions;
}
