import { unzipSync } from 'fflate';
import { InvalidInputError } from '../../errors.js';
import { assertFits } from '../memory-limit.js';
import { readWhole } from '../whole-file.js';
import { partWords } from '../given-parts.js';
import type { GivenParts } from '../raw-dataset.js';
import type { Labelled, SourcedArray } from './npy-dataset.js';
import { parseNpy } from './npy.js';

/** Names of features and labels where there are no parts. */
const pairs = [
  ['x', 'y'],
  ['data', 'labels'],
  ['data', 'target'],
  ['images', 'labels'],
  ['features', 'labels'],
] as const;

/** The arrays of an archive, by what they are there for. */
export interface NpzArrays {
  readonly parts: GivenParts<Labelled<SourcedArray>>;
  readonly notes: readonly string[];
}

/**
 * Reads a `.npz` archive: `x_train`, `y_train` and perhaps `x_test`, `y_test`, `x_val`, `y_val`, or one pair of features and labels.
 *
 * @throws {InvalidInputError} when it is none, unpacks to more, or its arrays have other names
 */
export async function readNpz(path: string): Promise<NpzArrays> {
  const files = unpacked(await readWhole(path), path);
  const names = Object.keys(files).map((file) => file.replace(/\.npy$/, ''));
  const used = new Set<string>();
  const pairOf = (features: string, labels: string): Labelled<string> | undefined => {
    const [x, y] = [features, labels].map((pattern) => {
      const found = names.filter((name) => new RegExp(`^${pattern}$`, 'i').test(name));
      return found.length === 1 ? found[0] : undefined;
    });
    return x === undefined || y === undefined ? undefined : { features: x, labels: y };
  };
  const read = (pair: Labelled<string>): Labelled<SourcedArray> => ({
    features: arrayOf(pair.features),
    labels: arrayOf(pair.labels),
  });
  const arrayOf = (name: string): SourcedArray => {
    used.add(name);
    const source = `${path}: ${name}`;
    return { array: parseNpy(files[`${name}.npy`] ?? new Uint8Array(), source), source };
  };
  const part = (word: string) => pairOf(`x_${word}`, `y_${word}`);
  const [train, validation, test] = [part(partWords.train), part(partWords.validation), part(partWords.test)];
  const whole = pairs.flatMap(([x, y]) => pairOf(x, y) ?? []);
  const candidates = train === undefined ? whole : [train];
  const [chosen] = candidates;
  if (chosen === undefined || candidates.length > 1) {
    const held = Object.entries(files).map(
      ([file, bytes]) => `${file.replace(/\.npy$/, '')} ${shapeOf(bytes)}`,
    );
    throw new InvalidInputError(
      `${path}: must hold x_train and y_train (and x_test, y_test, x_val, y_val), or one pair of ${pairs.map((pair) => pair.join(' and ')).join(', ')}; found ${held.length === 0 ? 'no array' : held.join(', ')}`,
    );
  }
  const parts = {
    train: read(chosen),
    validation: train && validation && read(validation),
    test: train && test && read(test),
  };
  const others = names.filter((name) => !used.has(name));
  return {
    parts,
    notes: [
      `${path}: features: ${chosen.features}, labels: ${chosen.labels}`,
      ...(others.length === 0 ? [] : [`${path}: arrays that are not used: ${others.join(', ')}`]),
    ],
  };
}

/** The files of an archive, whose directory is looked at before any of them is unpacked. */
function unpacked(bytes: Uint8Array, path: string): Readonly<Record<string, Uint8Array>> {
  let total = 0;
  try {
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        total += originalSize;
        return false;
      },
    });
    assertFits(total, path);
    return unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`${path}: cannot be read as a .npz archive: ${reason}`, { cause: error });
  }
}

/** As the header of an array says it. */
function shapeOf(bytes: Uint8Array): string {
  const header = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const sizes = /'shape': *\(([^)]*)\)/.exec(header)?.[1] ?? '?';
  return `[${sizes.replace(/, *$/, '')}]`;
}
