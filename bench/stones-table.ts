/** A table of three classes, 120 rows, as CSV: small enough for runs that are killed and made again. */
export function stonesTable(): string {
  const lines = Array.from({ length: 120 }, (_, row) => {
    const spread = ((row * 37) % 50) / 100;
    const [size, weight] = [
      [spread, spread / 2],
      [spread, 2 + spread],
      [2 + spread, spread],
    ][row % 3] ?? [0, 0];
    return `${size},${weight},${['blue', 'green', 'red'][row % 3]}`;
  });
  return `size,weight,label\n${lines.join('\n')}\n`;
}
