/** Keeps the few rows of lowest cost among many offered; ties go to the row offered first. */
export class BestRows {
  readonly #rows: number[] = [];
  readonly #costs: number[] = [];

  constructor(readonly capacity: number) {}

  offer(row: number, cost: number): void {
    const worst = this.#costs.at(-1);
    if (this.#rows.length === this.capacity) {
      if (worst === undefined || cost >= worst) return;
      this.#rows.pop();
      this.#costs.pop();
    }
    let place = this.#costs.length;
    while (place > 0 && cost < (this.#costs[place - 1] ?? -Infinity)) place--;
    this.#rows.splice(place, 0, row);
    this.#costs.splice(place, 0, cost);
  }

  /** Rows from the lowest cost up. */
  get rows(): readonly number[] {
    return this.#rows;
  }
}
