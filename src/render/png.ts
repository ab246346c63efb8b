import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { InvalidInputError } from '../errors.js';

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
 * @throws {InvalidInputError} when `svg` is not an SVG document
 */
export function svgToPng(svg: string, zoom: number = defaultZoom, fonts: readonly string[] = []): Uint8Array {
  const require = createRequire(import.meta.url);
  const font = {
    fontFiles: [...fontFiles.map((file) => require.resolve(`${fontPackage}/${file}`)), ...fonts],
    loadSystemFonts: true,
    defaultFontFamily: 'Arimo',
  };
  const open = (value: number): Resvg => {
    try {
      return new Resvg(svg, { font, fitTo: { mode: 'zoom', value }, logLevel: 'off' });
    } catch (error) {
      throw new InvalidInputError(
        `the drawing is not a valid SVG: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  const { width, height } = open(1);
  const fitted = Math.min(
    zoom,
    greatestSide / Math.max(width, height),
    Math.sqrt(greatestArea / (width * height)),
  );
  return open(fitted).render().asPng();
}

/** Letters of scripts that the fonts of the package lack: they are drawn by a font of the machine, or as boxes. */
export function lettersWithoutFont(svg: string): string[] {
  const beyond =
    /[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Common}\p{Script=Inherited}]/gu;
  return [...new Set(svg.match(beyond) ?? [])];
}
