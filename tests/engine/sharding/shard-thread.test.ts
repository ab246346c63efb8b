import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('step-and-exit.mjs', import.meta.url));

function run(...values: string[]) {
  const { status, signal, stderr } = spawnSync(process.execPath, [script, ...values], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, signal, stderr };
}

test('threads that nobody ended do not keep a process alive', () => {
  expect(run()).toEqual({ status: 0, signal: null, stderr: '' });
});

test('a process that exits in the middle of a step has its own exit code', () => {
  expect(run('7')).toEqual({ status: 7, signal: null, stderr: '' });
});
