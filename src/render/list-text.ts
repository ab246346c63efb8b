/** `formatList(['a', 'b', 'c'], 'or')` -> `a, b or c`. */
export function formatList(items: readonly string[], conjunction: 'and' | 'or'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1) ?? ''}`;
}
