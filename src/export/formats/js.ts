import { encodeFloat32 } from '../../file/float32-base64.js';
import type { TreeDocument } from '../../file/tree-document.js';
import type { Routing } from '../../tree/branch-probability.js';
import { branchesOf } from '../branches.js';
import type { Exported, ExportOptions } from '../exported.js';
import { featureLimit, inputColumns, isOfImages, missingMarkers } from '../../file/input-columns.js';
import { commentText, javaScriptLiteral, wrappedBase64 } from '../source-text.js';
import { treeTitle } from '../tree-title.js';

/** An ES module without dependencies, and its types beside it. */
export function writeJs(document: TreeDocument, { name = 'tree' }: ExportOptions): Exported {
  const { tree, classNames } = document;
  const { filters, biases, betas, leafLogits } = tree.parameters;
  const { lefts, rights } = branchesOf(tree);
  const { maxPath, doubt = 0, mixture } = tree.calibration;
  const floats = (values: Float32Array) => `floats(\`${wrappedBase64(encodeFloat32(values))}\`)`;
  const list = (values: readonly number[]) => JSON.stringify(values);
  const content = `// ${commentText(treeTitle(document))}; written by sdt export.
// import { predict } from './${commentText(name)}.js';
// predict([row, ...]) answers rows; a row is ${rowWords(document)}.

export const classNames = Object.freeze(${javaScriptLiteral(classNames)});
const columns = ${columnsText(document)};
export const columnNames = Object.freeze(columns.map(({ name }) => name));
const missing = new Set(${javaScriptLiteral(missingMarkers(document))});
const featureCount = ${tree.featureCount};
const power = { leaf: ${maxPath}, doubt: ${doubt}, mixture: ${mixture} };
// Where the branches of each gate lead: the number of a gate, or -1 less the number of a leaf.
const lefts = ${list(lefts)};
const rights = ${list(rights)};
${runtime(tree.routing)}
const filters = ${floats(filters)};
const biases = ${floats(biases)};
const betas = ${floats(betas)};
const leaves = leavesOf(${floats(leafLogits)});
`;
  return { content, beside: { [`${name}.d.ts`]: types } };
}

function rowWords(document: TreeDocument): string {
  return isOfImages(document)
    ? `the pixels of an image, ${document.inputShape.join(' x ')}, as its file has them`
    : 'a list in the order of columnNames, or an object by these names';
}

function columnsText(document: TreeDocument): string {
  const columns = inputColumns(document);
  const texts = columns.map(({ feature: _, name, ...column }) => ({ name, rest: javaScriptLiteral(column) }));
  const [first] = texts;
  if (isOfImages(document) && first !== undefined && texts.every(({ rest }) => rest === first.rest))
    return `Array.from({ length: ${columns.length} }, (_, index) => ({ name: \`pixel\${index}\`, ...${first.rest} }))`;
  return `[\n${columns.map(({ feature: _, ...column }) => `  ${javaScriptLiteral(column)},\n`).join('')}]`;
}

/** Probabilities of the left and of the right branch of a gate. */
const branches: Readonly<Record<Routing, string>> = {
  soft: `/** Probabilities of the left and of the right branch. */
function branches(z) {
  const small = Math.exp(-Math.abs(z));
  const [less, more] = [small / (1 + small), 1 / (1 + small)];
  return z < 0 ? [more, less] : [less, more];
}`,
  hard: `/** All for the left branch, or all for the right one. */
function branches(z) {
  return z > 0 ? [0, 1] : [1, 0];
}`,
};

