import { InvalidInputError } from '../errors.js';

const largestSeed = 2 ** 32 - 1;
/** What splitmix32 adds for each number. */
const goldenGamma = 0x9e3779b9;

/**
 * Seeded pseudo-random numbers: xoshiro128** (Blackman & Vigna 2018), its state filled by splitmix32 from the seed.
 * One seed gives one sequence on every machine.
 */
export class SeededRandom {
  readonly #seed: number;
  // The state: four numbers of 32 bits, signed, which V8 holds in the object itself. Images are deformed by a generator each.
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spareNormal: number | undefined;

  /**
   * @param seed an integer from 0 to 2^32 - 1; each gives a sequence of its own
   * @throws {InvalidInputError} when the seed is anything else
   */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > largestSeed) {
      throw new InvalidInputError(`a seed must be an integer from 0 to ${largestSeed}, found ${seed}`);
    }
    this.#seed = seed;
    this.#a = scramble(seed + goldenGamma) | 0;
    this.#b = scramble(seed + 2 * goldenGamma) | 0;
    this.#c = scramble(seed + 3 * goldenGamma) | 0;
    this.#d = scramble(seed + 4 * goldenGamma) | 0;
  }

  /** What `fork` goes by: another generator of this seed forks the same ones. */
  get seed(): number {
    return this.#seed;
  }

  /** Uniform in [0, 1), a multiple of 2^-32. */
  next(): number {
    return this.#nextInteger() / 2 ** 32;
  }

  /** Uniform integer in `[0, limit)`. */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Uniform in `[low, high)`. */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** Standard normal (Box & Muller 1958). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    const angle = 2 * Math.PI * this.next();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Puts the items in random order, in place (Fisher & Yates). */
  shuffle(items: { [index: number]: number; readonly length: number }): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const item = items[last] ?? 0;
      items[last] = items[other] ?? 0;
      items[other] = item;
    }
  }

  /**
   * An independent generator for one purpose. It depends on this generator's seed and the label alone, not on how many
   * numbers were drawn, so that one part's draws never shift another's.
   */
  fork(label: string): SeededRandom {
    let hash = this.#seed;
    for (const character of label) hash = scramble(Math.imul(hash, 31) + (character.codePointAt(0) ?? 0));
    return new SeededRandom(hash);
  }

  #nextInteger(): number {
    const b = this.#b;
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const mixedC = this.#c ^ this.#a;
    const mixedD = this.#d ^ b;
    this.#a ^= mixedD;
    this.#b = b ^ mixedC;
    this.#c = mixedC ^ (b << 9);
    this.#d = rotateLeft(mixedD, 11);
    return result;
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** The finalizer of splitmix32. */
function scramble(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
