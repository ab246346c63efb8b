import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { loadOnnxruntime } from '../../src/engine/onnxruntime.js';
import { EngineUnavailableError } from '../../src/errors.js';
import { inFolder } from '../cli/small-tree.js';
import { nodeCommand, ownEnvironment, run } from '../support/limited-process.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const workers = fileURLToPath(new URL('engine-in-workers.mjs', import.meta.url));

test('a package that npm left out is named with the command that installs it', async () => {
  const missing = Object.assign(new Error("Cannot find package 'onnxruntime-node' imported from x.js"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  const loading = loadOnnxruntime(() => Promise.reject(missing));
  await expect(loading).rejects.toThrow(EngineUnavailableError);
  await expect(loading).rejects.toThrow('ONNXRUNTIME_NODE_INSTALL=skip npm install');
  await expect(loadOnnxruntime(() => Promise.reject(new Error('libfoo.so.1')))).rejects.toThrow(
    'libfoo.so.1',
  );
});

describe('nothing leaves the machine', () => {
  test('a training leaves no file outside its folder and opens no connection', async () => {
    await inFolder(async (folder) => {
      const [home, out] = [path.join(folder, 'home'), path.join(folder, 'out')];
      await mkdir(home);
      const trace = path.join(folder, 'trace');
      const quick = ['--preset', 'smoke', '--depth', '2', '--epochs', '2', '--teacher-epochs', '2'];
      const command = nodeCommand(main, 'run', path.join(folder, 'stones.csv'), ...quick, '--out', out);
      const traced = isTraceable() ? ['strace', '-f', '-qq', '-e', 'trace=connect,sendto', '-o', trace] : [];
      const { code } = await run([...traced, ...command], ownEnvironment(home));
      expect(code).toBe(0);
      // tsx, which runs TypeScript here and no user's command, talks to its loader by a socket in a folder of its own.
      expect((await readdir(home)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
      if (traced.length === 0) return;
      const calls = (await readFile(trace, 'utf8')).split('\n').filter((line) => /AF_(?!UNIX)/.test(line));
      expect(calls).toEqual([]);
    });
  });

  test('a worker thread, which cannot turn the telemetry off, is refused the engine until its process has', async () => {
    await inFolder(async (folder) => {
      const home = path.join(folder, 'home');
      await mkdir(home);
      const { code, out, log } = await run([process.execPath, workers], ownEnvironment(home));
      expect({ code, log }).toEqual({ code: 0, log: '' });
      expect(JSON.parse(out)).toEqual([
        expect.stringMatching(/^EngineUnavailableError: .*ORT_DISABLE_TELEMETRY=1/),
        'onnxruntime',
        'onnxruntime',
      ]);
      expect((await readdir(home)).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
    });
  });
});

/** Whether system calls can be looked at; where they cannot, a line says that files alone were. */
function isTraceable(): boolean {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('not tested: connections, for strace does not run here');
    return false;
  }
}
