import { SeededRandom } from '../../data/random.js';
import type { NamedSettings, SettingValue } from '../../settings/named-settings.js';
import { sizeOf, type Dimension, type SearchSpace } from './search-space.js';

/** Digits of a drawn number: as fine as any setting is felt, and short in tables. */
const digits = 4;
/** A narrow range has few numbers of so many digits: after so many draws for each setting that is wanted it has no others. */
const mostDraws = 1000;

/**
 * Different settings, drawn at random (Bergstra & Bengio 2012): each setting by itself, and by the number of the draw, so that a
 * longer search begins with the trials of a shorter one, and a range that is added leaves the others' draws as they are.
 *
 * @returns `count` of them, or as many as there are where those are fewer
 */
export function drawSettings(space: SearchSpace, count: number, seed: number): NamedSettings[] {
  const wanted = Math.min(count, sizeOf(space));
  const drawn = new Map<string, NamedSettings>();
  const random = new SeededRandom(seed).fork('search');
  for (let draw = 1; drawn.size < wanted && draw <= mostDraws * wanted; draw++) {
    const settings = Object.fromEntries(
      [...space].map(([name, dimension]) => [name, drawnValue(dimension, random.fork(`${draw} ${name}`))]),
    );
    const key = JSON.stringify(settings);
    if (!drawn.has(key)) drawn.set(key, settings);
  }
  return [...drawn.values()];
}

function drawnValue(dimension: Dimension, random: SeededRandom): SettingValue {
  if (dimension.kind === 'list') return dimension.values[random.integer(dimension.values.length)] ?? 0;
  const { kind, least, greatest } = dimension;
  const within = (value: number): number => Math.min(greatest, Math.max(least, value));
  switch (kind) {
    case 'integer':
      return least + random.integer(greatest - least + 1);
    case 'logInteger':
      return within(Math.floor(Math.exp(random.uniform(Math.log(least), Math.log(greatest + 1)))));
    case 'uniform':
      return within(Number(random.uniform(least, greatest).toPrecision(digits)));
    case 'logUniform':
      return within(
        Number(Math.exp(random.uniform(Math.log(least), Math.log(greatest))).toPrecision(digits)),
      );
  }
}
