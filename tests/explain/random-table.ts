import fc from 'fast-check';
import { featureNamesOf, preparedWidth } from '../../src/data/preparation.js';
import { OpenData } from '../../src/data/open-data.js';
import type { RawColumn } from '../../src/data/table/raw-column.js';
import { columnsOf } from '../../src/explain/explain-table.js';
import type { ExplainedColumn } from '../../src/explain/table-columns.js';
import type { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { smallDocument } from '../cli/small-tree.js';
import { randomTree, seededNormal } from '../tree/random-tree.js';

/** A table with numbers, words, truth values and gaps, its training rows, and a random tree that takes them. */
export interface RandomTable {
  readonly tree: SoftDecisionTree;
  readonly columns: readonly ExplainedColumn[];
  /** Training rows before and after their preparation. */
  readonly raw: readonly Float64Array[];
  readonly features: readonly Float32Array[];
}

const columns: readonly RawColumn[] = [
  { name: 'age (years)', type: 'number' },
  { name: 'work', type: 'category', categories: ['Private', 'State', 'None'] },
  { name: 'dose [mg]', type: 'number' },
  { name: 'member', type: 'truth value' },
  { name: 'income', type: 'number' },
  { name: 'same', type: 'number' },
  { name: 'row_id', type: 'number' },
];

export function randomTable(seed: number, gain: number, kinds = columns): RandomTable {
  const random = seededNormal(seed);
  const rowCount = 80;
  const valueOf = ({ type, name }: RawColumn, row: number): number => {
    if (type === 'category') return random.uniform() < 0.1 ? NaN : Math.floor(3 * random.uniform());
    if (type === 'truth value') return Number(random.uniform() < 0.4);
    if (name === 'same') return 7;
    if (name === 'row_id') return row;
    if (name === 'income') return 1000 * Math.exp(random.normal());
    if (name.startsWith('dose'))
      return random.uniform() < 0.2 ? NaN : Math.round(100 * (3 + random.normal())) / 100;
    return Math.round(45 + 15 * random.normal());
  };
  const values = Float64Array.from(
    Array.from({ length: rowCount }, (_, row) => kinds.map((column) => valueOf(column, row))).flat(),
  );
  const data = new OpenData({
    train: {
      name: 't',
      values,
      columnCount: kinds.length,
      labels: Uint16Array.from({ length: rowCount }, (_, row) => row % 3),
      rowCount,
      classNames: ['a', 'b', 'c'],
      columns: kinds,
      inputShape: [kinds.length],
    },
  });
  const { train } = data.splits({ seed: 1 });
  const { preparation, rawTable, sourceRows = new Int32Array(), origin } = train;
  const featureCount = preparedWidth(preparation, kinds.length);
  const tree = randomTree({ depth: 3, featureCount, classCount: 3 }, seed, gain);
  const document = smallDocument({
    tree,
    preparation,
    table: origin?.table,
    inputShape: [featureCount],
    featureNames: featureNamesOf(kinds, preparation),
  });
  const raw = rawTable?.valuesOf(sourceRows) ?? new Float64Array();
  return {
    tree,
    columns: columnsOf(document) ?? [],
    raw: Array.from(sourceRows, (_, row) => raw.slice(row * kinds.length, (row + 1) * kinds.length)),
    features: Array.from(sourceRows, (_, row) =>
      train.features.subarray(row * featureCount, (row + 1) * featureCount),
    ),
  };
}

/** Tables with trees of soft and of decided gates. */
export const anyTable = fc
  .record({ seed: fc.nat(1_000_000), gain: fc.constantFrom(1, 3, 10) })
  .map(({ seed, gain }) => randomTable(seed, gain));
