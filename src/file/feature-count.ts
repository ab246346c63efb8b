/** What of a column decides how many features are made of it. */
type PreparedForm =
  | { readonly kind: 'number' | 'truth value'; readonly indicator: boolean }
  | { readonly kind: 'category'; readonly categories: readonly string[]; readonly indicator: boolean };

/** Features that are made of a column: of words one for each and one for any other; of any kind one more that says what is missing, if that is kept. */
export function featureCountOf(column: PreparedForm): number {
  return (column.kind === 'category' ? column.categories.length + 1 : 1) + Number(column.indicator);
}
