import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { SearchDocument } from '../../src/experiment/search/search-document.js';
import { parseTrialRecord } from '../../src/file/trial-record.js';
import { memoryIo } from './memory-io.js';
import { stonesCsv } from './small-tree.js';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const loader = createRequire(import.meta.url).resolve('tsx');

let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);
const quick = ['--preset', 'smoke', '--threads', '1'];

async function sdt(...argv: string[]) {
  const io = memoryIo();
  const code = await runCommandLine(argv, io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

async function spaceFile(space: unknown, name = 'space.json'): Promise<string> {
  await writeFile(at(name), typeof space === 'string' ? space : JSON.stringify(space));
  return at(name);
}

const search = (space: string, ...more: string[]) =>
  sdt('search', at('stones.csv'), '--space', space, ...quick, ...more);

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-search-'));
  await writeFile(at('stones.csv'), stonesCsv());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('sdt search on a table of 120 stones', () => {
  test('measures settings on folds, writes log, report and picture, and a run takes the best of them', async () => {
    const space = await spaceFile({
      'tree.depth': { integer: [1, 3] },
      'tree.epochs': [1, 2],
      'distillation.temperature': { logUniform: [1, 10] },
    });
    const options = ['--trials', '4', '--folds', '2', '--out', at('out')];
    const first = await search(space, ...options, '--json');
    expect([first.code, first.log]).toEqual([
      0,
      expect.stringContaining(
        '4 settings and the default recipe on 2 folds: 10 trials, none finished before',
      ),
    ]);
    const document = JSON.parse(first.out) as SearchDocument;
    expect(document).toMatchObject({ dataset: 'stones', folds: 2, seed: 1, score: 'max-path', finalists: 4 });
    expect(document.command).toContain('--trials 4 --folds 2 --preset smoke');

    const reports = at('out/reports/stones');
    expect((await readdir(reports)).sort()).toEqual([
      'best-settings.json',
      'search.json',
      'search.jsonl',
      'search.md',
      'search.svg',
    ]);
    expect(JSON.parse(await readFile(path.join(reports, 'search.json'), 'utf8'))).toEqual(document);
    const lines = (await readFile(path.join(reports, 'search.jsonl'), 'utf8')).trimEnd().split('\n');
    const records = lines.map((line, index) => parseTrialRecord(line, `line ${index}`));
    // 96 of 120 stones are no test rows.
    for (const { rows, fold } of records) expect([rows.test, fold?.count]).toEqual([48, 2]);

    const texts = async () =>
      Promise.all(['search.md', 'search.svg'].map((name) => readFile(path.join(reports, name), 'utf8')));
    const before = await texts();
    const again = await search(space, ...options);
    expect(again.log).toContain('10 trials, 10 finished before');
    expect(again.out).toMatch(/default .* 2 .*\n/);
    expect(again.out).toMatch(/default recipe/);
    expect(await texts()).toEqual(before);

    const best = { 'tree.depth': 2, 'tree.epochs': 3, 'distillation.temperature': 2.5 };
    await writeFile(at('best.json'), JSON.stringify(best));
    const run = await sdt(
      'run',
      at('stones.csv'),
      ...quick,
      '--settings',
      at('best.json'),
      '--epochs',
      '2',
      '--out',
      at('run'),
      '--json',
    );
    expect([run.code, run.log]).toEqual([
      0,
      expect.stringContaining('depth 2 (4 leaves), 2 tree epochs, temperature 2.5'),
    ]);
    expect(JSON.parse(run.out)).toMatchObject({
      settings: { tree: { depth: 2, epochs: 2 }, distillation: { temperature: 2.5 } },
    });
  });

  test('two trees at a time give the same bytes', async () => {
    const space = await spaceFile({ 'tree.depth': { integer: [1, 3] }, 'tree.epochs': [1] });
    const argv = ['search', 'stones.csv', '--space', space, ...quick, '--trials', '3', '--folds', '2'];
    const sdtProcess = (...more: string[]) =>
      promisify(execFile)(process.execPath, ['--import', loader, main, ...argv, ...more], {
        cwd: folder,
        env: { ...process.env, NODE_OPTIONS: '' },
      });
    await Promise.all([sdtProcess('--out', 'alone'), sdtProcess('--jobs', '2', '--out', 'both')]);
    for (const name of ['search.json', 'search.md', 'search.svg', 'best-settings.json']) {
      const [alone, both] = await Promise.all(
        ['alone', 'both'].map((out) => readFile(at(out, 'reports/stones', name), 'utf8')),
      );
      expect([name, both]).toEqual([name, alone]);
    }
  });

  test('another seed draws other settings', async () => {
    const space = await spaceFile({
      'tree.depth': { integer: [1, 3] },
      'tree.penalty': { uniform: [0, 0.1] },
      'tree.epochs': [1],
    });
    const drawn = async (seed: string) => {
      const { out } = await search(
        space,
        '--trials',
        '2',
        '--folds',
        '2',
        '--seed',
        seed,
        '--out',
        at(`seed-${seed}`),
        '--json',
      );
      return (JSON.parse(out) as SearchDocument).candidates.map(({ settings }) => settings);
    };
    const [one, two] = [await drawn('1'), await drawn('2')];
    expect(one).toHaveLength(2);
    expect(one).not.toEqual(two);
  });
});

describe('what is refused, in one line and with nothing written', () => {
  const cases: readonly (readonly [space: unknown, options: readonly string[], message: string])[] = [
    [{ 'tree.dept': [3] }, [], 'unknown setting "tree.dept"; near names: tree.depth'],
    [{ 'tree.depth': { integer: [8, 3] } }, [], 'tree.depth: "integer" is an empty range'],
    [
      { 'tree.depth': { uniform: [3, 8] } },
      [],
      'tree.depth takes integers: "integer", "logInteger" or a list',
    ],
    [{ 'tree.depth': [99] }, [], 'tree.depth: depth must be an integer from 1 to 12, found 99'],
    ['not json', [], 'must be JSON, such as'],
    [
      { 'tree.depth': [3] },
      ['--folds', '97'],
      '--folds must be at most 96, the number of labelled rows that are no test rows, found 97',
    ],
  ];

  test.each(cases)('%j %j', async (space, options, message) => {
    const { code, out, log } = await search(
      await spaceFile(space, 'bad.json'),
      ...options,
      '--out',
      at('refused'),
    );
    expect([code, out]).toEqual([1, '']);
    const said = log.trimEnd().split('\n').at(-1);
    expect(said).toMatch(/^error: /);
    expect(said).toContain(message);
    expect(await readdir(folder)).not.toContain('refused');
  });

  test('a space file that is not there, and none at all', async () => {
    expect((await search(at('none.json'))).log).toMatch(/^error: .*none\.json/);
    const { code, log } = await sdt('search', at('stones.csv'));
    expect([code, log]).toEqual([
      2,
      expect.stringContaining("required option '--space <file>' not specified"),
    ]);
  });

  test('settings for a run that it cannot have', async () => {
    const file = await spaceFile({ 'tree.augment': true }, 'augment.json');
    const run = (...more: string[]) =>
      sdt('run', at('stones.csv'), ...quick, '--out', at('refused'), '--settings', ...more);
    expect((await run(file)).log).toContain(`${file}: tree.augment deforms images, but the data is a table`);
    const teacher = await spaceFile({ 'teacher.epochs': 3 }, 'teacher.json');
    const given = await run(teacher, '--teacher-answers', at('stones.csv'));
    expect([given.code, given.log]).toEqual([
      2,
      expect.stringContaining('teacher.epochs is for a teacher that is trained'),
    ]);
    expect(await readdir(folder)).not.toContain('refused');
  });
});

describe('a search in shards', () => {
  const space = {
    'tree.depth': { integer: [1, 3] },
    'tree.epochs': [1, 2],
    'teacher.learningRate': [0.001, 0.002],
  };
  const options = ['--trials', '4', '--folds', '2'];
  const reports = (...names: string[]) => at(...names, 'reports/stones');
  const log = (...names: string[]) => path.join(reports(...names), 'search.jsonl');

  /** No two runs take the same time. */
  async function withoutTimes(file: string): Promise<void> {
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(/"(seconds|softTargetSeconds)":[\d.e+-]+/g, '"$1":0'));
  }

  let file: string;
  beforeAll(async () => {
    file = await spaceFile(space, 'shards.json');
    for (const number of [1, 2]) {
      const { code, out } = await search(file, ...options, '--shard', `${number}/2`, '--out', at('parts'));
      expect([code, out]).toEqual([
        0,
        expect.stringMatching(`^Shard ${number} of 2: 5 trials in .*--gather`),
      ]);
      await withoutTimes(log('parts', `shard-${number}-of-2`));
    }
  });

  test('is, when gathered, what one search leaves, to the byte', async () => {
    expect((await search(file, ...options, '--out', at('whole'))).code).toBe(0);
    await withoutTimes(log('whole'));
    const { code, log: said } = await search(file, ...options, '--gather', at('parts'), '--out', at('all'));
    expect([code, said]).toEqual([0, expect.stringContaining('10 trials, 10 finished before')]);
    for (const name of ['search.jsonl', 'search.md', 'search.json', 'search.svg', 'best-settings.json']) {
      const [all, whole] = await Promise.all(
        ['all', 'whole'].map((out) => readFile(path.join(reports(out), name), 'utf8')),
      );
      expect([name, all]).toEqual([name, whole]);
    }
    const models = async (out: string) => {
      const entries = await readdir(at(out, 'trees/stones'), { recursive: true });
      const weights = entries.filter((entry) => entry.endsWith('weights.bin')).sort();
      return Promise.all(
        weights.map(async (entry) => [entry, await readFile(at(out, 'trees/stones', entry), 'base64')]),
      );
    };
    const found = await models('all');
    expect(found).toEqual(await models('whole'));
    expect(found.length).toBeGreaterThan(2);
  });

  test('that lacks one keeps what there is, and names what is missing and its shard', async () => {
    const one = at('parts/shard-2-of-2');
    const { code, log: said } = await search(file, ...options, '--gather', one, '--out', at('some'));
    expect(code).toBe(1);
    expect(said).toMatch(
      /error: 5 of 10 trials are missing: of shard 1\/2: "smoke.*", fold 1.*; run these shards to their end, and gather again\n$/,
    );
    expect(await readdir(reports('some'))).toEqual(['search.jsonl']);
  });

  test('of another seed, of an experiment, or with --halving is refused in one line, and nothing is written', async () => {
    const gather = (...more: string[]) =>
      search(file, ...options, '--gather', at('parts'), '--out', at('none'), ...more);
    const other = await gather('--seed', '2');
    expect([other.code, other.log]).toEqual([
      1,
      expect.stringMatching(
        /shard-1-of-2: holds a shard of another plan: sdt search .*, not sdt search .* --seed 2/,
      ),
    ]);
    for (const [name, more] of [
      ['--gather', ['--gather', at('parts')]],
      ['--shard', ['--shard', '1/2']],
    ] as const) {
      const halving = await search(file, ...options, '--halving', ...more, '--out', at('none'));
      expect([halving.code, halving.log]).toEqual([
        2,
        expect.stringMatching(`^error: ${name} takes trials that are known before any is run, .*--queue `),
      ]);
    }
    const experiment = ['experiment', at('stones.csv'), ...quick, '--folds', '2'];
    const foreign = await sdt(...experiment, '--gather', at('parts'), '--out', at('none'));
    expect([foreign.code, foreign.log]).toEqual([
      1,
      expect.stringContaining('holds a shard of another plan'),
    ]);
    expect(await readdir(folder)).not.toContain('none');
  });
});
