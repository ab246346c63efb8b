import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { expect, test } from '@jest/globals';

import { loadPageBundle } from '../../src/report/page-bundle.js';

test('the built page is that of the source; otherwise run `npm run build:report`', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sdt-page-'));
  await promisify(execFile)('npm', ['run', '--silent', 'build:report', '--', `--outdir=${folder}`]);
  const { script, style } = loadPageBundle();
  expect((await readFile(path.join(folder, 'page.js'), 'utf8')) === script).toBe(true);
  expect((await readFile(path.join(folder, 'page.css'), 'utf8')) === style).toBe(true);
});
