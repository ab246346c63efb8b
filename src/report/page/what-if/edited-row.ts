import {
  cellValue,
  changedRow,
  otherWord,
  type CellValue,
  type ExplainedColumn,
} from '../../../explain/table-columns.js';
import { featureCountOf } from '../../../file/feature-count.js';
import type { PageTree } from '../model.js';
import type { Subject } from '../subject.js';

/** Values of columns that were given other ones, by column. */
export type Edits = ReadonlyMap<number, CellValue>;

/** What a row holds, by its columns. */
export function rowValues(columns: readonly ExplainedColumn[], { features, raw }: Subject): CellValue[] {
  return columns.map((column, index) => cellValue(column, index, features, raw));
}

/** A row with other values in some columns; its other features stay as they are, to the bit. */
export function editedSubject(columns: readonly ExplainedColumn[], subject: Subject, edits: Edits): Subject {
  if (edits.size === 0) return subject;
  const changes = [...edits].map(([column, value]) => ({ column, value }));
  const values = rowValues(columns, subject);
  const raw = Float64Array.from(columns, (column, index) => {
    const value = edits.get(index);
    return value === undefined
      ? (subject.raw?.[index] ?? rawOf(column, values[index] ?? null))
      : rawOf(column, value);
  });
  const features = changedRow(subject.features, columns, changes);
  return { name: `${subject.name}, changed`, features, raw };
}

/** The raw number of a value, NaN where it is missing. */
function rawOf({ input }: ExplainedColumn, value: CellValue): number {
  if (value === null) return NaN;
  if (input.kind !== 'category') return Number(value);
  const word = input.categories.indexOf(String(value));
  return word < 0 ? input.categories.length : word;
}

/** Whether a reader may take a value away: training rows lacked it, or the row does. */
export function canBeMissing({ input, usual }: ExplainedColumn, own: CellValue): boolean {
  return own === null || input.indicator || (usual?.missing ?? 0) > 0;
}

/** Words that a column may hold: those of the training rows, and the row's own. */
export function wordsOf({ input, usual }: ExplainedColumn, own: CellValue): string[] {
  if (input.kind !== 'category') return [];
  const hasOther = own === otherWord || (usual?.counts?.at(-1) ?? 0) > 0;
  return hasOther ? [...input.categories, otherWord] : [...input.categories];
}

/** The columns, those first that the gates heed most: the greatest weight of each, by the share of the test rows that gets there. */
export function columnsByHeed(columns: readonly ExplainedColumn[], trees: readonly PageTree[]): number[] {
  const heed = columns.map(({ input }) => {
    const [first, end] = [input.feature, input.feature + featureCountOf(input)];
    let sum = 0;
    for (const { tree, traffic } of trees) {
      for (let gate = 0; gate < tree.innerNodeCount; gate++) {
        const node = tree.topology.nodeOfGate(gate);
        const filter = tree.filter(node);
        let greatest = 0;
        for (let feature = first; feature < end; feature++)
          greatest = Math.max(greatest, Math.abs(filter[feature] ?? 0));
        sum += (traffic[node] ?? 0) * Math.abs(tree.beta(node)) * greatest;
      }
    }
    return sum;
  });
  return [...columns.keys()].sort((a, b) => (heed[b] ?? 0) - (heed[a] ?? 0) || a - b);
}
