import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { zipSync } from 'fflate';

const script = fileURLToPath(new URL('../../scripts/install-tensorflow.mjs', import.meta.url));
const tools = ['python3', 'make', 'g++'].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
if (tools.length > 0) console.warn(`wheels were not tried, for ${tools.join(', ')} are missing`);
const withTools = tools.length === 0 ? test : test.skip;

/** A project that has the package, without its library. */
async function refused(source: string, content?: Uint8Array) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-install-'));
  try {
    const scope = path.join(folder, 'node_modules/@tensorflow');
    await mkdir(path.join(scope, 'tfjs-node'), { recursive: true });
    await writeFile(path.join(scope, 'tfjs-node/package.json'), '{"version": "4.22.0"}');
    if (content !== undefined) await writeFile(path.join(folder, source), content);
    const before = await readdir(folder, { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [script, source], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(await readdir(folder, { recursive: true })).toEqual(before);
    expect(stderr).toMatch(/\nnode_modules is as it was before\.\n$/);
    return stderr;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('a source that is none is named, and nothing is changed', async () => {
  expect(await refused('none.whl')).toMatch(/^install-tensorflow: .*none\.whl: no such file or folder\n/);
  expect(await refused('other.zip', Uint8Array.of(1))).toMatch(
    /other\.zip: must be a wheel \(\.whl\) or a folder/,
  );
});

withTools('a wheel of something else is named, and nothing is changed', async () => {
  const other = zipSync({
    'numpy/__init__.py': Uint8Array.of(1),
    'tensorflow/../../outside.h': Uint8Array.of(1),
  });
  expect(await refused('other.whl', other)).toMatch(
    /other\.whl: holds no tensorflow\/libtensorflow_cc\.so\.2: a wheel of tensorflow for Linux is needed\n/,
  );
});
