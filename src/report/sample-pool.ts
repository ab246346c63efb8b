/** The test rows that a report carries: each row once, however many lists show it, and never more than fit. */
export class SamplePool {
  readonly #positions = new Map<number, number>();

  /** Takes the first row of every list, then the second of every list, and so on until `capacity` rows are in. */
  constructor(lists: readonly (readonly number[])[], capacity: number) {
    const chosen = new Set<number>();
    const longest = lists.reduce((length, list) => Math.max(length, list.length), 0);
    let left = lists;
    for (let round = 0; round < longest && chosen.size < capacity; round++) {
      left = left.filter((list) => list.length > round);
      for (const list of left) {
        const row = list[round];
        if (row !== undefined && chosen.size < capacity) chosen.add(row);
      }
    }
    [...chosen]
      .sort((first, second) => first - second)
      .forEach((row, position) => this.#positions.set(row, position));
  }

  /** Rows of the test set, ascending; a sample's position is its index here. */
  get rows(): number[] {
    return [...this.#positions.keys()];
  }

  /** Positions of those rows of a list that the pool holds. */
  positions(rows: readonly number[]): number[] {
    return rows.flatMap((row) => this.#positions.get(row) ?? []);
  }
}
