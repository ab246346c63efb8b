/** Names that share at least this much with a word are near it. */
const leastLikeness = 0.4;
const most = 3;

/** The names that are most like a word, the most alike first; none where none is. */
export function nearNames(word: string, names: readonly string[]): string[] {
  return names
    .map((name) => ({
      name,
      likeness: Math.max(likeness(word, name), likeness(lastPart(word), lastPart(name))),
    }))
    .filter((each) => each.likeness >= leastLikeness)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, most)
    .map(({ name }) => name);
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Share of pairs of neighboring letters that two words have in common (Dice 1945), in [0, 1]. */
function likeness(first: string, second: string): number {
  const [one, other] = [pairsOf(first), pairsOf(second)];
  const rest = [...other];
  const common = one.filter((pair) => {
    const at = rest.indexOf(pair);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  });
  return one.length + other.length === 0 ? 0 : (2 * common.length) / (one.length + other.length);
}

function pairsOf(word: string): string[] {
  const letters = word.toLowerCase().replace(/[^a-z0-9.]/g, '');
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2));
}
