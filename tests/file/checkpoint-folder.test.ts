import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CheckpointFolder, checkpointPurpose } from '../../src/file/checkpoint-folder.js';
import type { KeptWork } from '../../src/file/checkpoint.js';

interface Work extends KeptWork {
  readonly weights: Float32Array;
  readonly scores: readonly number[];
}
const work: Work = { seconds: 3, weights: Float32Array.of(0.1, -0, 1e-40, NaN), scores: [0.1, 1 / 3] };

let top: string;
let folder: string;
beforeEach(async () => {
  top = await mkdtemp(path.join(os.tmpdir(), 'sdt-checkpoint-'));
  folder = path.join(top, '.checkpoint');
});
afterEach(() => rm(top, { recursive: true }));

const open = (purpose: object, resumes: boolean, interval = 1000): CheckpointFolder =>
  new CheckpointFolder(folder, purpose, resumes, interval);

test('what was kept is found again to the bit, with the time that it took', async () => {
  const first = open({ seed: 1 }, false);
  await first.part('tree', { depth: 2 }).keep(work);
  // Not before it is due, or asked for.
  expect(await readdir(top)).toEqual([]);
  expect(await first.write()).toBe(true);
  expect(await checkpointPurpose(folder)).toEqual({ seed: 1 });

  const again = open({ seed: 1 }, true);
  const found = await again.part('tree', { depth: 2 }).read<Work>();
  expect(found).toEqual(work);
  expect(Object.is(found?.weights[1], -0)).toBe(true);
  expect(again.sparedSeconds).toBe(3);
  await again.remove();
  expect(await readdir(top)).toEqual([]);
});

test('a part is of one purpose, kind, input and array alone', async () => {
  const first = open({ seed: 1 }, false, 0);
  const part = first.part('tree', { depth: 2 }, [Int32Array.of(1, 2)]);
  expect(part.isDue).toBe(true);
  await part.keep(work);
  const again = open({ seed: 1 }, true);
  expect(await again.part('tree', { depth: 2 }, [Int32Array.of(1, 2)]).read()).toEqual(work);
  for (const other of [
    open({ seed: 2 }, true).part('tree', { depth: 2 }, [Int32Array.of(1, 2)]),
    again.part('teacher', { depth: 2 }, [Int32Array.of(1, 2)]),
    again.part('tree', { depth: 3 }, [Int32Array.of(1, 2)]),
    again.part('tree', { depth: 2 }, [Int32Array.of(1, 3)]),
    again.part('tree', { depth: 2 }, [undefined, Int32Array.of(1, 2)]),
    open({ seed: 1 }, false).part('tree', { depth: 2 }, [Int32Array.of(1, 2)]),
  ]) {
    expect(await other.read()).toBeUndefined();
  }
});

test('work that begins anew leaves nothing of the old', async () => {
  const first = open({ seed: 1 }, false, 0);
  await first.part('tree', {}).keep(work);
  const second = open({ seed: 2 }, false, 0);
  expect(await checkpointPurpose(folder)).toEqual({ seed: 1 });
  await second.part('teacher', {}).keep(work);
  expect(await checkpointPurpose(folder)).toEqual({ seed: 2 });
  expect(await readdir(folder)).toEqual(['checkpoint.json', expect.stringMatching(/^teacher-/)]);
});

test('nothing is kept of work that has not begun', async () => {
  expect(await open({}, false, 0).write()).toBe(false);
  expect(await checkpointPurpose(folder)).toBeUndefined();
});

test('a damaged part is refused', async () => {
  const first = open({ seed: 1 }, false, 0);
  await first.part('tree', {}).keep(work);
  const name = (await readdir(folder)).find((file) => file.endsWith('.part')) ?? '';
  const bytes = await readFile(path.join(folder, name));
  for (const damaged of [bytes.subarray(0, 40), bytes.subarray(0, 10), Buffer.concat([bytes, bytes])]) {
    await writeFile(path.join(folder, name), damaged);
    await expect(open({ seed: 1 }, true).part('tree', {}).read()).rejects.toThrow(
      `${name}: is damaged; without --resume the work begins anew`,
    );
  }
});
