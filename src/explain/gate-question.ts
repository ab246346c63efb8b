import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { gateSays } from './gate-weighing.js';
import { otherWord, type ExplainedColumn } from './table-columns.js';

/** Part of a question: a number on one side of a threshold, one of some words, or yes or no. */
export type QuestionTerm =
  | { readonly column: number; readonly side: 'above' | 'below'; readonly threshold: number }
  | { readonly column: number; readonly words: readonly string[] }
  | { readonly column: number; readonly is: boolean };

/**
 * What a gate asks, told by its strongest columns; yes goes right. Where all numbers in it stand at their thresholds, and every other
 * column has the mean of the training rows, the gate is exactly even.
 */
export interface GateQuestion {
  readonly terms: readonly QuestionTerm[];
  /** Columns that have a say beside these. */
  readonly others: number;
}

const mostTerms = 3;
const mostWords = 4;
/** A question is long enough when its columns make up this much of the variance of the gate's log-odds, columns taken alone. */
const toldShare = 0.8;

export function gateQuestion(
  tree: SoftDecisionTree,
  node: number,
  columns: readonly ExplainedColumn[],
): GateQuestion {
  const { start, says } = gateSays(tree, node, columns);
  const total = says.reduce((sum, { strength }) => sum + strength ** 2, 0);
  let told = 0;
  const chosen = says.filter(({ strength }, index) => {
    if (index >= mostTerms || told >= toldShare * total) return false;
    told += strength ** 2;
    return true;
  });
  // So many spreads all numbers of the question have to move to the right together until the gate is even.
  const slopes = chosen.reduce((sum, { slope }) => sum + Math.abs(slope), 0);
  const distance = slopes === 0 ? 0 : -start / slopes;
  const terms = chosen.flatMap(({ column, slope, words }): QuestionTerm[] => {
    const input = columns[column]?.input;
    if (input?.kind === 'number') {
      const threshold = input.offset + (Math.sign(slope) * distance) / input.scale;
      return [{ column, side: slope > 0 ? 'above' : 'below', threshold }];
    }
    if (input?.kind === 'truth value') return [{ column, is: (words[1] ?? 0) > (words[0] ?? 0) }];
    const right = rightWords(columns[column], words);
    return right.length === 0 ? [] : [{ column, words: right }];
  });
  return { terms, others: says.length - terms.length };
}

/** Words that push right, the strongest first; that which the training rows do not have is not told. */
function rightWords(column: ExplainedColumn | undefined, added: readonly number[]): string[] {
  const categories = column?.input.kind === 'category' ? column.input.categories : [];
  const words = [...categories, otherWord];
  return words
    .map((word, index) => ({ word, index, push: added[index] ?? 0 }))
    .filter(({ index, push }) => push > 0 && column?.usual?.counts?.[index] !== 0)
    .sort((a, b) => b.push - a.push)
    .slice(0, mostWords)
    .map(({ word }) => word);
}
