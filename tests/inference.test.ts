import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { build } from 'esbuild';

/** npm packages in the browser's bundle of a file of `src/`; a module of Node fails the build. */
async function bundledPackages(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}`, import.meta.url))],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  );
  return [...new Set(packages)].sort();
}

test('inference for pages bundles without Node, TensorFlow.js, schemas and their checker', async () => {
  expect(await bundledPackages('inference.ts')).toEqual(['ml-matrix']);
});

test('what reads text is not for pages: it has the schema and its checker', async () => {
  expect(await bundledPackages('file/tree-text.ts')).toEqual(expect.arrayContaining(['ajv', 'typebox']));
  await expect(bundledPackages('file/tree-file.ts')).rejects.toThrow('node:fs/promises');
});
