import type { Condition } from '../explain/summary/conditions.js';
import { dependenceText, leafText } from '../render/summary-words.js';
import { leafClasses } from '../tree/leaf-distributions.js';
import type { SummarizedTree } from './summary-outline.js';

/** What a tree goes by as plain JSON: all of it, columns and classes by their names. */
export function summaryDocument({ title, document, columns = [], summary }: SummarizedTree) {
  const { classNames, tree } = document;
  const { table, pixels, leaves, calibration, rows, looked } = summary;
  const nameOf = (column: number) => columns[column]?.input.name ?? String(column);
  const className = (index: number) => classNames[index] ?? String(index);
  const quoted = (index: number) => `"${className(index)}"`;
  const answers = leafClasses(tree);
  const conditionOf = ({ column, ...condition }: Condition) => ({ column: nameOf(column), ...condition });
  return {
    title,
    rows,
    looked,
    importance: table?.importance.map(({ column, ...importance }) => ({
      column: nameOf(column),
      ...importance,
    })),
    repeats: table?.repeats,
    dependence: table?.dependence.map((dependence) => {
      const column = columns[dependence.column];
      return {
        ...dependence,
        column: nameOf(dependence.column),
        text: column && dependenceText(column, dependence, quoted),
      };
    }),
    pixels,
    leaves: leaves.map((leaf) => ({
      ...leaf,
      node: tree.topology.nodeOfLeaf(leaf.leaf),
      answer: className(answers[leaf.leaf] ?? 0),
      conditions: leaf.conditions.map(conditionOf),
      text: leafText(leaf, rows, columns, quoted),
    })),
    calibration,
    classNames,
  };
}
