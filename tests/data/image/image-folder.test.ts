import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import sharp from 'sharp';
import { encode } from 'bmp-ts';
import { imageOptionsFor } from '../../../src/data/image/image-sample.js';
import { loadRawData } from '../../../src/data/load-raw-data.js';
import { openData } from '../../../src/data/open-data.js';
import { readSample } from '../../../src/data/read-sample.js';
import { InvalidInputError } from '../../../src/errors.js';
import { folderWith, grayPng, npyBytes, pngBytes } from '../files.js';

/** Lines of a bar over a dark ground of that brightness. */
const bar = (ground: number, figure: number): number[][] =>
  Array.from({ length: 6 }, () => [ground, ground, figure, figure, ground, ground]);
const line = (ground: number, figure: number): number[][] =>
  Array.from({ length: 6 }, (_, y) =>
    Array.from({ length: 6 }, () => (y === 2 || y === 3 ? figure : ground)),
  );

/** A gray figure with alpha: transparent where the lines are 0. */
function cutOut(lines: readonly (readonly number[])[], gray: number): Buffer {
  return pngBytes({
    width: lines[0]?.length ?? 0,
    height: lines.length,
    depth: 8,
    colorType: 4,
    lines: lines.map((values) => values.flatMap((value) => [gray, value === 0 ? 0 : 255])),
  });
}

const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (value) => Math.round(value));

describe('formats', () => {
  const rgb = { width: 4, height: 2, channels: 3 } as const;
  const bytes = Buffer.from(Array.from({ length: 24 }, (_, index) => index * 10));

  test.each([
    ['webp', () => sharp(bytes, { raw: rgb }).webp({ lossless: true }).toBuffer()],
    ['tiff', () => sharp(bytes, { raw: rgb }).tiff({ compression: 'deflate' }).toBuffer()],
    ['bmp', () => Promise.resolve(bitmap())],
  ])('%s without loss: the same pixels', async (ending, encoded) => {
    const folder = await folderWith({ [`a/1.${ending}`]: await encoded(), 'b/1.png': await png() });
    const { train } = await loadRawData(folder);
    expect(train.inputShape).toEqual([2, 4, 3]);
    expect(rounded(train.values.subarray(0, 24))).toEqual([...bytes]);
    expect(rounded(train.values.subarray(24))).toEqual([...bytes]);
  });

  test('JPEG images beside PNG images; a gray bitmap is gray', async () => {
    const gray = await sharp(Buffer.alloc(64, 200), { raw: { width: 8, height: 8, channels: 1 } })
      .toColourspace('b-w')
      .jpeg({ quality: 100 })
      .toBuffer();
    const dark = Buffer.alloc(8 * 8 * 4, 50);
    const folder = await folderWith({
      'a/1.JPG': gray,
      'b/1.bmp': encode({ data: dark, width: 8, height: 8, bitPP: 24 }).data,
    });
    const { train } = await loadRawData(folder);
    expect(train.inputShape).toEqual([8, 8, 1]);
    expect(Math.abs((train.values[0] ?? 0) - 200)).toBeLessThan(2);
    expect(rounded([train.values[64] ?? 0])).toEqual([50]);
  });

  test('an image is turned as its EXIF data says', async () => {
    const turned = await sharp(bytes, { raw: rgb }).withMetadata({ orientation: 6 }).png().toBuffer();
    const { train } = await loadRawData(await folderWith({ 'a/1.png': turned, 'b/1.png': turned }));
    expect(train.inputShape).toEqual([4, 2, 3]);
  });

  test.each([
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>'), 'found svg'],
    ['a huge bitmap', hugeBitmap(), 'must have from 1 to 16777216 pixels, found 100000 x 100000'],
    ['a cut bitmap', bitmap().subarray(0, 60), 'not an image that can be read'],
  ])('%s: one clear message', async (_, content, message) => {
    const folder = await folderWith({ 'a/1.png': await png(), 'b/1.png': content });
    const loading = loadRawData(folder);
    await expect(loading).rejects.toThrow(InvalidInputError);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toThrow(join(folder, 'b/1.png'));
  });

  function png(): Promise<Buffer> {
    return sharp(bytes, { raw: rgb }).png().toBuffer();
  }

  function bitmap(): Buffer {
    const abgr = Buffer.alloc(32);
    for (let pixel = 0; pixel < 8; pixel++)
      for (let channel = 0; channel < 3; channel++)
        abgr[4 * pixel + 3 - channel] = bytes[3 * pixel + channel] ?? 0;
    return encode({ data: abgr, width: 4, height: 2, bitPP: 24 }).data;
  }

  function hugeBitmap(): Buffer {
    const huge = Buffer.from(bitmap());
    huge.writeInt32LE(100_000, 18);
    huge.writeInt32LE(100_000, 22);
    return huge;
  }
});

