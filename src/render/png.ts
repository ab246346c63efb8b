import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { InvalidInputError } from '../errors.js';
import { fontFamily } from './text-metrics.js';

/** Fonts that travel with the package, so that a machine without fonts draws text too; others are for other scripts. */
const fontPackage = '@expo-google-fonts/arimo';
const fontFiles = ['400Regular/Arimo_400Regular.ttf', '700Bold/Arimo_700Bold.ttf'];
const defaultZoom = 2;
/** Limits of one picture, to keep memory below about 400 MB: wide trees are drawn at a smaller zoom. */
const greatestSide = 16_384;
const greatestArea = 64e6;

/**
 * Draws an SVG of this package as a PNG (Node only). Use the theme `light` or `dark`; with `auto` it is light.
 * @param zoom pixels per SVG unit, default 2; less where the picture would be larger than 16,384 pixels or 64 megapixels
 * @param fonts files of more fonts, for scripts that those of the package and of the machine lack
 * @throws {InvalidInputError} when `svg` is not an SVG document, or a file is no font
 */
export function svgToPng(svg: string, zoom: number = defaultZoom, fonts: readonly string[] = []): Uint8Array {
  const { width, height } = opened(svg, 1, { fonts });
  const fitted = Math.min(
    zoom,
    greatestSide / Math.max(width, height),
    Math.sqrt(greatestArea / (width * height)),
  );
  return opened(svg, fitted, { fonts }).render().asPng();
}

interface Fonts {
  readonly fonts: readonly string[];
  /** Those of the machine as well; default true. */
  readonly isSystem?: boolean;
}

function opened(svg: string, zoom: number, { fonts, isSystem = true }: Fonts): Resvg {
  const require = createRequire(import.meta.url);
  for (const file of fonts) assertFont(file);
  const font = {
    fontFiles: [...fontFiles.map((file) => require.resolve(`${fontPackage}/${file}`)), ...fonts],
    loadSystemFonts: isSystem,
    defaultFontFamily: 'Arimo',
  };
  try {
    return new Resvg(svg, { font, fitTo: { mode: 'zoom', value: zoom }, logLevel: 'off' });
  } catch (error) {
    throw new InvalidInputError(
      `the drawing is not a valid SVG: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** How files of TrueType, OpenType, and collections of them begin; the rasterizer passes over all others in silence. */
const fontStarts = ['00010000', '4f54544f', '74727565', '74746366'];

function assertFont(file: string): void {
  let start: string;
  try {
    start = readFileSync(file).subarray(0, 4).toString('hex');
  } catch (error) {
    throw new InvalidInputError(`the font ${file} cannot be read`, { cause: error });
  }
  if (!fontStarts.includes(start))
    throw new InvalidInputError(`${file} must be a TrueType or OpenType font (.ttf, .otf, .ttc)`);
}

const cell = 32;
const cellsOfRow = 64;
/** A character that no font has. */
const lacking = '\u{10FFFE}';

/**
 * Characters of an SVG's texts that `svgToPng` would draw as an empty box or not at all, since no font has them: found by drawing each.
 * @param fonts files of more fonts
 * @param isSystem whether those of the machine are used, too; default true
 */
export function missingCharacters(svg: string, fonts: readonly string[] = [], isSystem = true): string[] {
  const texts = Array.from(svg.matchAll(/<text\b[^>]*>([^<]*)/g), ([, text = '']) => text).join('');
  // Marks and spaces show nothing by themselves.
  const visible = texts.match(/[^\p{M}\p{C}\p{Z}\s -~]/gu) ?? [];
  const characters = [lacking, ...new Set(visible)];
  if (characters.length === 1) return [];
  const [columns, rows] = [cellsOfRow, Math.ceil(characters.length / cellsOfRow)];
  const marks = characters.map(
    (character, index) =>
      `<text x="${(index % columns) * cell + 4}" y="${Math.floor(index / columns) * cell + 23}" font-size="20" font-family="${fontFamily}">${character}</text>`,
  );
  const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="${columns * cell}" height="${rows * cell}">${marks.join('')}</svg>`;
  const { pixels, width } = opened(sheet, 1, { fonts, isSystem }).render();
  const inkOf = (index: number): string => {
    const [left, top] = [(index % columns) * cell, Math.floor(index / columns) * cell];
    const lines = Array.from({ length: cell }, (_, line) =>
      pixels.subarray(4 * ((top + line) * width + left), 4 * ((top + line) * width + left + cell)),
    );
    return Buffer.concat(lines).toString('base64');
  };
  const unknown = inkOf(0);
  const blank = Buffer.alloc(4 * cell * cell).toString('base64');
  return characters.filter((_, index) => index > 0 && [unknown, blank].includes(inkOf(index)));
}
