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

/** Colors of a page: the ends of the diverging scale, the two sides as text, and the models of charts. */
export type PageColors = Readonly<
  Record<'negative' | 'positive' | 'left' | 'right' | 'teacher' | 'baseline' | 'distilled', string>
>;

/** On a light page, and in charts that stand alone. No model has the color of a side or of a class. */
export const lightPageColors: PageColors = {
  negative: hex(negativeColor),
  positive: hex(positiveColor),
  left: '#a84300',
  right: '#1a5fb8',
  teacher: '#5b6672',
  baseline: '#7830fc',
  distilled: '#0a7f85',
};

export const darkPageColors: PageColors = {
  negative: hex(negativeColor),
  positive: hex(positiveColor),
  left: '#ff9d5c',
  right: '#7db8ff',
  teacher: '#a3afbb',
  baseline: '#f0c6fc',
  distilled: '#4cc9cd',
};

/** The same color as the page around a chart has it, which is another one where the page is dark; other colors stay as they are. */
export function colorOfPage(color: string): string {
  const name = Object.entries(lightPageColors).find(([, each]) => each === color)?.[0];
  return name === undefined ? color : `var(--${name}, ${color})`;
}

/** Declarations of CSS variables of these names. */
export function cssVariables(colors: Readonly<Record<string, string>>): string {
  return Object.entries(colors)
    .map(([name, color]) => `--${name}:${color}`)
    .join(';');
}

/**
 * Ten colors of classes, found by a search for the greatest least distance in OKLab: from each other, from both ends of the
 * diverging scale and from the accents, for readers with full color vision and without red, green or blue cones
 * (`tests/render/colors.test.ts`). They show on light and dark pages alike. The first ones are the farthest apart.
 */
const classColors = [
  '#0fa05e',
  '#6d32a4',
  '#5eb8e8',
  '#126845',
  '#b2b52f',
  '#c070b0',
  '#878ffe',
  '#b60212',
  '#8c599e',
  '#e89b96',
] as const;

/** How a class is marked: a color and, from the eleventh class on, dashes, as no eye keeps more than ten colors apart. */
export interface ClassMark {
  readonly color: string;
  /** Lengths of strokes and gaps in pixels: a long stroke, then a dot for each ten classes before; absent for a solid mark. */
  readonly dash?: readonly number[] | undefined;
}

const longDash = 4;
const dot = 1.5;

/** The mark of a class, the same whatever the number of classes. Names stand beside the marks, which alone identify nothing. */
export function classMark(classIndex: number): ClassMark {
  const color = classColors[classIndex % classColors.length] ?? classColors[0];
  const dots = Math.floor(classIndex / classColors.length);
  if (dots === 0) return { color };
  return { color, dash: [longDash, dot, ...new Array<number>(2 * dots).fill(dot)] };
}

/** The mark of a class as an image of CSS, to be repeated along a bar. */
export function classImage(classIndex: number): string {
  const { color, dash } = classMark(classIndex);
  if (dash === undefined) return `linear-gradient(${color} 0 0)`;
  let at = 0;
  const stops = dash.map((length, index) => {
    const from = at;
    at += length;
    return `${index % 2 === 0 ? color : '#0000'} ${from}px ${at}px`;
  });
  return `repeating-linear-gradient(90deg, ${stops.join(', ')})`;
}

export function hex(rgb: Rgb): string {
  return `#${rgb.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}
