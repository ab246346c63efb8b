import { InvalidInputError } from '../../errors.js';
import type { RawDataset, RawParts, RawValues, UnlabelledRows } from '../raw-dataset.js';
import type { ImageShape } from './image-shape.js';

function valuesAs(values: RawValues, isBytes: boolean): RawValues {
  return isBytes ? Uint8Array.from(values) : Float64Array.from(values);
}

/**
 * Takes the rows of tables for images, their columns for pixels. Whole numbers from 0 to 255 become bytes, unless none is
 * above 1: then they count from 0 to 1 already.
 *
 * @param source name for messages
 * @throws {InvalidInputError} when rows have another number of values, or one is missing
 */
export function imagesOfRows(parts: RawParts, shape: ImageShape, source: string): RawParts {
  const { train, validation, test, unlabelled } = parts;
  const all = [train, validation, test, ...(unlabelled ?? [])].filter((part) => part !== undefined);
  const size = shape.reduce((product, length) => product * length, 1);
  let isBytes = true;
  let greatest = 0;
  for (const { values, columnCount } of all) {
    if (columnCount !== size) {
      throw new InvalidInputError(
        `${source}: images of --shape ${shape.join('x')} take ${size} values, found ${columnCount}`,
      );
    }
    for (let place = 0; place < values.length; place++) {
      const value = values[place] ?? 0;
      if (Number.isNaN(value)) {
        throw new InvalidInputError(
          `${source}: row ${Math.floor(place / size) + 1}: value ${(place % size) + 1} is missing, but a pixel must be a number`,
        );
      }
      isBytes &&= Number.isInteger(value) && value >= 0 && value <= 255;
      greatest = Math.max(greatest, value);
    }
  }
  isBytes &&= greatest > 1;
  const images = (part: UnlabelledRows): UnlabelledRows => ({
    name: part.name,
    values: isBytes === part.values instanceof Uint8Array ? part.values : valuesAs(part.values, isBytes),
    columnCount: size,
    rowCount: part.rowCount,
    classNames: part.classNames,
    inputShape: shape,
    places: part.places,
    fullScale: isBytes ? 255 : undefined,
  });
  const labelled = (part: RawDataset): RawDataset => ({ ...images(part), labels: part.labels });
  return {
    train: labelled(train),
    validation: validation && labelled(validation),
    test: test && labelled(test),
    unlabelled: unlabelled?.map(images),
    notes: parts.notes,
  };
}
