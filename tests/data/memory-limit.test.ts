import { symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { crc32, createDeflate, deflateSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readImage } from '../../src/data/image/image-file.js';
import { loadRawData } from '../../src/data/load-raw-data.js';
import { assertFits } from '../../src/data/memory-limit.js';
import { readWhole } from '../../src/data/whole-file.js';
import { openData } from '../../src/data/open-data.js';
import { stonesCsv } from '../cli/small-tree.js';
import { folderWith } from './files.js';

afterEach(() => {
  delete process.env.SDT_MEMORY;
});

/** Zeros, packed: some kilobytes for hundreds of megabytes. */
async function packedZeros(mebibytes: number): Promise<Buffer> {
  const deflate = createDeflate({ level: 9 });
  const block = Buffer.alloc(2 ** 20);
  for (let count = 0; count < mebibytes; count++) deflate.write(block);
  deflate.end();
  const parts: Buffer[] = [];
  for await (const part of deflate as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}

function png(width: number, height: number, ...chunks: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), ...chunks, chunk('IEND', Buffer.alloc(0))]);
}

const plainPng = png(8, 8, chunk('IDAT', deflateSync(Buffer.alloc(8 * 9))));

describe('small files that unpack to much', () => {
  let zeros: Buffer;
  beforeAll(async () => {
    zeros = await packedZeros(400);
  });

  test.each<[string, (zeros: Buffer, pixels: Buffer) => Buffer]>([
    ['more pixels than the header says', (zeros) => png(8, 8, chunk('IDAT', zeros))],
    [
      'a color profile',
      (zeros, pixels) =>
        png(8, 8, chunk('iCCP', Buffer.concat([Buffer.from('x\0\0'), zeros])), chunk('IDAT', pixels)),
    ],
    [
      'a comment',
      (zeros, pixels) =>
        png(8, 8, chunk('zTXt', Buffer.concat([Buffer.from('x\0\0'), zeros])), chunk('IDAT', pixels)),
    ],
    ['a header of 60,000 x 60,000 pixels', (zeros) => png(60_000, 60_000, chunk('IDAT', zeros))],
  ])('PNG: %s', async (_, make) => {
    const folder = await folderWith({ 'a.png': make(zeros, deflateSync(Buffer.alloc(8 * 9))) });
    const before = process.resourceUsage().maxRSS;
    // Refused or read as the 8 x 8 pixels that the header promises: either is right.
    const size = await readImage(path.join(folder, 'a.png')).then(
      ({ pixels }) => pixels.length,
      (error: unknown) => (error as Error).name,
    );
    expect([64, 'InvalidInputError']).toContain(size);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200 * 1024);
  });
});

describe('what takes more memory than SDT_MEMORY allows is refused before it is taken', () => {
  test.each<[string, Record<string, string | Uint8Array>, string, RegExp]>([
    [
      'a table',
      { 'a.csv': stonesCsv() },
      'a.csv',
      /a\.csv: 120 rows of 2 columns: takes .* SDT_MEMORY=1 allows/,
    ],
    [
      'images',
      Object.fromEntries(['a/1', 'a/2', 'b/1', 'b/2'].map((name) => [`set/${name}.png`, plainPng])),
      'set',
      /set: 4 of its 4 images: takes/,
    ],
  ])('%s', async (_, files, source, message) => {
    const folder = await folderWith(files);
    process.env.SDT_MEMORY = '1e-6';
    await expect(loadRawData(path.join(folder, source))).rejects.toThrow(message);
  });

  test('the limit is 2 GiB, and the message says how to raise it', () => {
    expect(() => assertFits(2 ** 31, 'x')).not.toThrow();
    expect(() => assertFits(6 * 2 ** 30, 'big.npy: shape [3, 9]')).toThrow(
      'big.npy: shape [3, 9]: takes 6 GiB of memory, and 2 GiB are allowed; the environment variable SDT_MEMORY=6 allows it',
    );
  });
});

test('a file without end is refused before it is read', async () => {
  const folder = await folderWith({ 'a.txt': 'x' });
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await symlink(pipe, path.join(folder, 'tree.json'));
  await expect(readWhole(path.join(folder, 'tree.json'))).rejects.toThrow(
    /tree\.json: must be a regular file/,
  );
  await writeFile(path.join(folder, 'b.txt'), 'whole');
  expect((await readWhole(path.join(folder, 'b.txt'))).toString()).toBe('whole');
});

test('two rows are too few, and the message says so', async () => {
  const folder = await folderWith({ 'two.csv': 'a,label\n1,x\n2,y\n' });
  const data = await openData(path.join(folder, 'two.csv'));
  expect(() => data.splits({ seed: 1 })).toThrow(
    'two: has 2 labelled rows, and needs at least 3: one for each part (training, validation, test)',
  );
});
