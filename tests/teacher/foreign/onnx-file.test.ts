import { execFileSync } from 'node:child_process';
import { copyFile, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadOnnxModel } from '../../../src/engine/onnx-model.js';
import { InvalidInputError } from '../../../src/errors.js';
import { readOnnxFile } from '../../../src/teacher/foreign/onnx-file.js';
import { summaryOf } from '../../../src/teacher/foreign/onnx-summary.js';
import { folderWith } from '../../data/files.js';

const cases = fileURLToPath(new URL('../../cases/onnx/', import.meta.url));

async function refusal(file: string): Promise<string> {
  const error: unknown = await readOnnxFile(file).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  const { message } = error as InvalidInputError;
  expect(message).not.toContain('\n');
  return message.replaceAll(`${path.dirname(file)}/`, '');
}

/** A folder with a model whose weights lie in `beside.bin`, which is not there yet. */
async function modelWithoutWeights(): Promise<string> {
  const folder = await folderWith({});
  await copyFile(`${cases}beside.onnx`, path.join(folder, 'model.onnx'));
  return folder;
}

describe('files of weights', () => {
  test('are read from the folder of the model', async () => {
    const { model } = await readOnnxFile(`${cases}beside.onnx`);
    expect(model).toBe(`${cases}beside.onnx`);
    const loaded = await loadOnnxModel(model, { threads: 1 });
    const [answer] = await loaded.run({ values: new Float32Array(4), shape: [1, 4] }, ['logits']);
    expect(answer?.shape).toEqual([1, 3]);
    await loaded.dispose();
  });

  test('may be links to files of that folder', async () => {
    const folder = await modelWithoutWeights();
    await copyFile(`${cases}beside.bin`, path.join(folder, 'weights'));
    await symlink('weights', path.join(folder, 'beside.bin'));
    await expect(readOnnxFile(path.join(folder, 'model.onnx')).then(({ model }) => model)).resolves.toBe(
      path.join(folder, 'model.onnx'),
    );
  });

  test.each<[string, (folder: string) => unknown, RegExp]>([
    ['missing', () => undefined, /: there is no file "beside.bin"$/],
    [
      'too short',
      (folder) => writeFile(path.join(folder, 'beside.bin'), 'abc'),
      /must hold \d+ bytes, found 3$/,
    ],
    [
      'a link out of the folder',
      (folder) => symlink(`${cases}beside.bin`, path.join(folder, 'beside.bin')),
      /found a link "beside.bin" that leads out of it$/,
    ],
    [
      'an endless device',
      (folder) => symlink('/dev/zero', path.join(folder, 'beside.bin')),
      /found a link "beside.bin" that leads out of it$/,
    ],
    [
      'a pipe that nobody writes to',
      (folder) => execFileSync('mkfifo', [path.join(folder, 'beside.bin')]),
      /"beside.bin" is no regular file$/,
    ],
  ])('that are %s are refused before anything is loaded', async (_, put, expected) => {
    const folder = await modelWithoutWeights();
    await put(folder);
    expect(await refusal(path.join(folder, 'model.onnx'))).toMatch(expected);
  });

  test('named above the folder, or by a path of the machine, are refused', async () => {
    expect(await refusal(`${cases}outside.onnx`)).toMatch(/found the path "..\/beside.bin"$/);
    expect(await refusal(`${cases}absolute.onnx`)).toMatch(/found the path "\/etc\/hostname"$/);
  });
});

describe('a model file', () => {
  test('that is missing, a folder, a device or something else is refused', async () => {
    const folder = await folderWith({ 'text.onnx': 'not a model', 'empty.onnx': '', 'folder.onnx/x': '' });
    const isNone = /this is not an ONNX model/;
    expect(await refusal(path.join(folder, 'gone.onnx'))).toBe('gone.onnx: there is no such file');
    expect(await refusal(path.join(folder, 'folder.onnx'))).toMatch(/must be a regular file/);
    expect(await refusal('/dev/zero')).toMatch(/must be a regular file/);
    expect(await refusal(path.join(folder, 'text.onnx'))).toMatch(isNone);
    expect(await refusal(path.join(folder, 'empty.onnx'))).toMatch(isNone);
  });

  test('of any bytes is looked through without an error', async () => {
    const bytes = await readFile(`${cases}forest.onnx`);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: bytes.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        (at, byte) => {
          const broken = Uint8Array.from(bytes);
          broken[at] = byte;
          summaryOf(broken);
          summaryOf(broken.subarray(0, at));
        },
      ),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => void summaryOf(any)));
  });

  test('that answers with maps gives the tensor before them, too', async () => {
    const { model } = await readOnnxFile(`${cases}forest-maps.onnx`);
    const loaded = await loadOnnxModel(model, { threads: 1 });
    const types = loaded.outputs.map(({ name, type = 'maps' }) => `${name}: ${type}`);
    expect(types).toEqual(['output_label: string', 'output_probability: maps', 'probabilities: float32']);
    await loaded.dispose();
  });
});
