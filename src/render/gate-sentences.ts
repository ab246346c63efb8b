import type { TableDecision, TableGate } from '../explain/explain-table.js';
import type { Counterfactuals } from '../explain/counterfactual.js';
import { changeText, columnTitle, usualText, valueText } from './decision-words.js';
import type { RunnerUp } from '../explain/runner-up.js';
import type { PixelChange } from '../explain/pixel-change.js';
import type { Verdict } from '../explain/verdict.js';
import type { Explanation } from '../tree/explanation.js';
import type { TreeTopology } from '../tree/topology.js';
import type { ImageShape } from './drawing.js';
import { isolated } from './isolated-text.js';
import { formatList } from './list-text.js';
import { countText, percentText } from './number-text.js';

/** One thing that sends a row to a side at a gate, in words. */
export interface PushLine {
  /** In log-odds; positive leans right. */
  readonly push: number;
  /** `petal length`, `3 other columns`, `its lean for an average row` */
  readonly name: string;
  /** `1.4 cm`; empty where it is no single column. */
  readonly value: string;
  /** Both: `petal length 1.4 cm` */
  readonly text: string;
  /** `usual 1.3 to 6.1`; empty where there is nothing to say. */
  readonly usual: string;
}

/** Columns are told until the others together push no more than this share. */
const untoldShare = 0.1;

/**
 * What sends a row to a side at a gate: the columns that push most, the others together, and the lean of the gate for an average row.
 * They add up to the log-odds.
 *
 * @param most columns that are told one by one
 */
export function pushLines(
  { pushes, start }: TableGate,
  { columns, values }: TableDecision,
  most: number,
): PushLine[] {
  const total = pushes.reduce((sum, { push }) => sum + Math.abs(push), 0);
  let told = 0;
  const enough = pushes.findIndex(({ push }) => {
    told += Math.abs(push);
    return told >= (1 - untoldShare) * total;
  });
  // A single one that is left is told, too.
  const limit = pushes.length - 1 <= most ? pushes.length : most;
  const count = enough + 2 >= pushes.length ? limit : Math.min(enough + 1, limit);
  const others = pushes.slice(count);
  const lines = pushes.slice(0, count).flatMap(({ column: index, push }): PushLine[] => {
    const [column, value] = [columns[index], values[index] ?? null];
    if (column === undefined) return [];
    const [name, told] = [columnTitle(column), valueText(column, value)];
    return [{ push, name, value: told, text: `${name} ${told}`, usual: usualText(column, value) }];
  });
  const rest = others.reduce((sum, { push }) => sum + push, 0);
  const unvalued = (name: string, of: number): PushLine => ({
    push: of,
    name,
    value: '',
    text: name,
    usual: '',
  });
  return [
    ...lines,
    ...(others.length === 0 ? [] : [unvalued(`${others.length} other columns`, rest)]),
    unvalued('its lean for an average row', start),
  ];
}

/** How many turning values a sentence names, and where a reader finds the others. */
export interface ShownTurns {
  readonly most: number;
  readonly elsewhere: string;
}

const nearestTurns: ShownTurns = { most: 2, elsewhere: '--format json has them' };

/**
 * The single values that turn a gate, the nearest ones: `Turned by petal length 2.6 cm or more (then it is "virginica")`, and how many
 * others there are.
 *
 * @param current class that the max path answers
 * @param name of a class, as it is to be shown
 * @returns nothing where the tree's file does not say what its training rows hold
 */
export function turnsText(
  { turns }: TableGate,
  { columns }: TableDecision,
  current: number,
  name: (index: number) => string,
  { most, elsewhere }: ShownTurns = nearestTurns,
): string[] {
  if (columns.every(({ usual }) => usual === undefined)) return [];
  // A single one that is left is told, too.
  const count = turns.length === most + 1 ? turns.length : most;
  const others = turns.length - count;
  const shown = turns.slice(0, count).flatMap(({ column: index, value, from, answer }) => {
    const column = columns[index];
    if (column === undefined) return [];
    const isNumber = typeof value === 'number' && typeof from === 'number';
    const beyond = isNumber ? (value > from ? ' or more' : ' or less') : '';
    const then = answer === current ? '' : ` (then it is ${isolated(name(answer))})`;
    return [`${columnTitle(column)} ${valueText(column, value)}${beyond}${then}`];
  });
  if (shown.length === 0) return ['No single value within those of the training rows turns it'];
  const rest = others > 0 ? [`one of ${others} others (${elsewhere})`] : [];
  return [`Turned by ${formatList([...shown, ...rest], 'or')}`];
}

/**
 * The smallest changes found that give another answer: `petal length 2.6 cm instead of 1.4 cm: then it is "virginica"`, or that there are
 * none.
 *
 * @param name of a class, as it is to be shown
 */
export function answerChangeTexts(
  { one, few, tried }: Counterfactuals,
  { columns }: Pick<TableDecision, 'columns'>,
  name: (index: number) => string,
): string[] {
  const found = [one, few].flatMap((change) => {
    if (change === undefined) return [];
    const changes = change.changes.map((each) => changeText(columns, each));
    return [`${formatList(changes, 'and')}: then it is ${isolated(name(change.answer))}`];
  });
  if (found.length > 0) return found;
  const columnsTried = countText(tried.length, 'column');
  return [
    `Nothing was found: no one, two or three values within those of the training rows (${columnsTried} tried).`,
  ];
}

/**
 * The next likely path: `right at decision 2 (node 2), to node 6, which holds 26 % and answers "green"`.
 *
 * @param name of a class, as it is to be shown
 */
export function runnerUpText(
  { leavesAt, leaf, pathProbability, steps, class: answer }: RunnerUp,
  { maxPathClass }: Pick<Explanation, 'maxPathClass'>,
  topology: TreeTopology,
  name: (index: number) => string,
): string {
  const fork = steps[leavesAt];
  const says = answer === maxPathClass ? 'gives the same answer' : `answers ${isolated(name(answer))}`;
  return `${fork?.side ?? ''} at decision ${leavesAt + 1} (node ${fork?.node ?? 0}), to node ${topology.nodeOfLeaf(leaf)}, which holds ${percentText(pathProbability)} and ${says}`;
}

/**
 * Where a wrong path lost the true class: `The path went wrong at decision 3 (node 9): below the side taken there no leaf answers "7".`
 *
 * @param truth name of the true class, as it is to be shown
 * @returns nothing for a right answer
 */
export function wrongTurnText(
  verdict: Verdict,
  { steps }: Pick<Explanation, 'steps'>,
  truth: string,
): string | undefined {
  if (verdict.kind === 'correct') return undefined;
  if (verdict.kind === 'neverReachable') return `No leaf of this tree answers ${isolated(truth)}.`;
  const { node } = steps[verdict.step] ?? { node: 0 };
  return `The path went wrong at decision ${verdict.step + 1} (node ${node}): below the side taken there no leaf answers ${isolated(truth)}.`;
}

/**
 * The pixels that would change the answer: `9 of 784 pixels by 0.62 on average (1 is from black to white): then it is "9"`.
 *
 * @param shape of the whole image
 * @param name of a class, as it is to be shown
 */
export function pixelChangeText(
  { pixels: changed, total, answer }: PixelChange,
  { height, width, channels }: ImageShape,
  name: (index: number) => string,
): string {
  const mean = Number((total / (changed.length * channels)).toPrecision(2));
  return `${changed.length} of ${height * width} pixels by ${mean}${changed.length * channels > 1 ? ' on average' : ''} (1 is from black to white): then it is ${isolated(name(answer))}`;
}
