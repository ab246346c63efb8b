import { SeededRandom } from '../../data/random.js';
import { leafClasses } from '../../tree/leaf-distributions.js';
import type { ChangedRows } from './changed-rows.js';
import type { FeatureRange } from './traffic-importance.js';

/** What max-path accuracy loses when the values of a column change places among the rows. */
export interface AccuracyDrop {
  /** Mean over all shuffles, a fraction; below 0 where the values mislead. */
  readonly drop: number;
  /** 95 % interval: how much it would be on other rows. */
  readonly low: number;
  readonly high: number;
}

/** How columns are shuffled. */
export interface ShuffleOptions {
  /** Default 1. */
  readonly seed?: number | undefined;
  /** Shuffles of each column; default 5. */
  readonly repeats?: number | undefined;
}

/** 97.5 % quantile of the normal distribution. */
const normalQuantile = 1.959963984540054;

/**
 * Permutation importance by max path (Breiman 2001, section 10; Fisher, Rudin & Dominici 2019), all features of a column together.
 *
 * The mean over pairs of a row and the row that gives it its value is a U-statistic: its variance is that of the sum of what a row does
 * as receiver and as giver, over the number of rows (Hoeffding 1948). So the interval covers the choice of the rows and the shuffles.
 *
 * @param labels true class of each row, `[rows]`
 * @param parts of the columns; one whose features are the same in all rows loses nothing
 */
export function permutationImportance(
  changed: ChangedRows,
  labels: Uint16Array,
  parts: readonly FeatureRange[],
  { seed = 1, repeats = 5 }: ShuffleOptions = {},
): AccuracyDrop[] {
  const { tree, rowCount, features, leaves } = changed;
  const classes = leafClasses(tree);
  const random = new SeededRandom(seed);
  const isRight = (leaf: number, row: number) => Number(classes[leaf] === labels[row]);
  return parts.map((part, index) => {
    const draws = random.fork(`column ${index}`);
    const givers = Int32Array.from({ length: rowCount }, (_, row) => row);
    const shuffles = Array.from({ length: repeats }, () => {
      draws.shuffle(givers);
      return givers.slice();
    });
    // Of each row, by how much answers get worse where it gets a value and where it gives its own, over all shuffles.
    const effects = new Float64Array(rowCount);
    let sum = 0;
    // Row by row, so that what is kept of a row is at hand for all shuffles.
    for (let row = 0; row < rowCount; row++) {
      const own = leaves[row] ?? 0;
      for (const shuffled of shuffles) {
        const giver = shuffled[row] ?? 0;
        const leaf = changed.leafWith(row, part, features, giver * tree.featureCount + part.first);
        if (leaf === own) continue;
        const worse = isRight(own, row) - isRight(leaf, row);
        sum += worse;
        effects[row] = (effects[row] ?? 0) + worse;
        effects[giver] = (effects[giver] ?? 0) + worse;
      }
    }
    const drop = sum / (repeats * rowCount);
    const squares = effects.reduce((total, effect) => total + (effect / repeats - 2 * drop) ** 2, 0);
    const reach = rowCount < 2 ? 1 : normalQuantile * Math.sqrt(squares / (rowCount - 1) / rowCount);
    return { drop, low: Math.max(-1, drop - reach), high: Math.min(1, drop + reach) };
  });
}
