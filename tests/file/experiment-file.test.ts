import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readExperiment } from '../../src/file/experiment-file.js';

const committed = fileURLToPath(new URL('../../reports/mnist/experiment.json', import.meta.url));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sdt-experiment-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readExperiment', () => {
  test('reads the scores of the experiment on MNIST', async () => {
    const { dataset, plans } = await readExperiment(committed);
    expect(dataset).toBe('mnist');
    const depth = plans.find(({ plan }) => plan === 'depth');
    expect(depth?.variants.map(({ value }) => value)).toContain(8);
  });

  test.each([
    [
      'no JSON',
      '{"dataset"',
      /experiment\.json: not the experiment\.json of sdt experiment: this is not JSON/,
    ],
    ['another document', '{"dataset":"mnist"}', /not the experiment\.json of sdt experiment: must have/],
    [
      'an accuracy above 1',
      '{"dataset":"a","commands":{},"plans":[{"plan":"depth","seeds":1,"variants":[{"value":2,"teacher":{"mean":99,"count":1}}]}]}',
      /at \/plans\/0\/variants\/0/,
    ],
  ])('refuses %s', async (_, text, message) => {
    const file = path.join(folder, 'experiment.json');
    await writeFile(file, text);
    await expect(readExperiment(file)).rejects.toThrow(message);
  });
});
