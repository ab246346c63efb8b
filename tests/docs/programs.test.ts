import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { codeBlocks, guides, pageOf, root } from './pages.js';

/** What the programs of the guides read, relative to the repository. */
const inputs = ['docs/examples', 'notebooks/tumors', 'trees/mnist/distilled.json'];
const separator = '--- next program ---';

let folder: string;
/** What each program of a page printed, in the order of the page. */
let printed: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sdt-guides-'));
  for (const input of inputs) {
    await mkdir(path.join(folder, path.dirname(input)), { recursive: true });
    await cp(path.join(root, input), path.join(folder, input), { recursive: true });
  }
  const paths = {
    'soft-decision-tree': [path.join(root, 'src/index.ts')],
    'soft-decision-tree/*': [path.join(root, 'src/*.ts')],
  };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }));
  const programs: { readonly file: string; readonly module: string }[] = [];
  for (const page of await guides())
    for (const text of codeBlocks(page, 'ts')) {
      const module = `program-${programs.length}.mts`;
      await writeFile(path.join(folder, module), text);
      programs.push({ file: page.file, module });
    }
  // One after the other in one process: most of the time of each would be that of loading the library.
  const lines = programs.map(({ module }) => `await import('./${module}');\nconsole.log('${separator}');\n`);
  await writeFile(path.join(folder, 'all.mts'), lines.join(''));
  const outputs = (await run('all.mts')).split(`${separator}\n`);
  const byPage = new Map<string, string[]>();
  for (const [index, { file }] of programs.entries())
    byPage.set(file, [...(byPage.get(file) ?? []), outputs[index] ?? '']);
  printed = byPage;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function run(module: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TSX_TSCONFIG_PATH: path.join(folder, 'tsconfig.json') };
    const argv = ['--import', import.meta.resolve('tsx'), module];
    execFile(process.execPath, argv, { cwd: folder, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${stderr}\n${stdout}`, { cause: error }));
    });
  });
}

function outputsOf(page: string): readonly string[] {
  return printed.get(page) ?? [];
}

describe('the programs of README and docs run, and do what they say', () => {
  test('README, which fits on ten lines', async () => {
    const [snippet = ''] = codeBlocks(await pageOf('README.md'), 'ts');
    expect(snippet.split('\n').length).toBeLessThanOrEqual(10);
    const [accuracy = '', className, ...steps] = outputsOf('README.md')[0]?.split('\n') ?? [];
    expect(Number(/^(\d+\.\d) % of the test rows right$/.exec(accuracy)?.[1])).toBeGreaterThan(90);
    expect(className).toBe('setosa');
    expect(steps.join('\n')).toContain('gateProbability');
  });

  test('the first page of the API', () => {
    expect(outputsOf('docs/README.md')).toEqual(['setosa\n']);
  });

  test('explain one prediction', async () => {
    const [path8 = '', table = '', drawing] = outputsOf('docs/explain-one-prediction.md');
    expect(path8).toMatch(/^leaf \d+ answers 7, after 8 decisions\n0 (left|right) [01]\.\d\d\n/);
    expect(table).toMatch(/^Gentoo\n/);
    expect(table).toContain('counterfactuals');
    expect(drawing).toBe('');
    expect(await readFile(path.join(folder, 'why.svg'), 'utf8')).toMatch(/^<svg /);
  });

  test('your own data', () => {
    const [table = '', rows] = outputsOf('docs/your-own-data.md');
    const lines = table.trimEnd().split('\n');
    expect(lines[0]).toContain('label: species');
    expect(lines.at(-2)).toBe('Chinstrap');
    expect(Number(lines.at(-1))).toBeGreaterThan(0.9);
    expect(rows).toBe('below\n');
  });

  test('distill your own model', () => {
    const [network = '', rule = ''] = outputsOf('docs/distill-your-own-model.md');
    expect(Number(/^(\d+) % right, \d+ % as the teacher\n/.exec(network)?.[1])).toBeGreaterThan(85);
    expect(network).toContain('raw fits 100.0 %');
    expect(Number(/fidelity: (\d(\.\d+)?)/.exec(rule)?.[1])).toBeGreaterThan(0.85);
  });

  test('few labels', () => {
    expect(Number(outputsOf('docs/few-labels.md')[0])).toBeGreaterThan(0.7);
  });

  test('no program is left out', () => {
    expect([...printed.keys()].sort()).toEqual([
      'README.md',
      'docs/README.md',
      'docs/distill-your-own-model.md',
      'docs/explain-one-prediction.md',
      'docs/few-labels.md',
      'docs/your-own-data.md',
    ]);
  });
});
