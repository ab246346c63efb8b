import { cssVariables, darkPalette, lightPalette, type Tone, tones } from './colors.js';

type AttributeValue = string | number | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One element as text. Attribute values are escaped, numbers rounded to 0.01, `undefined` attributes left out. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escapeXml(value)}"`)
    .join('');
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`;
}

/** A coordinate with at most two decimals, the same text on every machine. */
export function rounded(value: number): string {
  const text = (Math.round(value * 100) / 100).toString();
  return text === '-0' ? '0' : text;
}

/**
 * Text from data as XML text: markup characters escaped, and characters that XML 1.0 forbids (most control characters,
 * halves of surrogate pairs) replaced by U+FFFD.
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');
}

/** Which colors a drawing has: those of the reader's system, or always light or dark. */
export type Theme = 'auto' | 'light' | 'dark';

/**
 * Paint attributes for tones. They carry plain colors, for programs without CSS variables (resvg, Inkscape, LibreOffice);
 * with the theme `auto` also classes, through which `themeStyle` lets browsers follow the system.
 */
export type Ink = (paint: {
  readonly fill?: Tone | 'none' | undefined;
  readonly stroke?: Tone | undefined;
}) => Attributes;

export function createInk(theme: Theme): Ink {
  const palette = theme === 'dark' ? darkPalette : lightPalette;
  return ({ fill, stroke }) => {
    const classes = [
      fill === undefined || fill === 'none' ? '' : `f-${fill}`,
      stroke === undefined ? '' : `s-${stroke}`,
    ];
    return {
      fill: fill === undefined || fill === 'none' ? fill : palette[fill],
      stroke: stroke === undefined ? undefined : palette[stroke],
      class: theme === 'auto' ? classes.filter((name) => name !== '').join(' ') || undefined : undefined,
    };
  };
}

/** Style sheet of a standalone drawing. It stands inside `@supports`, which simple CSS readers skip as a whole. */
export function themeStyle(theme: Theme): string {
  const pixelated = '@supports (image-rendering:pixelated){.sdt-tree image{image-rendering:pixelated}}';
  if (theme !== 'auto') return pixelated;
  const rules = tones
    .map((tone) => `.f-${tone}{fill:var(--${tone})}.s-${tone}{stroke:var(--${tone})}`)
    .join('');
  return [
    pixelated,
    `@supports (fill:var(--text)){.sdt-tree{${cssVariables(lightPalette)}}`,
    `@media (prefers-color-scheme:dark){.sdt-tree{${cssVariables(darkPalette)}}}`,
    `${rules}}`,
  ].join('\n');
}
