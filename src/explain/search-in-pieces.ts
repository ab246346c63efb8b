/**
 * A search that may be put aside at each `yield`, and returns what it found. A piece takes some hundreds of microseconds, so that a page
 * stays awake while it looks.
 */
export type SearchInPieces<Found> = Generator<undefined, Found, undefined>;

/** What a search finds, looked for at one go. */
export function foundBy<Found>(search: SearchInPieces<Found>): Found {
  for (;;) {
    const step = search.next();
    if (step.done === true) return step.value;
  }
}
