import { extname } from 'node:path';
import { InvalidInputError } from '../errors.js';
import { readCsvNumbers } from './table/csv.js';
import { readNpy } from './array/npy.js';
import { byteScale, readPng, withChannels } from './image/png-image.js';
import { applyPreparation, type Preparation } from './preparation.js';

/**
 * Reads one sample (`.png`, `.npy`, `.csv`) as a tree takes it: raw values through the recorded preparation. A PNG's
 * pixels count from 0 to 255.
 *
 * @param inputShape `[height, width, channels]` or `[featureCount]`
 * @returns `[featureCount]`
 * @throws {InvalidInputError} when the file is of another kind or size
 */
export async function readSample(
  path: string,
  inputShape: readonly number[],
  preparation: Preparation,
): Promise<Float32Array> {
  const featureCount = inputShape.reduce((product, size) => product * size, 1);
  const raw = await readRaw(path, inputShape);
  if (raw.length !== featureCount) {
    throw new InvalidInputError(
      `${path}: must hold ${featureCount} numbers (shape [${inputShape.join(', ')}]), found ${raw.length}`,
    );
  }
  return applyPreparation(raw, featureCount, preparation);
}

async function readRaw(path: string, inputShape: readonly number[]): Promise<Float64Array | Uint8Array> {
  switch (extname(path).toLowerCase()) {
    case '.npy':
      return (await readNpy(path)).values;
    case '.csv':
      return readCsvNumbers(path);
    case '.png': {
      const [height, width, channels] = inputShape;
      const image = await readPng(path);
      if (channels === undefined || image.height !== height || image.width !== width) {
        throw new InvalidInputError(
          `${path}: must be ${channels === undefined ? 'a row of a table' : `${width} x ${height} pixels`}, found an image of ${image.width} x ${image.height} pixels`,
        );
      }
      return byteScale(withChannels(image, channels));
    }
    default:
      throw new InvalidInputError(`${path}: a sample must be a .png, .npy or .csv file`);
  }
}
