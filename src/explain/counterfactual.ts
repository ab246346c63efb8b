import { createPredictor } from '../tree/predictor.js';
import { changeTo, isChangeable, numbersFrom, otherWords, type ValueChange } from './changeable-columns.js';
import type { NearbyRows, Shift } from './nearby-rows.js';
import { foundBy, type SearchInPieces } from './search-in-pieces.js';
import { changedRow, grainOf, spreadOf, type CellValue } from './table-columns.js';

/** Other values of a few columns that give another answer, verified by predicting the changed row. */
export interface Counterfactual {
  readonly changes: readonly ValueChange[];
  /** Sum over the changes. */
  readonly spreads: number;
  /** Class that the max path answers then. */
  readonly answer: number;
}

/** What would change a max-path answer. */
export interface Counterfactuals {
  /** The smallest change of one value; absent where none changes the answer within what the training rows hold. */
  readonly one?: Counterfactual | undefined;
  /** A smaller change of two or three values, where one is found. */
  readonly few?: Counterfactual | undefined;
  /** Columns that were tried; the others are fixed, constant, missing, or named as those that name the rows. */
  readonly tried: readonly number[];
}

const mostChanges = 3;
/** Classes that a change of several values is looked for, the nearest ones. */
const mostTargets = 5;
/** Spreads of one step of that search, and farthest way. */
const stride = 0.25;
const farthest = 12;
/** Columns of that search, those with the greatest weights. */
const mostClimbed = 32;
/** Two or three values are worth telling beside one where they need so much less. */
const worthwhile = 0.9;

/**
 * Looks for the smallest changes that give another max-path answer. One value: every number on the grain of its column, nearest first,
 * and every word are tried, so none is nearer. Two or three: steps along the column (of the 32 with the greatest weights) that brings the answer nearest to another class for
 * its spreads, then as far back as the answer allows; what is found is small, not proven smallest.
 *
 * @param values of the row by its columns
 * @param fixed indices of columns that stay as they are
 */
export function counterfactuals(
  rows: NearbyRows,
  values: readonly CellValue[],
  fixed: ReadonlySet<number>,
): Counterfactuals {
  return foundBy(counterfactualSearch(rows, values, fixed));
}

/** The search of `counterfactuals`, in pieces. */
export function* counterfactualSearch(
  rows: NearbyRows,
  values: readonly CellValue[],
  fixed: ReadonlySet<number>,
): SearchInPieces<Counterfactuals> {
  const tried = rows.columns.flatMap((column, index) =>
    !fixed.has(index) && isChangeable(column, values[index] ?? null) ? [index] : [],
  );
  const search = new Search(rows, values, tried);
  const one = yield* search.oneValue();
  const few = yield* search.fewValues((one?.spreads ?? farthest / worthwhile) * worthwhile);
  return { one, few, tried };
}

/** Values of the changed columns. */
type Changes = ReadonlyMap<number, CellValue>;
const unchanged: Changes = new Map();

class Search {
  readonly #current: number;
  readonly #predictor;
  /** The columns that may change, those with the greatest weights first. */
  readonly #steepest: readonly number[];

  constructor(
    private readonly rows: NearbyRows,
    private readonly values: readonly CellValue[],
    tried: readonly number[],
  ) {
    this.#predictor = createPredictor(rows.tree);
    this.#current = this.#predictor.predictOne(rows.features);
    this.#steepest = [...tried].sort((a, b) => rows.slopes(b).steepness - rows.slopes(a).steepness || a - b);
  }

