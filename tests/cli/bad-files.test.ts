import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { serializeTreeDocument } from '../../src/file/tree-text.js';
import { memoryIo } from './memory-io.js';
import { inFolder, smallDocument } from './small-tree.js';

/** Bytes of an IDX file of unsigned bytes. */
function idx(
  shape: readonly number[],
  values: readonly number[],
  magic = [0, 0, 8, shape.length],
): Uint8Array {
  const sizes = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255]);
  return Uint8Array.from([...magic, ...sizes, ...values]);
}

const images = idx([3, 1, 2], [1, 2, 3, 4, 5, 6]);
const labels = idx([3], [0, 1, 1]);

/** Runs a command in a folder with these files; checks what every failure has in common, and gives its line. */
async function failure(
  files: Readonly<Record<string, Uint8Array | string>>,
  ...argv: string[]
): Promise<string> {
  let line = '';
  await inFolder(async (folder) => {
    await mkdir(path.join(folder, 'data'));
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
    const before = await readdir(folder, { recursive: true });
    const io = memoryIo();
    const code = await runCommandLine(
      [...argv, '--out', path.join(folder, 'out')].map((text) => text.replace('@', `${folder}/`)),
      io,
    );
    expect(code).toBe(1);
    expect(io.stdout.text).toBe('');
    expect(io.stderr.text.trimEnd()).not.toContain('\n');
    expect(await readdir(folder, { recursive: true })).toEqual(before);
    line = io.stderr.text.replaceAll(`${folder}/`, '');
  });
  return line;
}

describe('a bad IDX file stops sdt run with one line that names it', () => {
  test.each<[string, Uint8Array, Uint8Array, RegExp]>([
    [
      'wrong magic',
      idx([3, 1, 2], [1, 2, 3, 4, 5, 6], [7, 7, 8, 3]),
      labels,
      /^error: data\/train-images-idx3-ubyte: .*magic/,
    ],
    [
      'truncated',
      images.subarray(0, images.length - 2),
      labels,
      /^error: data\/train-images-idx3-ubyte: .*takes 22 bytes, found 20/,
    ],
    [
      'oversized',
      Uint8Array.from([...images, 9]),
      labels,
      /^error: data\/train-images-idx3-ubyte: .*takes 22 bytes, found 23/,
    ],
    [
      'labels for other rows',
      images,
      idx([2], [0, 1]),
      /^error: data\/train-labels-idx1-ubyte: .*\[3\].*\[2\]/,
    ],
  ])('%s', async (_title, imageBytes, labelBytes, message) => {
    const files = { 'data/train-images-idx3-ubyte': imageBytes, 'data/train-labels-idx1-ubyte': labelBytes };
    expect(await failure(files, 'run', '@data')).toMatch(message);
  });

  test('a label that the training part does not have', async () => {
    const files = {
      'data/train-images-idx3-ubyte': images,
      'data/train-labels-idx1-ubyte': labels,
      'data/t10k-images-idx3-ubyte': images,
      'data/t10k-labels-idx1-ubyte': idx([3], [0, 1, 9]),
    };
    expect(await failure(files, 'run', '@data')).toMatch(
      /^error: data\/t10k-labels-idx1-ubyte: .*9.*none of the classes 0, 1\n$/,
    );
  });
});

describe('a bad tree file stops sdt explain with one line that names it', () => {
  const good = JSON.parse(serializeTreeDocument(smallDocument())) as Record<string, unknown>;
  const parameters = (change: object) => ({
    ...good,
    parameters: { ...(good.parameters as object), ...change },
  });
  const base64 = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer).toString('base64');

  test.each<[string, string, RegExp]>([
    ['not JSON', 'a tree', /^error: tree\.json: .*not JSON/],
    [
      'wrong version',
      JSON.stringify({ ...good, version: 3 }),
      /^error: tree\.json: must be of version 1 or 2, found version 3/,
    ],
    [
      'wrong size',
      JSON.stringify(parameters({ biases: base64(1, 2) })),
      /^error: tree\.json: .*biases must hold 3 numbers .*found 2/,
    ],
    [
      'NaN',
      JSON.stringify(parameters({ biases: base64(1, NaN, 2) })),
      /^error: tree\.json: .*biases\[1\] .*finite.*NaN/,
    ],
  ])('%s', async (_title, text, message) => {
    expect(Object.keys(good)).toContain('parameters');
    expect(await failure({ 'tree.json': text }, 'explain', '@tree.json', '--data', '@stones.csv')).toMatch(
      message,
    );
  });
});
