import { stat } from 'node:fs/promises';
import { InvalidInputError } from '../../errors.js';
import { readNpy } from '../array/npy.js';
import { imageKinds, isImagePath } from './image-file.js';
import { listImages } from './image-files.js';
import type { ImageOptions } from './image-options.js';
import { checkedImage, readImageSample, type ImageForm, type ImageSample } from './image-sample.js';

/** Some images one behind the other, as a model takes them. */
export interface ImageChunk {
  readonly rowCount: number;
  /** Raw values, row-major `[rowCount, height * width * channels]`. */
  readonly values: Float64Array;
  /** Path of each image, or its number in an array. */
  readonly names: readonly string[];
}

/** How images are to be read, and who is told what was found out about them. */
export interface UnlabelledImageOptions {
  readonly image?: ImageOptions | undefined;
  /** Is given what the user may want to know, a line each. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/** Most images in one chunk. */
const chunkSize = 256;

/**
 * Reads images for a model, labels or not, some at a time: all in a folder and the folders in it, sorted by their paths, one image
 * file, or a `.npy` array.
 *
 * @throws {InvalidInputError} naming the file that cannot be read or has another size
 */
export async function* unlabelledImages(
  path: string,
  form: ImageForm,
  { image, onNote }: UnlabelledImageOptions = {},
): AsyncGenerator<ImageChunk, void> {
  const remarks = new Remarks();
  if (/\.npy$/i.test(path)) yield* arrayChunks(path, form, remarks);
  else {
    for await (const chunk of fileChunks(await filesOf(path, onNote), form, image)) {
      for (const { sample, name } of chunk) remarks.add(sample, name);
      yield {
        rowCount: chunk.length,
        values: joined(chunk.map(({ sample }) => sample.values)),
        names: chunk.map(({ name }) => name),
      };
    }
  }
  for (const line of remarks.lines) onNote?.(`${path}: ${line}`);
}

async function filesOf(path: string, onNote: UnlabelledImageOptions['onNote']): Promise<readonly string[]> {
  const information = await stat(path).catch(() => undefined);
  if (information?.isDirectory() !== true) {
    if (information !== undefined && isImagePath(path)) return [path];
    throw new InvalidInputError(
      `${path}: ${information === undefined ? 'no such file or folder' : `must be an image (${imageKinds}), a .npy array or a folder of images`}`,
    );
  }
  const { files, notes } = await listImages(path);
  for (const note of notes) onNote?.(note);
  if (files.length === 0)
    throw new InvalidInputError(`${path}: holds no image; ${imageKinds} files are read`);
  return files;
}

interface NamedSample {
  readonly name: string;
  readonly sample: ImageSample;
}

async function* fileChunks(
  files: readonly string[],
  form: ImageForm,
  options: ImageOptions | undefined,
): AsyncGenerator<readonly NamedSample[], void> {
  for (let start = 0; start < files.length; start += chunkSize) {
    const samples: NamedSample[] = [];
    for (const name of files.slice(start, start + chunkSize))
      samples.push({ name, sample: await readImageSample(name, form, options) });
    yield samples;
  }
}

async function* arrayChunks(
  path: string,
  form: ImageForm,
  remarks: Remarks,
): AsyncGenerator<ImageChunk, void> {
  const { shape, values } = await readNpy(path);
  const [height = 0, width = 0, channels = 0] = form.inputShape;
  const valueCount = height * width * channels;
  const sizes = channels === 1 ? [`${height},${width},1`, `${height},${width}`] : [form.inputShape.join()];
  const isOne = sizes.includes(shape.join());
  if (!isOne && !sizes.includes(shape.slice(1).join())) {
    throw new InvalidInputError(
      `${path}: must hold images of shape [${form.inputShape.join(', ')}], found an array [${shape.join(', ')}]`,
    );
  }
  const count = isOne ? 1 : (shape[0] ?? 0);
  for (let start = 0; start < count; start += chunkSize) {
    const end = Math.min(count, start + chunkSize);
    const chunk = Float64Array.from(values.subarray(start * valueCount, end * valueCount));
    const names = Array.from({ length: end - start }, (_, row) => String(start + row));
    names.forEach((name, row) => {
      remarks.add(checkedImage(chunk.subarray(row * valueCount, (row + 1) * valueCount), form), name);
    });
    yield { rowCount: end - start, values: chunk, names };
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const width = parts[0]?.length ?? 0;
  const values = new Float64Array(parts.length * width);
  parts.forEach((part, index) => values.set(part, index * width));
  return values;
}

/** What is to be said of many images: each thing once, with how many it is true of and the first of them. */
class Remarks {
  readonly #counts = new Map<string, { readonly first: string; count: number }>();

  add({ isConstant, notes }: ImageSample, name: string): void {
    const remarks = isConstant ? [...notes, 'all pixels are alike: the answer means nothing'] : notes;
    for (const remark of remarks) {
      const known = this.#counts.get(remark);
      if (known === undefined) this.#counts.set(remark, { first: name, count: 1 });
      else known.count++;
    }
  }

  get lines(): string[] {
    return [...this.#counts].map(
      ([remark, { first, count }]) =>
        `${count === 1 ? `image ${first}` : `${count} images (the first ${first})`}: ${remark}`,
    );
  }
}
