/** The first few names with commas between, and how many there are where those are not all. */
export function shortList(names: readonly string[]): string {
  return names.length > 8
    ? `${names.slice(0, 8).join(', ')}, ... (${names.length} in all)`
    : names.join(', ');
}

/** The same with each name in quotes. */
export function quotedList(names: readonly string[]): string {
  return shortList(names.map((name) => JSON.stringify(name)));
}