const runtime = (routing: Routing): string => `
for (const column of columns) if (column.categories) column.words = new Map(column.categories.map((word, index) => [word, index]));

function floats(base64) {
  const bytes = new DataView(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, index) => bytes.getFloat32(4 * index, true));
}

/** Number of a cell: NaN where it is missing, for words their number among those of the column. */
function valueOf(cell, { name, kind, categories, words }, row) {
  if (typeof cell === 'number' && kind === 'number' && Math.abs(cell) < 1e38) return cell;
  if (cell === null || cell === undefined || Number.isNaN(cell)) return NaN;
  const text = typeof cell === 'string' ? cell.trim() : cell;
  if (missing.has(text)) return NaN;
  if (kind === 'category') return words.get(String(text)) ?? categories.length;
  const truth = { true: 1, yes: 1, 1: 1, false: 0, no: 0, 0: 0 };
  const key = String(text).toLowerCase();
  const value = kind === 'number' ? Number(text) : Object.hasOwn(truth, key) ? truth[key] : NaN;
  if (Number.isFinite(Math.fround(value))) return value;
  const wanted = kind === 'number' ? 'a finite number' : 'yes or no';
  throw new TypeError(\`row \${row}, \${name}: must be \${wanted}, found \${String(cell)}\`);
}

function cellsOf(cells, row) {
  if (Array.isArray(cells) || ArrayBuffer.isView(cells)) {
    if (cells.length === columns.length) return cells;
    throw new TypeError(\`row \${row} must hold \${columns.length} values, found \${cells.length}\`);
  }
  return columns.map(({ name }) => {
    if (Object.hasOwn(cells, name)) return cells[name];
    throw new TypeError(\`row \${row} misses \${JSON.stringify(name)}\`);
  });
}

/** What the gates look at. */
export function features(cells, row = 0) {
  const x = new Float32Array(featureCount);
  const values = cellsOf(cells, row);
  let at = 0;
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index];
    const value = valueOf(values[index], column, row);
    const isMissing = Number.isNaN(value);
    if (column.words) {
      if (!isMissing) x[at + value] = 1;
      at += column.categories.length + 1;
    } else {
      const scaled = isMissing || column.scale === 0 ? 0 : (value - column.offset) * column.scale;
      x[at++] = Math.max(-${featureLimit}, Math.min(${featureLimit}, scaled));
    }
    if (column.indicator) x[at++] = Number(isMissing);
  }
  return x;
}

/** beta (x.w + b) of a gate: what it is for or against the right branch. */
function gate(index, x, used) {
  const start = index * featureCount;
  let sum = biases[index];
  for (let at = 0; at < used.length; at++) sum += x[used[at]] * filters[start + used[at]];
  return betas[index] * sum;
}

/** Which features are not 0: of an image, few are. */
function usedOf(x) {
  const used = [];
  for (let place = 0; place < x.length; place++) if (x[place] !== 0) used.push(place);
  return used;
}

${branches[routing]}

function greatest(values) {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index;
  return best;
}

function normalized(weights) {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

function leavesOf(logits) {
  const softmax = (values, by) => {
    const most = Math.max(...values);
    return normalized(Array.from(values, (value) => Math.exp(by * (value - most))));
  };
  const count = classNames.length;
  return Array.from({ length: logits.length / count }, (_, leaf) => {
    const own = logits.subarray(leaf * count, (leaf + 1) * count);
    const even = power.doubt / count;
    return {
      className: classNames[greatest(own)],
      distribution: softmax(own, power.leaf).map((share) => (1 - power.doubt) * share + even),
      plain: softmax(own, 1),
    };
  });
}

/** Answers rows by the leaf of greatest path probability and by the mixture of all leaves. */
export function predict(rows) {
  return Array.from(rows, (cells, row) => {
    const x = features(cells, row);
    const used = usedOf(x);
    const paths = new Float64Array(leaves.length);
    const arriving = new Float64Array(Math.max(1, lefts.length)).fill(1);
    const arrive = (place, probability) => {
      if (place < 0) paths[-1 - place] = probability;
      else arriving[place] = probability;
    };
    if (lefts.length === 0) paths[0] = 1;
    for (let index = 0; index < lefts.length; index++) {
      const [left, right] = branches(gate(index, x, used));
      arrive(lefts[index], arriving[index] * left);
      arrive(rights[index], arriving[index] * right);
    }
    const leaf = greatest(paths);
    const mixture = classNames.map(() => 0);
    for (let at = 0; at < paths.length; at++)
      for (let index = 0; index < mixture.length; index++) mixture[index] += paths[at] * leaves[at].plain[index];
    const most = mixture[greatest(mixture)];
    return {
      className: leaves[leaf].className,
      leaf,
      pathProbability: paths[leaf],
      leafDistribution: leaves[leaf].distribution,
      mixtureClassName: classNames[greatest(mixture)],
      mixtureDistribution: normalized(mixture.map((share) => (share / most) ** power.mixture)),
    };
  });
}

/** Name of the class of the leaf of greatest path probability for one row, by few gates more than the tree is deep. */
export function predictOne(cells) {
  const x = features(cells);
  const used = usedOf(x);
  let [best, most] = [0, -1];
  const open = [[lefts.length === 0 ? -1 : 0, 1]];
  while (open.length > 0) {
    const [place, probability] = open.pop();
    if (probability < most) continue;
    if (place < 0) {
      const leaf = -1 - place;
      if (probability > most || leaf < best) [best, most] = [leaf, probability];
      continue;
    }
    const [left, right] = branches(gate(place, x, used));
    const both = [[lefts[place], probability * left], [rights[place], probability * right]];
    open.push(...(right > left ? both : both.reverse()));
  }
  return leaves[best].className;
}
`;

const types = `/** A cell as a table has it; null, undefined, NaN and the texts for a missing value are missing. */
export type Cell = number | string | boolean | null | undefined;
/** Cells in the order of the columns (the pixels of an image, row by row), or by the columns' names. */
export type Row = ArrayLike<Cell> | Readonly<Record<string, Cell>>;

/** The answers to one row. */
export interface Answer {
  /** Class of the leaf of greatest path probability. */
  readonly className: string;
  /** That leaf, counted from 0. */
  readonly leaf: number;
  /** Path probability of that leaf. */
  readonly pathProbability: number;
  /** Class distribution of that leaf, in the order of classNames. */
  readonly leafDistribution: readonly number[];
  /** Class of the mixture of all leaves. */
  readonly mixtureClassName: string;
  /** Leaf distributions weighted by their path probabilities. */
  readonly mixtureDistribution: readonly number[];
}

export const classNames: readonly string[];
/** Columns of a row in their order; pixel0, pixel1, ... for images. */
export const columnNames: readonly string[];
/** Answers rows; throws a TypeError that names the row and column that does not fit. */
export function predict(rows: Iterable<Row>): Answer[];
/** Class of the leaf of greatest path probability for one row, fast. */
export function predictOne(row: Row): string;
/** The prepared row that the gates look at. */
export function features(row: Row): Float32Array;
`;
