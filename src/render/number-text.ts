/** A share as text: `12 %`, `3.4 %`, `0.05 %`, `<0.01 %`. */
export function percentText(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 0.01) return '<0.01 %';
  const digits = percent >= 10 || percent === 0 ? 0 : percent >= 1 ? 1 : 2;
  return `${percent.toFixed(digits)} %`;
}

/** A probability as text with two decimals; never `1.00` or `0.00` for what is not quite certain. */
export function probabilityText(probability: number): string {
  if (probability < 1 && probability >= 0.995) return '>0.99';
  if (probability > 0 && probability < 0.005) return '<0.01';
  return probability.toFixed(2);
}

/** A weight with a true minus sign and three significant digits: `−0.0123`, `+4.5`. */
export function signedText(value: number): string {
  const size = Number(Math.abs(value).toPrecision(3));
  if (size === 0) return '0';
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** `1 leaf`, `8 leaves` */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