  *oneValue(): SearchInPieces<Counterfactual | undefined> {
    let best: Counterfactual | undefined;
    for (const index of this.#steepest) {
      const [column, own] = [this.rows.columns[index], this.values[index] ?? null];
      if (column === undefined) continue;
      const bound = () => best?.spreads ?? Infinity;
      const nearest =
        typeof own === 'number'
          ? ([1, -1] as const).map((direction) => () => this.#nearest(index, direction, bound()))
          : otherWords(column, own).map((word) => () => word);
      for (const next of nearest) {
        const value = next();
        const found = value === undefined ? undefined : this.#verified(new Map([[index, value]]));
        if (found !== undefined && found.spreads < bound()) best = found;
      }
      yield;
    }
    return best;
  }

  /** @param bound spreads that it has to be below */
  *fewValues(bound: number): SearchInPieces<Counterfactual | undefined> {
    const targets = [...new Set(this.rows.classes)]
      .filter((answer) => answer !== this.#current)
      .map((answer) => ({ answer, lead: this.rows.lead([], answer) }))
      .sort((a, b) => b.lead - a.lead || a.answer - b.answer)
      .slice(0, mostTargets);
    let best: Counterfactual | undefined;
    for (const { answer } of targets) {
      const reached = yield* this.#climb(answer, 2 * Math.min(bound, farthest));
      const found = reached && this.#verified(this.#trimmed(reached));
      if (found && found.changes.length > 1 && found.spreads < (best?.spreads ?? bound)) best = found;
    }
    return best;
  }

  /** The number of a column, nearest to its own, at which the answer is another one; other columns may be changed already. */
  #nearest(index: number, direction: 1 | -1, bound: number, others = unchanged): number | undefined {
    const [column, own] = [this.rows.columns[index], this.values[index]];
    if (column === undefined || typeof own !== 'number' || this.rows.slopes(index).steepness === 0)
      return undefined;
    const grain = grainOf(column);
    const numbers = numbersFrom(column, own, direction);
    let known = own;
    let { same } = this.#near(index, direction, this.#shifts(others));
    let next = numbers.next();
    while (next.done !== true) {
      // Numbers are passed over that cannot have another answer; one grain less, for rounding.
      const passed = Math.floor(same - Math.abs(next.value - known) / grain) - 1;
      if (passed > 0) {
        next = numbers.next(passed - 1);
        if (next.done === true) return undefined;
      }
      if (changeTo(column, index, own, next.value).spreads >= bound) return undefined;
      const changes = new Map([...others, [index, next.value]]);
      const near = this.#near(index, direction, this.#shifts(changes));
      if (near.mayBeOther && this.#isOther(changes) && this.#verified(changes) !== undefined)
        return next.value;
      ({ same } = near);
      known = next.value;
      next = numbers.next();
    }
    return undefined;
  }

  /**
   * Whether the answer may be another one, and how many grains a number can go at least until it is. A lead changes no faster than its
   * greatest slope; a hard tree's path stays the same until one of its gates turns.
   */
  #near(
    index: number,
    direction: 1 | -1,
    shifts: readonly Shift[],
  ): { readonly mayBeOther: boolean; readonly same: number } {
    const { rows } = this;
    const column = rows.columns[index];
    if (column === undefined) return { mayBeOther: false, same: Infinity };
    const perGrain = grainOf(column) / spreadOf(column);
    if (rows.tree.routing === 'soft') {
      const lead = rows.lead(shifts, this.#current);
      return { mayBeOther: lead < 1e-9, same: lead / (rows.slopes(index).leadSlope * perGrain) };
    }
    let same = Infinity;
    for (const gate of rows.gatesPassed(shifts)) {
      const z = rows.logOddsOf(gate, shifts);
      const slope = direction * rows.slope(index, gate);
      if (z > 0 ? slope < 0 : slope > 0) same = Math.min(same, Math.abs(z / (slope * perGrain)));
    }
    return { mayBeOther: true, same };
  }

  /** Step by step nearer to a class, with the best step for its spreads each time. */
  *#climb(wanted: number, bound: number): SearchInPieces<Changes | undefined> {
    let changes = unchanged;
    while (this.#spreads(changes) < bound) {
      const now = this.#shifts(changes);
      if (this.rows.answer(now) !== this.#current) return changes;
      const [lead, spreads] = [this.rows.lead(now, wanted), this.#spreads(changes)];
      let best: { readonly changes: Changes; readonly gain: number } | undefined;
      for (const index of this.#steepest.slice(0, mostClimbed)) {
        if (changes.size >= mostChanges && !changes.has(index)) continue;
        for (const value of this.#nextValues(index, changes)) {
          const next = new Map([...changes, [index, value]]);
          const gain = (this.rows.lead(this.#shifts(next), wanted) - lead) / (this.#spreads(next) - spreads);
          if (gain > (best?.gain ?? 0)) best = { changes: next, gain };
        }
      }
      if (best === undefined) return undefined;
      ({ changes } = best);
      yield;
    }
    return undefined;
  }

  /** A stride farther from the row's own value, either way where it is still that. */
  #nextValues(index: number, changes: Changes): CellValue[] {
    const [column, own] = [this.rows.columns[index], this.values[index] ?? null];
    if (column === undefined) return [];
    const value = changes.get(index) ?? own;
    if (typeof value !== 'number' || typeof own !== 'number')
      return changes.has(index) ? [] : otherWords(column, own);
    const directions = ([1, -1] as const).filter((direction) => (value - own) * direction >= 0);
    return directions.flatMap((direction) => {
      const numbers = numbersFrom(column, value, direction);
      const first = numbers.next().value;
      const far = numbers.next(
        Math.max(0, Math.floor((stride * spreadOf(column)) / grainOf(column)) - 2),
      ).value;
      return [far ?? first].filter((number) => number !== undefined);
    });
  }

  /** The same as near to the row as the answer allows, column by column. */
  #trimmed(reached: Changes): Changes {
    let changes = new Map(reached);
    for (let round = 0; round < 2; round++) {
      for (const [index, value] of [...changes]) {
        const others = new Map([...changes].filter(([other]) => other !== index));
        if (others.size > 0 && this.#isOther(others)) {
          changes = others;
          continue;
        }
        const [column, own] = [this.rows.columns[index], this.values[index] ?? null];
        if (column === undefined || typeof value !== 'number' || typeof own !== 'number') continue;
        const nearer = this.#nearest(index, value > own ? 1 : -1, Infinity, others);
        if (nearer !== undefined) changes.set(index, nearer);
      }
    }
    return changes;
  }

  #isOther(changes: Changes): boolean {
    return this.rows.answer(this.#shifts(changes)) !== this.#current;
  }

  #shifts(changes: Changes): Shift[] {
    return [...changes].map(([index, value]) => this.rows.shift(index, value));
  }

  #list(changes: Changes): ValueChange[] {
    return [...changes].flatMap(([index, value]) => {
      const column = this.rows.columns[index];
      return column === undefined ? [] : [changeTo(column, index, this.values[index] ?? null, value)];
    });
  }

  #spreads(changes: Changes): number {
    return this.#list(changes).reduce((sum, { spreads }) => sum + spreads, 0);
  }

  /** What a changed row is answered with, if that is another class. */
  #verified(changes: Changes): Counterfactual | undefined {
    if (!this.#isOther(changes)) return undefined;
    const list = this.#list(changes).sort((a, b) => b.spreads - a.spreads || a.column - b.column);
    const { features, columns } = this.rows;
    const answer = this.#predictor.predictOne(changedRow(features, columns, list));
    return answer === this.#current ? undefined : { changes: list, spreads: this.#spreads(changes), answer };
  }
}
