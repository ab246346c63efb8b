import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { tf } from '../../../src/engine/tensorflow.js';
import { InvalidInputError } from '../../../src/errors.js';
import { buildMlp } from '../../../src/teacher/built-in/architectures.js';
import { readLayersModel, writeLayersModel } from '../../../src/teacher/foreign/layers-model-folder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'layers-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

const smallModel = (seed = 1): tf.LayersModel =>
  buildMlp({ inputShape: [4], classCount: 3, seed, units: 64 });
const predictions = (model: tf.LayersModel): number[] =>
  tf.tidy(() => [...(model.predict(tf.tensor2d([[1, -2, 3, 0.5]])) as tf.Tensor).dataSync()]);

/** Saves a model and rewrites its model.json. */
async function folderWith(name: string, change: (text: string) => string): Promise<string> {
  const target = path.join(folder, name);
  await writeLayersModel(smallModel(), target);
  const file = path.join(target, 'model.json');
  await writeFile(file, change(await readFile(file, 'utf8')));
  return target;
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  const { message } = error as InvalidInputError;
  expect(message).not.toContain('\n');
  return message.replaceAll(folder, '');
}

describe('a layers-model folder', () => {
  test('holds model.json and weights.bin, and gives back the same model', async () => {
    const model = smallModel();
    const target = path.join(folder, 'a', 'b');
    await writeLayersModel(model, target);
    expect((await readdir(target)).sort()).toEqual(['model.json', 'weights.bin']);
    expect(predictions(await readLayersModel(target))).toEqual(predictions(model));
  });

  test('the same model gives the same bytes', async () => {
    const files = await Promise.all(
      ['c', 'd'].map(async (name) => {
        await writeLayersModel(smallModel(7), path.join(folder, name));
        return Promise.all(
          ['model.json', 'weights.bin'].map((file) => readFile(path.join(folder, name, file))),
        );
      }),
    );
    expect(files[0]).toEqual(files[1]);
  });

  test('with weights in several shards, as other programs write them, loads', async () => {
    const target = await folderWith('shards', (text) => text.replace('"weights.bin"', '"one.bin","two.bin"'));
    const weights = await readFile(path.join(target, 'weights.bin'));
    await writeFile(path.join(target, 'one.bin'), weights.subarray(0, 10));
    await writeFile(path.join(target, 'two.bin'), weights.subarray(10));
    expect(predictions(await readLayersModel(target))).toEqual(predictions(smallModel()));
  });

  test.each([
    ['not-json', () => '{', /^\/not-json\/model.json: must be JSON; /],
    [
      'array',
      () => '[]',
      /^\/array\/model.json: must hold "modelTopology" and "weightsManifest" of a layers model$/,
    ],
    [
      'graph',
      () => '{"format":"graph-model"}',
      /^\/graph\/model.json: format must be "layers-model", found "graph-model"$/,
    ],
    [
      'outside',
      (text: string) => text.replace('weights.bin', '../../secret'),
      /^\/outside\/model.json: weights must lie beside it, found the path "..\/..\/secret"$/,
    ],
    [
      'absolute',
      (text: string) => text.replace('weights.bin', '/etc/hostname'),
      /weights must lie beside it, found the path "\/etc\/hostname"$/,
    ],
    [
      'size',
      (text: string) => text.replace('"shape":[4,64]', '"shape":[5,64]'),
      /^\/size\/model.json: the weight files must hold 18956 bytes together, found 18700$/,
    ],
    [
      'type',
      (text: string) => text.replace('"dtype":"float32"}', '"dtype":"string"}'),
      /^\/type\/model.json: weight "hidden1\/kernel" must be of type float32, .*, found "string"$/,
    ],
    [
      'group',
      (text: string) => text.replace('"paths":["weights.bin"]', '"paths":[3]'),
      /^\/group\/model.json: every group of "weightsManifest" must hold "paths" and "weights"$/,
    ],
    [
      'layer',
      (text: string) => text.replace('"class_name":"Dense"', '"class_name":"Mystery"'),
      /^\/layer\/model.json: TensorFlow.js cannot build the model: .*Mystery/,
    ],
    [
      'shard',
      (text: string) => text.replace('weights.bin', 'gone.bin'),
      /cannot read "\/shard\/gone.bin" .*no such file/,
    ],
  ])('that is wrong (%s) is refused in one line that names the file', async (name, change, expected) => {
    expect(await messageOf(readLayersModel(await folderWith(name, change)))).toMatch(expected);
  });

  test('whose weights are no regular file, or lie elsewhere, is refused before they are read', async () => {
    const endless = await folderWith('endless', (text) => text);
    await rm(path.join(endless, 'weights.bin'));
    await symlink('/dev/zero', path.join(endless, 'weights.bin'));
    expect(await messageOf(readLayersModel(endless))).toMatch(
      /^cannot read "\/endless\/weights.bin" .*: it is no regular file$/,
    );
    const linked = await folderWith('linked', (text) => text);
    await rename(path.join(linked, 'weights.bin'), path.join(folder, 'elsewhere.bin'));
    await symlink(path.join(folder, 'elsewhere.bin'), path.join(linked, 'weights.bin'));
    expect(await messageOf(readLayersModel(linked))).toMatch(
      /^cannot read "\/linked\/weights.bin" .*: it is a link that leads out of the folder/,
    );
    const device = path.join(folder, 'device');
    await mkdir(device);
    await symlink('/dev/zero', path.join(device, 'model.json'));
    expect(await messageOf(readLayersModel(device))).toMatch(/model.json" .*: it is no regular file$/);
  });

  test('that does not exist is named', async () => {
    expect(await messageOf(readLayersModel(path.join(folder, 'nowhere')))).toBe(
      'cannot read "/nowhere/model.json" (a teacher is a TensorFlow.js layers-model folder): there is no such file',
    );
  });

  test('that cannot be written is named', async () => {
    await mkdir(path.join(folder, 'taken'));
    await writeFile(path.join(folder, 'taken', 'file'), '');
    const message = await messageOf(writeLayersModel(smallModel(), path.join(folder, 'taken', 'file')));
    expect(message).toMatch(
      /^Cannot write \/taken\/file\/weights\.bin: a part of this path is a file, but a folder is needed$/,
    );
  });
});
