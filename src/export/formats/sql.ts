import { InvalidInputError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import { leafClasses, leafDistributions } from '../../tree/leaf-distributions.js';
import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import type { Exported, ExportOptions } from '../exported.js';
import { featureCountOf } from '../../file/feature-count.js';
import { inputColumns, isOfImages, missingMarkers, type InputColumn } from '../../file/input-columns.js';
import { commentText } from '../source-text.js';
import { treeTitle } from '../tree-title.js';

/** Weights in a statement: SQLite looks each one up among those before it. */
const mostWeights = 20_000;
/** Databases nest expressions 1,000 deep. */
const mostLevels = 200;
/** Weights in the comparisons of all paths: a database may compute a gate anew at each place that names it. */
const mostComparedWeights = 6_000;

/**
 * A SELECT that scores a table: its columns, and leaf, class and probability behind them. Standard SQL without CTEs or casts, whose
 * names for numbers differ between databases; literals with an exponent are floating-point ones in nearly all of them.
 */
export function writeSql(document: TreeDocument, { table = 'samples' }: ExportOptions): Exported {
  const { tree, classNames } = document;
  const columns = inputColumns(document);
  assertNames(
    [table, ...classNames],
    columns.map(({ name }) => name),
  );
  const { innerNodeCount, leafCount } = tree;
  const used = Array.from({ length: innerNodeCount }, (_, gate) => usedColumns(tree, columns, gate));
  const weights = used.flat().reduce((sum, column) => sum + featureCountOf(column), 0);
  if (weights > mostWeights) {
    throw new InvalidInputError(
      `sql holds at most ${mostWeights} weights, for databases take minutes to read a statement of more; this tree has ${weights} in ${innerNodeCount} gates; sdt harden --sparse makes one whose gates use few features`,
    );
  }
  if (tree.depth > mostLevels) {
    throw new InvalidInputError(
      `sql holds at most ${mostLevels} levels of decisions, as deep as databases nest expressions; this tree has ${tree.depth}`,
    );
  }
  const isHard = tree.routing === 'hard';
  const mostColumns = used.reduce((most, { length }) => Math.max(most, length), 0);
  const isMaxPath = !isHard && leafCount ** 2 * tree.depth * mostColumns <= mostComparedWeights;
  const gates = gateTexts(document, used);
  const routed = isMaxPath
    ? `SELECT g.*, ${greatestPath(tree)} AS sdt_leaf\n  FROM (${gatesOf(gates, table)}) AS g`
    : `SELECT t.*, ${hardPath(tree, gates)} AS sdt_leaf\n  FROM ${nameText(table)} AS t`;
  const road = isMaxPath
    ? 'the leaf of greatest path probability, as sdt predict finds it; sdt_gate_N: probability of the right branch of gate N'
    : isHard
      ? 'the leaf where the gates lead'
      : 'the leaf where the likelier branch of each gate leads, which is not always the one of greatest path probability';
  const content = `-- ${commentText(treeTitle(document))}; written by sdt export.
-- sdt_leaf: ${road}
-- Columns of numbers must be of a type of numbers${isOfImages(document) ? '; pixel0, pixel1, ... are the pixels, row by row, as image files have them' : ''}. Spark and BigQuery take \` instead of " around names.
SELECT s.*,
  CASE s.sdt_leaf${leafCases(document, (name) => literal(name))}
  END AS sdt_class,
  CASE s.sdt_leaf${leafCases(document, (_, probability) => numberText(Number(probability.toPrecision(9))))}
  END AS sdt_probability
FROM (
  ${routed}
) AS s
`;
  const hardPathNote = `hard path: the statement follows the likelier branch of each gate, for comparing all ${leafCount} paths would make it too long`;
  return { content, notes: isMaxPath || isHard ? [] : [hardPathNote] };
}

/** @throws {InvalidInputError} when a text holds what no database takes, or a column is called as an answer is */
function assertNames(texts: readonly string[], columns: readonly string[]): void {
  const bad = [...texts, ...columns].find((text) => text.includes('\0'));
  if (bad !== undefined)
    throw new InvalidInputError(`sql cannot hold a name with a NUL character, found ${JSON.stringify(bad)}`);
  const taken = columns.find((name) => /^sdt_(leaf|class|probability|gate_\d+)$/i.test(name));
  if (taken !== undefined)
    throw new InvalidInputError(
      `sql cannot hold a column named ${JSON.stringify(taken)}: answers have one of that name`,
    );
}

function nameText(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A floating-point number, whatever it is beside. */
function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') ? text : `${text}e0`;
}

/** The shortest text that float32 reads back, as a floating-point number: statements have many weights. */
function weightText(value: number): string {
  const text = String(Number(value.toPrecision(8)));
  return text.includes('e') ? text : Number(text).toExponential();
}

/** Columns with a weight other than 0 at a gate. */
function usedColumns(
  { parameters: { filters }, featureCount }: SoftDecisionTree,
  columns: readonly InputColumn[],
  gate: number,
): InputColumn[] {
  return columns.filter((column) => {
    const first = gate * featureCount + column.feature;
    return filters.subarray(first, first + featureCountOf(column)).some((weight) => weight !== 0);
  });
}

/** `beta (x.w + b)` of each gate as a sum over the columns that it uses. */
function gateTexts(document: TreeDocument, used: readonly (readonly InputColumn[])[]): string[] {
  const { tree } = document;
  const markers = missingMarkers(document);
  const { biases, betas, filters } = tree.parameters;
  const isImage = isOfImages(document);
  return Array.from(biases, (bias, gate) => {
    const beta = betas[gate] ?? 1;
    const weights = filters
      .subarray(gate * tree.featureCount, (gate + 1) * tree.featureCount)
      .map((weight) => beta * weight);
    const terms = (used[gate] ?? []).flatMap((column) => termOf(column, weights, markers, isImage));
    return sumText([numberText(beta * bias), ...terms]);
  });
}

/** What a column adds to a gate. */
function termOf(
  column: InputColumn,
  weights: Float32Array,
  markers: readonly string[],
  isPixel: boolean,
): string[] {
  const cell = `t.${nameText(column.name)}`;
  const weight = (place: number) => weights[column.feature + place] ?? 0;
  if (column.kind === 'category') {
    const { categories, indicator } = column;
    const missing = markers.filter((marker) => marker !== '' || !categories.includes(''));
    const words = categories.map(
      (word, place) => ` WHEN ${cell} = ${literal(word)} THEN ${weightText(weight(place))}`,
    );
    const absent = indicator ? weight(categories.length + 1) : 0;
    return [
      `CASE WHEN ${cell} IS NULL OR ${cell} IN (${missing.map(literal).join(', ')}) THEN ${weightText(absent)}${words.join('')} ELSE ${weightText(weight(categories.length))} END`,
    ];
  }
  const absent = weightText(column.indicator ? weight(1) : 0);
  const scale = weight(0) * column.scale;
  if (scale === 0 && !column.indicator) return [];
  if (column.kind === 'truth value') {
    const valueOf = (raw: number) => weightText((raw - column.offset) * scale);
    // Booleans and numbers as texts: there is no comparison of both that all databases take.
    return [
      `CASE lower('' || ${cell}) WHEN 'true' THEN ${valueOf(1)} WHEN 'yes' THEN ${valueOf(1)} WHEN '1' THEN ${valueOf(1)} WHEN '1.0' THEN ${valueOf(1)} WHEN 'false' THEN ${valueOf(0)} WHEN 'no' THEN ${valueOf(0)} WHEN '0' THEN ${valueOf(0)} WHEN '0.0' THEN ${valueOf(0)} ELSE ${absent} END`,
    ];
  }
  const difference = column.offset === 0 ? cell : `${cell} - ${numberText(column.offset)}`;
  if (isPixel) return [`coalesce(${difference}, 0e0) * ${weightText(scale)}`];
  // NULL and NaN are not between numbers in any database.
  return [
    `CASE WHEN ${cell} BETWEEN -3.4028234e38 AND 3.4028234e38 THEN (${difference}) * ${numberText(scale)} ELSE ${absent} END`,
  ];
}

/** A sum whose nesting grows with the logarithm of its length: databases limit the depth of expressions. */
function sumText(terms: readonly string[]): string {
  if (terms.length <= 8) return terms.join(' + ');
  const half = Math.ceil(terms.length / 2);
  return `(${sumText(terms.slice(0, half))}) + (${sumText(terms.slice(half))})`;
}

function hardPath({ topology }: SoftDecisionTree, gates: readonly string[]): string {
  const textOf = (node: number): string =>
    topology.isLeaf(node)
      ? String(topology.leafOf(node))
      : `\nCASE WHEN ${gates[topology.gateOf(node)] ?? ''} > 0 THEN ${textOf(topology.right(node))} ELSE ${textOf(topology.left(node))} END`;
  return textOf(0);
}

function gatesOf(gates: readonly string[], table: string): string {
  // tanh, unlike exp, is in range for any number.
  const columns = gates.map(
    (gate, index) => `,\n    0.5e0 + 0.5e0 * tanh(0.5e0 * (${gate})) AS sdt_gate_${index}`,
  );
  return `\n    SELECT t.*${columns.join('')}\n    FROM ${nameText(table)} AS t\n  `;
}

/** The first leaf whose path is at least as likely as those behind it. */
function greatestPath({ topology, leafCount }: SoftDecisionTree): string {
  const paths = Array.from({ length: leafCount }, (_, leaf) => {
    const turns = topology.pathTo(topology.nodeOfLeaf(leaf)).map(({ node, side }) => {
      const gate = `g.sdt_gate_${topology.gateOf(node)}`;
      return side === 'right' ? gate : `(1e0 - ${gate})`;
    });
    return turns.join(' * ');
  });
  const cases = paths.slice(0, -1).map((path, leaf) => {
    const others = paths.slice(leaf + 1).map((other) => `${path} >= ${other}`);
    return `\n    WHEN ${others.join(' AND ')} THEN ${leaf}`;
  });
  return cases.length === 0 ? '0' : `CASE${cases.join('')}\n    ELSE ${leafCount - 1} END`;
}

/** What each leaf answers, as the cases of an expression. */
function leafCases(
  { tree, classNames }: TreeDocument,
  textOf: (className: string, probability: number) => string,
): string {
  const distributions = leafDistributions(tree);
  return Array.from(leafClasses(tree), (index, leaf) => {
    const probability = distributions[leaf * tree.classCount + index] ?? 0;
    return `\n    WHEN ${leaf} THEN ${textOf(classNames[index] ?? '', probability)}`;
  }).join('');
}
