import { beforeAll, expect, test } from '@jest/globals';
import { fuzz, type FuzzedReader } from './campaign.js';
import { allReaders, readerNames } from './readers.js';

/** The short part; `npm run fuzz -- --inputs 10000` is the long one. */
const inputs = 10;

const readers = new Map<string, FuzzedReader>();
beforeAll(async () => {
  for (const reader of await allReaders()) readers.set(reader.name, reader);
});

test.each(readerNames)(
  '%s: damaged and forged inputs are refused in words, and nothing is written',
  async (name) => {
    const reader = readers.get(name);
    expect(reader).toBeDefined();
    if (reader === undefined) return;
    const { accepted, refused, findings } = await fuzz(reader, { seed: 20_261, inputs });
    expect(findings).toEqual([]);
    expect(accepted + refused).toBe(inputs);
  },
);

test('the harness finds what it looks for', async () => {
  const bytes = Buffer.from('{"a": 1, "b": [2, 3]}');
  const { mutatedJson } = await import('./mutations.js');
  const reader = {
    name: 'careless',
    files: { 'a.json': { bytes, mutate: mutatedJson } },
    async read(folder: string) {
      const { readFile } = await import('node:fs/promises');
      const value = JSON.parse(await readFile(`${folder}/a.json`, 'utf8')) as { a?: number; b: number[] };
      return value.b.length === 2 && value.a === 1 ? undefined : 'another document';
    },
  };
  const { findings } = await fuzz(reader, { seed: 1, inputs: 50 });
  expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['uncaught error', 'wrong acceptance']));
});
