/** Names of the colors that differ between light and dark. */
export const tones = [
  'background',
  'surface',
  'neutral',
  'border',
  'text',
  'muted',
  'link',
  'accent',
  'onAccent',
  'bar',
] as const;
export type Tone = (typeof tones)[number];
export type Palette = Readonly<Record<Tone, string>>;

/** Colors on a light page. `neutral` is the zero of filters; `accent` marks the highlighted sample. */
export const lightPalette: Palette = {
  background: '#ffffff',
  surface: '#f4f6f8',
  neutral: '#f7f8fa',
  border: '#ccd3db',
  text: '#1b2129',
  muted: '#5b6672',
  link: '#b9c2cc',
  accent: '#b3186d',
  onAccent: '#ffffff',
  bar: '#b4bdc7',
};

/** Colors on a dark page. */
export const darkPalette: Palette = {
  background: '#11151a',
  surface: '#1b2129',
  neutral: '#0b0e12',
  border: '#3a4450',
  text: '#eef2f6',
  muted: '#a3afbb',
  link: '#48535f',
  accent: '#ff7ac0',
  onAccent: '#11151a',
  bar: '#5a6673',
};

/**
 * Ends of the diverging scale: orange (negative, sends left) and blue (positive, sends right), a pair that the common forms
 * of color blindness keep apart. Zero is transparent, so the page's `neutral` shows and one image serves light and dark.
 */
export const negativeColor: Rgb = [217, 95, 2];
export const positiveColor: Rgb = [31, 111, 214];

/** Red, green, blue in 0..255. */
export type Rgb = readonly [number, number, number];

/** Ten colors that stay apart for color-blind readers (M. A. Petroff, "Accessible Color Sequences for Data Visualization", arXiv 2107.02270). */
const firstTen = [
  '#3f90da',
  '#ffa90e',
  '#bd1f01',
  '#94a4a2',
  '#832db6',
  '#a96b59',
  '#e76300',
  '#b9ac70',
  '#717581',
  '#92dadd',
] as const;

/**
 * Color of a class, the same whatever the number of classes: ten color-blind-safe colors, then hues a golden angle apart in
 * OKLCH at alternating lightness. Names always stand beside the colors, which alone identify nothing.
 */
export function classColor(classIndex: number): string {
  const known = firstTen[classIndex];
  if (known !== undefined) return known;
  const lightness = [0.55, 0.72, 0.63][classIndex % 3] ?? 0.6;
  return hex(oklchToRgb(lightness, 0.12, (classIndex * 137.508) % 360));
}

export function hex(rgb: Rgb): string {
  return `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** OKLCH to sRGB, clipped to the gamut (B. Ottosson, "A perceptual color space for image processing", 2020). */
function oklchToRgb(lightness: number, chroma: number, hueDegrees: number): Rgb {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const encode = (linear: number): number => {
    const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
    return 255 * Math.min(1, Math.max(0, value));
  };
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
