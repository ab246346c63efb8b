import type { Dataset } from '../../data/dataset.js';
import { readNpy } from '../../data/array/npy.js';
import { InvalidInputError } from '../../errors.js';
import type { LogitSource } from '../logit-source.js';

/** A data set and the NumPy file (.npy) with a teacher's logits for it, `[rows, classes]`, in the same order. */
export interface SavedLogitsPart {
  readonly dataset: Dataset;
  readonly path: string;
}

interface KnownRows {
  readonly features: Float32Array;
  readonly logits: Float32Array;
}

/**
 * A teacher of which only the answers to known rows are at hand, computed by any other program. Rows are recognized by
 * their features, so that the data may be split and shuffled freely; augmented images are not known.
 */
export class SavedLogits implements LogitSource {
  readonly answersAnyInput = false;
  /** Known rows by the hash of their features: part and row. */
  readonly #rows = new Map<number, (readonly [KnownRows, number])[]>();

  private constructor(
    readonly classCount: number,
    readonly description: string,
    private readonly featureCount: number,
  ) {}

  /** @throws {InvalidInputError} naming the file, when it cannot be read or does not fit its data set. */
  static async load(parts: readonly SavedLogitsPart[]): Promise<SavedLogits> {
    const [first] = parts;
    if (first === undefined) throw new InvalidInputError('saved logits need at least one file');
    const { classNames, featureCount } = first.dataset;
    const description = `saved logits ${parts.map(({ path }) => path).join(', ')}`;
    const saved = new SavedLogits(classNames.length, description, featureCount);
    for (const part of parts) await saved.#add(part);
    return saved;
  }

  async #add({ dataset, path }: SavedLogitsPart): Promise<void> {
    const { shape, values } = await readNpy(path);
    const expected = [dataset.rowCount, this.classCount];
    if (shape.length !== 2 || shape[0] !== expected[0] || shape[1] !== expected[1]) {
      throw new InvalidInputError(
        `${path}: logits of ${dataset.name} must have the shape [${expected.join(', ')}], found [${shape.join(', ')}]`,
      );
    }
    const known = { features: dataset.features, logits: Float32Array.from(values) };
    for (let row = 0; row < dataset.rowCount; row++) {
      const key = hashOf(this.#featuresOf(dataset.features, row));
      const rows = this.#rows.get(key);
      if (rows === undefined) this.#rows.set(key, [[known, row]]);
      else rows.push([known, row]);
    }
  }

  /** @throws {InvalidInputError} when a row is not known. */
  logits(features: Float32Array, rows: number): Promise<Float32Array> {
    const { classCount } = this;
    const logits = new Float32Array(rows * classCount);
    for (let row = 0; row < rows; row++) {
      const wanted = this.#featuresOf(features, row);
      const match = this.#rows
        .get(hashOf(wanted))
        ?.find(([known, index]) => areEqual(this.#featuresOf(known.features, index), wanted));
      if (match === undefined) {
        const error = new InvalidInputError(
          `${this.description}: no logits for row ${row}, which is not among the known`,
        );
        return Promise.reject(error);
      }
      const [known, index] = match;
      logits.set(known.logits.subarray(index * classCount, (index + 1) * classCount), row * classCount);
    }
    return Promise.resolve(logits);
  }

  #featuresOf(features: Float32Array, row: number): Float32Array {
    return features.subarray(row * this.featureCount, (row + 1) * this.featureCount);
  }
}

/** FNV-1a over the bits of the numbers. */
function hashOf(features: Float32Array): number {
  const words = new Uint32Array(features.buffer, features.byteOffset, features.length);
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word ^ (word >>> 15), 0x01000193);
  return hash;
}

function areEqual(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, index) => value === b[index]);
}