describe('what was asked for', () => {
  test('sizes that differ are counted; --image-size brings all to one, and a sample, too', async () => {
    const folder = await folderWith({
      'a/1.png': grayPng(bar(0, 255)),
      'a/2.png': grayPng(bar(0, 200)),
      'b/1.png': grayPng([...line(0, 255), ...line(0, 255)]),
    });
    await expect(loadRawData(folder)).rejects.toThrow(
      'found 2 sizes (height x width): 6 x 6 (2 images), 12 x 6 (1 image); --image-size 6x6 brings all to one',
    );
    const data = await openData(folder, { image: { imageSize: [6, 6] } });
    expect(data.inputShape).toEqual([6, 6, 1]);
    expect(data.notes).toEqual([`${folder}: 1 of 3 images were resized to 6 x 6`]);
    const { inputShape, preparation, origin } = data.splits({ seed: 1 }).train;
    const sample = await readSample(join(folder, 'b/1.png'), {
      inputShape,
      preparation,
      image: origin?.image,
    });
    expect(sample).toEqual(data.part('all', { seed: 1 }, preparation).features.subarray(72));
  });

  test('--gray and --invert', async () => {
    const color = pngBytes({ width: 2, height: 1, depth: 8, colorType: 2, lines: [[255, 0, 0, 0, 0, 255]] });
    const files = { 'a/1.png': color, 'b/1.png': grayPng([[0, 51]]) };
    const { train, notes } = await loadRawData(await folderWith(files), {
      image: { gray: true, invert: true },
    });
    expect(train.inputShape).toEqual([1, 2, 1]);
    expect(rounded(train.values)).toEqual([255 - 76, 255 - 29, 255, 204]);
    expect(notes?.join()).toMatch(/1 of 2 images have color; become gray/);
  });

  test('arrays of images are inverted in their own range, and a table is no image', async () => {
    const pixels = Float32Array.of(0, 0.25, 1, 0.5);
    const folder = await folderWith({
      'X_train.npy': npyBytes('<f4', [2, 1, 2], pixels),
      'y_train.npy': npyBytes('|u1', [2], Uint8Array.of(0, 1)),
      'table.csv': 'a,label\n1,x\n2,y\n',
    });
    const { train } = await loadRawData(folder, { image: { invert: true } });
    expect([...train.values]).toEqual([1, 0.75, 0, 0.5]);
    await expect(loadRawData(join(folder, 'table.csv'), { image: { invert: true } })).rejects.toThrow(
      'table.csv: --invert is for images, but its rows are those of a table',
    );
    // What a model of images asks for was not asked for by a user.
    const forModel = { classNames: ['x', 'y'], image: { gray: true, invert: true } };
    expect((await loadRawData(join(folder, 'table.csv'), forModel)).train.rowCount).toBe(2);
  });
});

test('images without any contrast are counted, and the first is named', async () => {
  const files = {
    'a/1.png': grayPng(bar(40, 255)),
    'a/2.png': grayPng(bar(7, 7)),
    'b/1.png': grayPng(bar(9, 9)),
  };
  const { notes = [] } = await loadRawData(await folderWith(files));
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/: all pixels are alike in 2 of 3 images, the first .*a.2\.png$/);
});

describe('transparent pixels', () => {
  test('are laid over the usual border of the opaque images', async () => {
    const folder = await folderWith({
      'a/1.png': grayPng(bar(40, 255)),
      'b/1.png': cutOut(line(0, 255), 255),
    });
    const { train, notes } = await loadRawData(folder);
    expect(rounded(train.values.subarray(36, 42))).toEqual([40, 40, 40, 40, 40, 40]);
    expect(notes?.join()).toMatch(
      /1 of 2 images have transparent pixels; behind them is brightness 40 of 255/,
    );
    const white = await loadRawData(folder, { image: { background: 1 } });
    expect(rounded(white.train.values.subarray(36, 37))).toEqual([255]);
  });

  test('where all images have some, dark figures lie on white and bright ones on black', async () => {
    for (const [gray, ground] of [
      [0, 255],
      [255, 0],
    ] as const) {
      const files = { 'a/1.png': cutOut(bar(0, 1), gray), 'b/1.png': cutOut(line(0, 1), gray) };
      const { train } = await loadRawData(await folderWith(files));
      expect(train.values[0]).toBe(ground);
    }
  });

  test('test images have the ground of the training images', async () => {
    const files = {
      'train/a/1.png': grayPng(bar(40, 255)),
      'train/b/1.png': cutOut(line(0, 255), 255),
      'test/a/1.png': cutOut(bar(0, 255), 255),
    };
    const { test: own } = await loadRawData(await folderWith(files));
    expect(rounded(own?.values.subarray(0, 1) ?? [])).toEqual([40]);
  });
});

