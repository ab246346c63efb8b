import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { memoryIo } from './memory-io.js';
import { stonesCsv } from './small-tree.js';

let folder: string;
const at = (...names: string[]) => path.join(folder, ...names);
const plans = ['--plan', 'main,temperature', '--seeds', '2', '--preset', 'smoke'];
const quick = ['--depth', '2', '--epochs', '1', '--threads', '1'];

async function experiment(...argv: string[]) {
  return experimentOn(at('stones.csv'), ...argv);
}

async function experimentOn(data: string, ...argv: string[]) {
  const io = memoryIo();
  const code = await runCommandLine(['experiment', data, ...quick, ...argv], io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

const gather = (shards: readonly string[], out: string, ...more: string[]) =>
  experiment(...plans, '--gather', ...shards.map((name) => at(name)), '--out', at(out), ...more);

const reports = (...names: string[]) => at(...names, 'reports/stones');
const readLog = (...names: string[]) => readFile(path.join(reports(...names), 'experiment.jsonl'), 'utf8');

/** No two runs take the same time. */
async function withoutTimes(log: string): Promise<void> {
  const text = await readFile(log, 'utf8');
  await writeFile(log, text.replace(/"(seconds|softTargetSeconds)":[\d.e+-]+/g, '"$1":0'));
}

/** All files below a folder, those of JSON with times taken out. */
async function contentsOf(root: string): Promise<Record<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const contents = files.sort().map(async (file) => {
    const bytes = await readFile(file);
    const isTimed = /(results|training)\.json$/.test(file);
    const text = isTimed
      ? JSON.stringify(JSON.parse(bytes.toString()), (key, value: unknown) => (key === 'seconds' ? 0 : value))
      : bytes.toString('base64');
    return [path.relative(root, file), text] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-shards-'));
  await writeFile(at('stones.csv'), stonesCsv());
  expect((await experiment(...plans, '--out', at('one'))).code).toBe(0);
  for (const number of [1, 2, 3]) {
    const { code, out } = await experiment(...plans, '--shard', `${number}/3`, '--out', at('parts'));
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(`^Shard ${number} of 3: [45] trials in .*--gather`),
    ]);
    await withoutTimes(path.join(reports('parts', `shard-${number}-of-3`), 'experiment.jsonl'));
  }
  // The tables of the one run anew, from its log without times.
  await withoutTimes(path.join(reports('one'), 'experiment.jsonl'));
  expect((await experiment(...plans, '--out', at('one'))).log).toContain(
    '14 trials on stones, 14 finished before',
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('shards, gathered', () => {
  test('are what one run leaves: log, tables, pictures, trees and teacher, to the byte', async () => {
    const { code, log } = await gather(['parts'], 'all');
    expect([code, log]).toEqual([
      0,
      expect.stringContaining(`Wrote ${at('all/trees/stones/distilled.json')}`),
    ]);
    const [one, all] = [await contentsOf(at('one')), await contentsOf(at('all'))];
    expect(Object.keys(all)).toEqual(Object.keys(one));
    expect(Object.keys(one)).toEqual(
      expect.arrayContaining([
        'reports/stones/README.md',
        'reports/stones/experiment.jsonl',
        'reports/stones/seeds/2/results.json',
        'reports/stones/temperature.svg',
        'trees/stones/distilled.json',
        'trees/stones/teacher/weights.bin',
      ]),
    );
    expect(all).toEqual(one);
    // The same command goes on from there, with nothing left to do.
    expect((await experiment(...plans, '--out', at('all'))).log).toContain(
      '14 trials on stones, 14 finished before',
    );
  });

  test('that are not all there: the report of those that are, and what is missing', async () => {
    const two = ['parts/shard-3-of-3', 'parts/shard-1-of-3'];
    const { code, log } = await gather(two, 'some', '--json');
    expect(code).toBe(1);
    expect(log).toMatch(
      /error: 5 of 14 trials are missing: of shard 2\/3: "smoke, temperature 2", seed 1, .*; run these shards to their end, and gather again\n$/,
    );
    expect((await readLog('some')).trimEnd().split('\n')).toHaveLength(9);
    expect(await readdir(reports('some'))).toContain('README.md');
    expect((await gather(['parts/shard-2-of-3'], 'some')).code).toBe(0);
    expect((await readLog('some')).trimEnd().split('\n').sort()).toEqual(
      (await readLog('one')).trimEnd().split('\n').sort(),
    );
  });

  test('one whose last line is half written is left as it is, and lacks that trial', async () => {
    await cp(at('parts/shard-2-of-3'), at('cut'), { recursive: true });
    const log = path.join(reports('cut'), 'experiment.jsonl');
    const cut = (await readFile(log, 'utf8')).slice(0, -100);
    await writeFile(log, cut);
    const { code, log: said } = await gather(['parts/shard-1-of-3', 'cut'], 'cut-out');
    expect([code, said]).toEqual([1, expect.stringContaining('6 of 14 trials are missing')]);
    expect(await readFile(log, 'utf8')).toBe(cut);
  });

  test('run twice is no harm where the results are the same', async () => {
    await cp(at('parts/shard-2-of-3'), at('again'), { recursive: true });
    expect((await gather(['parts', 'again'], 'doubled')).code).toBe(0);
    expect(await readLog('doubled')).toBe(await readLog('one'));
  });

  test('an interrupted shard goes on, and runs nothing twice', async () => {
    const before = await readLog('parts', 'shard-1-of-3');
    const again = await experiment(...plans, '--shard', '1/3', '--out', at('parts'), '--json');
    expect(again.log).toContain('4 trials on stones, 4 finished before');
    expect(JSON.parse(again.out)).toMatchObject({ number: 1, count: 3, dataset: 'stones' });
    expect(await readLog('parts', 'shard-1-of-3')).toBe(before);
  });

  test('more shards than trials leave some empty', async () => {
    const { code, log } = await experiment(
      '--seeds',
      '1',
      '--preset',
      'smoke',
      '--shard',
      '1/2',
      '--out',
      at('few'),
    );
    expect([code, log]).toEqual([
      0,
      expect.stringContaining('Shard 1/2 has no trial: there are only 1 for 2 shards'),
    ]);
  });
});

/** Everything below the folder, by names and sizes. */
async function stateOf(root: string): Promise<unknown> {
  return contentsOf(root).catch(() => 'nothing');
}

describe('what is refused, with nothing written', () => {
  async function refused(work: () => Promise<{ code: number; log: string }>, out: string): Promise<string> {
    const before = await stateOf(at(out));
    const { code, log } = await work();
    expect(code).toBe(1);
    expect(await stateOf(at(out))).toEqual(before);
    return log.trimEnd().split('\n').at(-1) ?? '';
  }

  /** A copy of shard 1 that is changed. */
  async function forged(name: string, file: string, change: (text: string) => string): Promise<string> {
    await cp(at('parts/shard-1-of-3'), at(name), { recursive: true });
    const changed = path.join(reports(name), file);
    const text = await readFile(changed, 'utf8');
    expect(change(text)).not.toBe(text);
    await writeFile(changed, change(text));
    return name;
  }

  test('a folder without a shard', async () => {
    expect(await refused(() => gather(['one'], 'x1'), 'x1')).toContain(
      `${at('one')}: holds no shard of an experiment on stones`,
    );
  });

  test('another plan', async () => {
    const work = () =>
      experiment('--preset', 'smoke', '--seeds', '3', '--gather', at('parts'), '--out', at('x2'));
    expect(await refused(work, 'x2')).toMatch(
      /shard-1-of-3: holds a shard of another plan: sdt experiment .* --plan main --seeds 2 .* --plan temperature .*, not sdt experiment .* --seeds 3/,
    );
  });

  test('other data of the same name', async () => {
    await cp(at('stones.csv'), at('other/stones.csv'));
    await writeFile(at('other/stones.csv'), stonesCsv(150));
    const work = () =>
      experimentOn(at('other/stones.csv'), ...plans, '--gather', at('parts'), '--out', at('x3'));
    expect(await refused(work, 'x3')).toMatch(
      /shard-1-of-3: holds a shard of other data: stones \(fingerprint [0-9a-f]{16}\), not stones \([0-9a-f]{16}\)/,
    );
  });

  test('another version', async () => {
    const name = await forged('version', 'shard.json', (text) =>
      text.replace(/"version": "[^"]*"/, '"version": "9.9.9"'),
    );
    expect(await refused(() => gather([name], 'x4'), 'x4')).toMatch(
      /holds a shard by version 9\.9\.9 of sdt, but this is/,
    );
  });

  test('parts of another number', async () => {
    const name = await forged('count', 'shard.json', (text) => text.replace('"count": 3', '"count": 4'));
    expect(await refused(() => gather(['parts', name], 'x5'), 'x5')).toContain(
      'count: holds shard 1/4, but the others are parts of 3',
    );
  });

  test('a record that is none', async () => {
    const name = await forged('none', 'shard.json', () => '{"number": 1}');
    expect(await refused(() => gather([name], 'x6'), 'x6')).toContain(
      'shard.json: not the record of a shard of sdt experiment or sdt search: the file must have required property',
    );
  });

  test('two results of one trial', async () => {
    const name = await forged('differs', 'experiment.jsonl', (text) =>
      text.replace(/"parameterCount":(\d+)/, (_, count: string) => `"parameterCount":${Number(count) + 1}`),
    );
    expect(await refused(() => gather(['parts', name], 'x7'), 'x7')).toMatch(
      /experiment\.jsonl: "smoke", seed 1 has other results than in .*shard-1-of-3.*; which is right cannot be told/,
    );
  });

  test('a folder that holds the trees of another run', async () => {
    await cp(at('one'), at('x8'), { recursive: true });
    await rm(path.join(reports('x8'), 'experiment.jsonl'));
    expect(await refused(() => gather(['parts'], 'x8'), 'x8')).toMatch(
      /results\.json is of another run than .*; name another folder with --out$/,
    );
  });

  test('another plan in the folder of a shard', async () => {
    const work = () =>
      experiment('--preset', 'smoke', '--seeds', '3', '--shard', '1/3', '--out', at('parts'));
    expect(await refused(work, 'parts')).toMatch(/shard-1-of-3.*: holds a shard of another plan/);
  });
});

test.each(['17/16', '0/16', '3', '3/', '-1/4', '1.5/4', '3/16/2', 'a/b'])(
  '--shard %s is refused',
  async (text) => {
    const io = memoryIo();
    expect(await runCommandLine(['experiment', 'mnist', '--shard', text], io)).toBe(2);
    expect(io.stderr.text).toContain(
      `--shard must be a part and the number of parts, from 1/1 up to the last, such as 3/16; found ${JSON.stringify(text)}`,
    );
  },
);

test('--shard and --gather exclude each other', async () => {
  const io = memoryIo();
  expect(await runCommandLine(['experiment', 'mnist', '--shard', '1/2', '--gather', 'x'], io)).toBe(2);
  expect(io.stderr.text).toContain(
    "option '--shard <n/count>' cannot be used with option '--gather <folders...>'",
  );
});

test('more folds than rows are refused before anything is written', async () => {
  const io = memoryIo();
  const few = at('few.csv');
  await writeFile(few, stonesCsv(24));
  const argv = ['experiment', few, '--preset', 'smoke', '--folds', '90', '--out', at('folds')];
  expect(await runCommandLine(argv, io)).toBe(1);
  expect(io.stderr.text).toContain(
    '--folds must be at most 19, the number of labelled rows that are no test rows, found 90',
  );
  expect(await stateOf(at('folds'))).toBe('nothing');
});
