import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(module: string, cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const environment = { ...process.env, TSX_TSCONFIG_PATH: path.join(cwd, 'tsconfig.json') };
    const argv = ['--import', import.meta.resolve('tsx'), module];
    execFile(process.execPath, argv, { cwd, env: environment }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr, { cause: error }));
    });
  });
}

test('the library snippet of README fits on ten lines and does what it says', async () => {
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const snippet = /```ts\n([^]*?)```/.exec(readme)?.[1] ?? '';
  expect(snippet.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
  const folder = await mkdtemp(path.join(tmpdir(), 'sdt-readme-'));
  try {
    await mkdir(path.join(folder, 'docs'));
    await cp(path.join(root, 'docs/examples'), path.join(folder, 'docs/examples'), { recursive: true });
    const paths = { 'soft-decision-tree': [path.join(root, 'src/index.ts')] };
    await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }));
    await writeFile(path.join(folder, 'snippet.mts'), snippet);
    const [accuracy = '', className, ...steps] = (await run('snippet.mts', folder)).split('\n');
    expect(Number(/^(\d+\.\d) % of the test rows right$/.exec(accuracy)?.[1])).toBeGreaterThan(90);
    expect(className).toBe('setosa');
    expect(steps.join('\n')).toContain('gateProbability');
  } finally {
    await rm(folder, { recursive: true });
  }
});
