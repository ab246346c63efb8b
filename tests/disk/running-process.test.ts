import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { beginOf, isRunning } from '../../src/disk/running-process.js';

test('a process is running by its number and its beginning, where the system tells it', async () => {
  const began = await beginOf(process.pid);
  expect(await isRunning(process.pid, began)).toBe(true);
  expect(await isRunning(process.pid, '')).toBe(true);
  if (!existsSync('/proc/self/stat')) return;
  expect(began).toMatch(/^\d+$/);
  expect(await isRunning(process.pid, `${Number(began) + 1}`)).toBe(false);
});

test('one that has ended is not running, and has no beginning', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  expect(await isRunning(pid, '')).toBe(false);
  expect(await beginOf(pid)).toBe('');
});
