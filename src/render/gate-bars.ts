import { gateQuestion } from '../explain/gate-question.js';
import { gateSays } from '../explain/gate-weighing.js';
import { spreadOf, type ExplainedColumn } from '../explain/table-columns.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { columnTitle, questionText, valueText, withUnit } from './decision-words.js';
import type { TreeDrawing } from './drawing.js';
import { featureName } from './feature-name.js';
import { gateWeights, largestWeights } from './gate-weights.js';
import { formatList } from './list-text.js';
import { signedText } from './number-text.js';

/** What a gate of a table does with a column, or a feature where the columns are not known, as a bar around zero. */
export interface GateBar {
  readonly name: string;
  /** Log-odds that it adds at most to either side, `low` <= 0 <= `high`. */
  readonly low: number;
  readonly high: number;
  /** Both in words: `+1.65 for 5.5 mm more`, `Biscoe +0.81, Dream −0.4` */
  readonly text: string;
}

const toldWords = 3;

/** What a gate does with each column that it looks at, the strongest first: for a usual distance of a number, and for each word. */
export function columnBars(
  tree: SoftDecisionTree,
  node: number,
  columns: readonly ExplainedColumn[],
): GateBar[] {
  return gateSays(tree, node, columns).says.flatMap(({ column: index, slope, words }): GateBar[] => {
    const column = columns[index];
    if (column === undefined) return [];
    const name = columnTitle(column);
    if (column.input.kind === 'number') {
      const more = withUnit(String(Number(spreadOf(column).toPrecision(2))), column);
      const text = `${signedText(slope)} for ${more} more`;
      return [{ name, low: Math.min(0, slope), high: Math.max(0, slope), text }];
    }
    const all: readonly (string | boolean)[] =
      column.input.kind === 'category' ? [...column.input.categories, 'other'] : [false, true];
    const counts = column.usual?.counts;
    const held = all
      .map((word, at) => ({ word, push: words[at] ?? 0, count: counts?.[at] ?? 1 }))
      .filter(({ count }) => count > 0);
    const pushes = held.map(({ push }) => push);
    const told = [...held].sort((a, b) => Math.abs(b.push) - Math.abs(a.push)).slice(0, toldWords);
    return [
      {
        name,
        low: Math.min(0, ...pushes),
        high: Math.max(0, ...pushes),
        text: told.map(({ word, push }) => `${valueText(column, word)} ${signedText(push)}`).join(', '),
      },
    ];
  });
}

/** The strongest columns of a gate, or where they are not known its largest weights. */
export function gateBars(drawing: TreeDrawing, node: number, most: number): GateBar[] {
  const { tree, columns } = drawing;
  if (columns !== undefined) return columnBars(tree, node, columns).slice(0, most);
  return weightBars(drawing, gateWeights(tree, node), most);
}

/** The weights, or pieces of evidence, of greatest size. */
export function weightBars(drawing: TreeDrawing, weights: Float32Array, most: number): GateBar[] {
  return largestWeights(weights, Math.min(most, weights.length)).map(({ feature, weight }) => ({
    name: featureName(drawing, feature),
    low: Math.min(0, weight),
    high: Math.max(0, weight),
    text: signedText(weight),
  }));
}

/** What a gate asks; nothing for images and where the columns are not known. */
export function drawnQuestion({ tree, columns }: TreeDrawing, node: number): string | undefined {
  return columns && questionText(columns, gateQuestion(tree, node, columns));
}

/** Names of the columns that its question is about, the strongest first: `petal length and petal width`. */
export function questionSubject({ tree, columns = [] }: TreeDrawing, node: number): string {
  const { terms } = gateQuestion(tree, node, columns);
  return formatList(
    terms.flatMap(({ column }) => {
      const found = columns[column];
      return found === undefined ? [] : [columnTitle(found)];
    }),
    'and',
  );
}
