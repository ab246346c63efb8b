import { InvalidInputError } from '../errors.js';

/** A cache line, and the widest vector register: arrays that start here are never split across lines. */
const alignment = 64;
const pageBytes = 65_536;
const maximumPages = 65_536;

/** A stretch of memory, in bytes. */
export interface Region {
  readonly address: number;
  /** A multiple of 64. */
  readonly bytes: number;
}

/**
 * Plans the content of one WebAssembly memory before it is made, because growing it later would detach every view.
 * Each array starts at a multiple of 64 bytes; the gap behind it is zero.
 */
export class MemoryLayout {
  private end = 0;

  /** What is reserved so far. */
  get bytes(): number {
    return this.end;
  }

  /** Reserves one array of `length` floats. */
  reserve(length: number): Region {
    const bytes = Math.ceil((length * Float32Array.BYTES_PER_ELEMENT) / alignment) * alignment;
    const region = { address: this.end, bytes };
    this.end += bytes;
    return region;
  }

  /** Reserves one array per name, one behind the other; `whole` spans all of them. */
  reserveNamed<Names extends string>(
    lengths: Readonly<Record<Names, number>>,
  ): { readonly whole: Region; readonly parts: Readonly<Record<Names, Region>> } {
    const start = this.end;
    const parts = mapValues(lengths, (length) => this.reserve(length));
    return { whole: { address: start, bytes: this.end - start }, parts };
  }

  /**
   * A zero-filled memory that holds everything reserved so far, and cannot grow.
   *
   * @param shared whether it is one for several threads
   * @throws {InvalidInputError} above WebAssembly's limit of 4 GiB.
   */
  createMemory({ shared = false } = {}): WebAssembly.Memory {
    const pages = Math.max(1, Math.ceil(this.end / pageBytes));
    if (pages > maximumPages) {
      const gigabytes = (this.end / 2 ** 30).toFixed(1);
      throw new InvalidInputError(
        `Training needs ${gigabytes} GiB for parameters, gradients, moments and batches, at most 4 GiB are possible: use a smaller model or batch size`,
      );
    }
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  }
}

/** The same names with other values; keeps the order of the names. */
export function mapValues<Names extends string, From, To>(
  record: Readonly<Record<Names, From>>,
  change: (value: From, name: Names) => To,
): Record<Names, To> {
  const names = Object.keys(record) as Names[];
  return Object.fromEntries(names.map((name) => [name, change(record[name], name)])) as Record<Names, To>;
}
