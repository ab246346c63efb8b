import { line, symbol, symbolCircle, symbolDiamond2, symbolSquare } from 'd3-shape';

export type Pixel = readonly [x: number, y: number];

const symbols = { circle: symbolCircle, square: symbolSquare, diamond: symbolDiamond2 };
export type SymbolName = keyof typeof symbols;

const decimals = 2;
const straight = line<Pixel>(
  ([x]) => x,
  ([, y]) => y,
).digits(decimals);

/** Path data of a line through pixels. */
export function linePath(pixels: Iterable<Pixel>): string {
  return straight(pixels) ?? '';
}

/**
 * Path data of a symbol around (0, 0).
 *
 * @param radius of a circle; other symbols have the circle's area
 */
export function symbolPath(name: SymbolName, radius = 4): string {
  return symbol(symbols[name], Math.PI * radius ** 2).digits(decimals)() ?? '';
}

/**
 * Path data of an error bar with caps.
 *
 * @param at pixel of the bar: x of a vertical one, y of a horizontal one
 * @param ends pixels along the bar
 * @param cap half the length of a cap
 */
export function errorBarPath(
  direction: 'vertical' | 'horizontal',
  at: number,
  ends: readonly [number, number],
  cap: number,
): string {
  const pixel = (across: number, along: number): Pixel =>
    direction === 'vertical' ? [at + across, along] : [along, at + across];
  const caps = ends.map((end) => linePath([pixel(-cap, end), pixel(cap, end)]));
  return linePath(ends.map((end) => pixel(0, end))) + caps.join('');
}
