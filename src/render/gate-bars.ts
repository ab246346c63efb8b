import { gateQuestion } from '../explain/gate-question.js';
import { gateSays, weighGate } from '../explain/gate-weighing.js';
import { featuresOf, spreadOf, type ExplainedColumn } from '../explain/table-columns.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { columnTitle, questionText, valueText } from './decision-words.js';
import type { TreeDrawing } from './drawing.js';
import { featureName } from './feature-name.js';
import { gateWeights, largestWeights } from './gate-weights.js';
import { signedText } from './number-text.js';

/** What a gate of a table does with a column, or a feature where the columns are not known, as a bar around zero. */
export interface GateBar {
  readonly name: string;
  /** Log-odds that it adds at most to either side, `low` <= 0 <= `high`. */
  readonly low: number;
  readonly high: number;
  /** Both in words: `+1.65 for 5.5 mm more`, `Biscoe +0.81, Dream −0.40, missing −0.20` */
  readonly text: string;
}

const toldWords = 3;

/** Log-odds to two decimals. */
function addedText(value: number): string {
  const size = Math.abs(value).toFixed(2);
  if (Number(size) === 0) return '±0';
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** What a gate does with each column that it looks at, the strongest first: for a usual distance of a number, and for each word. */
export function columnBars(
  tree: SoftDecisionTree,
  node: number,
  columns: readonly ExplainedColumn[],
): GateBar[] {
  const absent = new Float32Array(tree.featureCount);
  for (const column of columns) absent.set(featuresOf(column, null), column.input.feature);
  const lacking = new Map(
    weighGate(tree, node, columns, absent).pushes.map(({ column, push }) => [column, push]),
  );
  return gateSays(tree, node, columns).says.flatMap(({ column: index, slope, words }): GateBar[] => {
    const column = columns[index];
    if (column === undefined) return [];
    const name = columnTitle(column);
    const missing = column.input.indicator ? [`missing ${addedText(lacking.get(index) ?? 0)}`] : [];
    if (column.input.kind === 'number') {
      const more = valueText(column, Number(spreadOf(column).toPrecision(2)));
      const text = [`${addedText(slope)} for ${more} more`, ...missing].join(', ');
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
        text: [
          ...told.map(({ word, push }) => `${valueText(column, word)} ${addedText(push)}`),
          ...missing,
        ].join(', '),
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
