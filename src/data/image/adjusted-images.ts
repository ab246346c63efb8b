import { InvalidInputError } from '../../errors.js';
import type { RawParts, UnlabelledRows } from '../raw-dataset.js';
import { luminance } from './decoded-image.js';
import type { ImageOptions } from './image-options.js';
import { rawRange, type ImageRecord } from './image-record.js';
import { imageShapeOf } from './image-shape.js';

/**
 * What was asked for images of any source: colors become gray, black and white change places.
 *
 * @param isForModel whether a model asks rather than a user: that its rows are no images is then said where shapes are compared
 * @throws {InvalidInputError} when rows are no images but something was asked for images, or an array's images have another size
 */
export function adjustedImages(
  parts: RawParts,
  options: ImageOptions,
  source: string,
  isForModel: boolean,
): RawParts {
  const { imageSize, gray, invert, background } = options;
  const shape = parts.train.columns === undefined ? imageShapeOf(parts.train) : undefined;
  if (shape === undefined) {
    const asked = Object.entries({
      '--image-size': imageSize,
      '--gray': gray,
      '--invert': invert,
      '--background': background,
    });
    const option = asked.find(([, value]) => value !== undefined && value !== false)?.[0];
    if (option === undefined || isForModel) return parts;
    throw new InvalidInputError(`${source}: ${option} is for images, but its rows are those of a table`);
  }
  if (imageSize !== undefined && (imageSize[0] !== shape[0] || imageSize[1] !== shape[1])) {
    throw new InvalidInputError(
      `${source}: its images have ${shape[0]} x ${shape[1]} pixels; --image-size ${imageSize.join('x')} brings image files to a size, not arrays`,
    );
  }
  const range = invert === true ? rawRange(parts.train) : undefined;
  const adjusted = <T extends UnlabelledRows>(part: T): T => {
    const colored = gray === true && part.inputShape[2] === 3 ? grayed(part) : part;
    const turned = range === undefined ? colored : inverted(colored, range);
    return background === undefined ? turned : { ...turned, image: { ...turned.image, background } };
  };
  const { train, validation, test, unlabelled } = parts;
  return {
    ...parts,
    train: adjusted(train),
    validation: validation && adjusted(validation),
    test: test && adjusted(test),
    unlabelled: unlabelled?.map(adjusted),
  };
}

function grayed<T extends UnlabelledRows>(part: T): T {
  const [height = 1, width = 1] = part.inputShape;
  const values = Float64Array.from({ length: part.values.length / 3 }, (_, pixel) =>
    luminance(part.values, 3 * pixel),
  );
  return { ...part, values, columnCount: height * width, inputShape: [height, width, 1] };
}

function inverted<T extends UnlabelledRows>(
  part: T,
  { black, white }: Pick<ImageRecord, 'black' | 'white'>,
): T {
  const turned = (value: number) => black + white - value;
  // What is computed of float32 need not be a float32.
  const values =
    part.values instanceof Uint8Array ? part.values.map(turned) : Float64Array.from(part.values, turned);
  return { ...part, values, image: { ...part.image, inverted: true } };
}