describe('an image for a tree', () => {
  const ten = (make: (ground: number, figure: number) => number[][], name: string, figure: number) =>
    Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [`${name}/${index}.png`, grayPng(make(0, figure - index))]),
    );
  const files = { ...ten(bar, 'a', 255), ...ten(line, 'b', 250) };

  test('inverted training images are read inverted again, also in evaluation', async () => {
    const folder = await folderWith(files);
    const data = await openData(folder, { image: { invert: true } });
    const { inputShape, preparation, origin } = data.splits({ seed: 1 }).train;
    expect(origin?.image).toMatchObject({
      black: 0,
      white: 255,
      inverted: true,
      resized: false,
      background: 0,
    });
    const form = { inputShape, preparation, image: origin?.image };
    const again = await openData(folder, { image: imageOptionsFor(form) });
    expect(again.fingerprint).toBe(data.fingerprint);
    const sample = await readSample(join(folder, 'a/0.png'), form);
    expect(sample).toEqual(data.part('all', { seed: 1 }, preparation).features.subarray(0, 36));
    // Asked for once more, it is as in the file.
    const plain = await readSample(join(folder, 'a/0.png'), form, { image: { invert: true } });
    expect(plain[0]).toBe(0);
  });

  test('pixels count as in the arrays that the tree was trained on', async () => {
    const bytes = bar(0, 204).flat();
    const folder = await folderWith({
      'X_train.npy': npyBytes(
        '<f4',
        [4, 6, 6],
        Float32Array.from([...bytes, ...bytes, ...bytes, ...bytes], (v) => v / 255),
      ),
      'y_train.npy': npyBytes('|u1', [4], Uint8Array.of(0, 1, 0, 1)),
      'x.png': grayPng(bar(0, 204)),
    });
    const data = await openData(folder);
    const { inputShape, preparation, origin } = data.splits({ seed: 1 }).train;
    expect(origin?.image).toMatchObject({ black: 0, white: 1 });
    const sample = await readSample(join(folder, 'x.png'), { inputShape, preparation, image: origin?.image });
    expect(sample).toEqual(data.part('all', { seed: 1 }, preparation).features.subarray(0, 36));
  });

  test('a constant image is refused, and the other way round gets a hint', async () => {
    const folder = await folderWith({
      ...files,
      'other/black.png': cutOut(bar(0, 1), 0),
      'other/gray.png': grayPng(bar(7, 7)),
      'other/white.png': grayPng(bar(255, 0)),
    });
    const trained = (await openData(await folderWith(files))).splits({ seed: 1 }).train;
    const { origin, inputShape, preparation } = trained;
    const form = { inputShape, preparation, image: origin?.image };
    const reading = readSample(join(folder, 'other/black.png'), form);
    await expect(reading).rejects.toThrow(InvalidInputError);
    await expect(reading).rejects.toThrow(
      'all pixels are alike, so that no answer would mean anything: brightness 0 of 255 is behind its transparent pixels; try --background white --invert',
    );
    await expect(readSample(join(folder, 'other/gray.png'), form)).rejects.toThrow('all pixels are alike');
    const expected = Float32Array.from(bar(0, 1).flat());
    for (const image of [{ invert: true }, { invert: true, background: 1 }])
      expect(await readSample(join(folder, 'other/black.png'), form, { image })).toEqual(expected);
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    await readSample(join(folder, 'other/white.png'), form, { onNote });
    expect(notes.join()).toMatch(
      /border is brighter than the middle, but darker in the training images: --invert/,
    );
    notes.length = 0;
    await readSample(join(folder, 'a/0.png'), form, { onNote });
    expect(notes).toEqual([]);
  });
});
