import { inputColumns, isOfImages } from '../file/input-columns.js';
import type { TreeDocument } from '../file/tree-document.js';
import { InvalidInputError } from '../errors.js';
import { explain, type Explanation, type ExplanationStep } from '../tree/explanation.js';
import { reachableClasses } from '../tree/reachable-classes.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { counterfactuals, counterfactualSearch, type Counterfactuals } from './counterfactual.js';
import { gateQuestion, type GateQuestion } from './gate-question.js';
import { weighGate, type GateWeighing } from './gate-weighing.js';
import { NearbyRows } from './nearby-rows.js';
import type { SearchInPieces } from './search-in-pieces.js';
import { gateTurns, type GateTurn } from './sensitivity.js';
import { suretyOf, type Surety } from './surety.js';
import { cellValue, explainedColumns, type CellValue, type ExplainedColumn } from './table-columns.js';

/** One gate of the max path, in the terms of the table. */
export interface TableGate extends ExplanationStep, GateWeighing {
  readonly surety: Surety;
  /** Yes goes right. */
  readonly question: GateQuestion;
  /** Classes that can be answered on each side. */
  readonly reachable: { readonly left: readonly number[]; readonly right: readonly number[] };
  /** Single values that turn the gate. */
  readonly turns: readonly GateTurn[];
}

/** Why a tree answers a row of a table as it does, in the user's columns and units. */
export interface TableDecision {
  readonly columns: readonly ExplainedColumn[];
  /** What the row holds, by its columns. */
  readonly values: readonly CellValue[];
  /** The gates of the max path. */
  readonly gates: readonly TableGate[];
  /** What would change the answer; absent where the tree's file does not say what its training rows hold, or it was not looked for. */
  readonly counterfactuals?: Counterfactuals | undefined;
}

/** A row of a table whose decision is explained. */
export interface TableRow {
  /** As the tree takes it, `[featureCount]`. */
  readonly features: Float32Array;
  /** Before its preparation, `[columns]`, NaN where a value is missing; without it values are those of the features. */
  readonly raw?: ArrayLike<number> | undefined;
  /** Words of categories as the row has them, `[columns]`; without them a word that the tree does not know is called `other`. */
  readonly words?: readonly (string | undefined)[] | undefined;
}

/** How what would change an answer is looked for. */
export interface ChangeOptions {
  /** Indices of columns that a change may not touch; default none. */
  readonly fixed?: readonly number[] | undefined;
  /** Whether to look for what would change the answer, the slow part; default true. */
  readonly search?: boolean | undefined;
}

/**
 * The columns of a tree's table, with what its training rows hold.
 *
 * @returns `undefined` for a tree of images
 */
export function columnsOf(document: TreeDocument): ExplainedColumn[] | undefined {
  return isOfImages(document) ? undefined : explainedColumns(inputColumns(document), document.table?.usual);
}

/**
 * Indices of columns by their names.
 *
 * @throws {InvalidInputError} listing the columns, when there is none of a name
 */
export function columnIndices(columns: readonly ExplainedColumn[], names: readonly string[]): number[] {
  return names.map((name) => {
    const index = columns.findIndex(({ input }) => input.name === name);
    if (index >= 0) return index;
    const known = columns.map(({ input }) => JSON.stringify(input.name)).join(', ');
    throw new InvalidInputError(`the tree has no column ${JSON.stringify(name)}; its columns are ${known}`);
  });
}

/**
 * Explains a row of a table.
 *
 * @param columns as `columnsOf` gives them
 * @param explanation of the same row; default: it is made
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function explainTable(
  tree: SoftDecisionTree,
  columns: readonly ExplainedColumn[],
  { features, raw, words }: TableRow,
  { fixed = [], search = true }: ChangeOptions = {},
  explanation: Explanation = explain(tree, features),
): TableDecision {
  const { topology } = tree;
  const values = columns.map((column, index) => cellValue(column, index, features, raw, words?.[index]));
  const kept = new Set(fixed);
  const rows = new NearbyRows(tree, columns, features);
  const reachable = reachableClasses(tree);
  const gates = explanation.steps.map((step): TableGate => ({
    ...step,
    ...weighGate(tree, step.node, columns, features),
    surety: suretyOf(step.sideProbability),
    question: gateQuestion(tree, step.node, columns),
    reachable: {
      left: reachable[topology.left(step.node)] ?? [],
      right: reachable[topology.right(step.node)] ?? [],
    },
    turns: gateTurns(rows, values, step.node, kept),
  }));
  const isKnown = search && columns.some(({ usual }) => usual !== undefined);
  return {
    columns,
    values,
    gates,
    counterfactuals: isKnown ? counterfactuals(rows, values, kept) : undefined,
  };
}

/** What would change the answer to a row, as `explainTable` finds it; a search in pieces, for a page that stays awake meanwhile. */
export function answerChanges(
  tree: SoftDecisionTree,
  columns: readonly ExplainedColumn[],
  { features, raw }: TableRow,
): SearchInPieces<Counterfactuals> {
  const values = columns.map((column, index) => cellValue(column, index, features, raw));
  return counterfactualSearch(new NearbyRows(tree, columns, features), values, new Set());
}
