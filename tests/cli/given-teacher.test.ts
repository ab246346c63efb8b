import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { tf } from '../../src/engine/tensorflow.js';
import type { ResultsDocument } from '../../src/file/results-schema.js';
import { writeLayersModel } from '../../src/teacher/foreign/layers-model-folder.js';
import { grayPng, npyBytes } from '../data/files.js';
import { memoryIo } from './memory-io.js';
import { inFolder, stonesCsv } from './small-tree.js';

const quick = [
  '--depth',
  '1',
  '--epochs',
  '1',
  '--batch-size',
  '16',
  '--threads',
  '1',
  '--engine',
  'onnxruntime',
];

async function sdt(...argv: string[]): Promise<{ code: number; out: string; log: string }> {
  const io = memoryIo();
  const code = await runCommandLine(argv, io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

/** For the stones: their classes are blue (small and light), green (heavy), red (large). */
async function writeTeacher(folder: string, order = ['blue', 'green', 'red']): Promise<void> {
  await createTensorflowEngine({ backend: 'cpu' });
  const columns = { blue: [-4, -4, 0], green: [-4, 4, 0], red: [4, -4, 0] };
  const weights = order.map((name) => columns[name as keyof typeof columns]);
  const inner = tf.sequential();
  inner.add(tf.layers.dense({ inputShape: [2], units: 3, activation: 'softmax' }));
  const model = tf.sequential();
  model.add(inner);
  const kernel = [0, 1].map((feature) => weights.map((column) => column[feature] ?? 0));
  model.setWeights([tf.tensor2d(kernel), tf.tensor1d(weights.map((column) => column[2] ?? 0))]);
  await writeLayersModel(model, folder);
}

/** The stones with ids and a teacher, and a folder for results. */
async function withStones(work: (at: (name: string) => string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const at = (name: string): string => path.join(folder, name);
    const [header = '', ...rows] = stonesCsv().trimEnd().split('\n');
    const named = rows.map((row, index) => `stone ${(index * 7) % 120},${row}`);
    await writeFile(at('stones.csv'), `name,${header}\n${named.join('\n')}\n`);
    await writeTeacher(at('teacher'));
    await work(at);
  });
}

describe('sdt soft-targets', () => {
  test('writes answers that give the same tree, to the byte, as the teacher itself', async () => {
    await withStones(async (at) => {
      const data = [at('stones.csv'), '--id', 'name'];
      const direct = ['distill', ...data, ...quick, '--teacher', at('teacher'), '--out', at('direct.json')];
      expect(await sdt(...direct)).toMatchObject({ code: 0 });
      for (const file of ['answers.npy', 'answers.csv', 'answers.parquet']) {
        const written = await sdt('soft-targets', ...data, '--teacher', at('teacher'), '--out', at(file));
        expect(written.code).toBe(0);
        expect(written.out).toContain('Answers to 120 rows of stones');
        const tree = at(`${file}.json`);
        const { code, log } = await sdt(
          'distill',
          ...data,
          ...quick,
          '--teacher-answers',
          at(file),
          '--out',
          tree,
        );
        expect(log).toContain(
          file === 'answers.npy'
            ? 'its rows are those of stones in their order, all of 120'
            : 'its rows are known by their column name: 120 of 120 rows of stones',
        );
        expect(code).toBe(0);
        expect(await readFile(tree)).toEqual(await readFile(at('direct.json')));
      }
      expect((await readFile(at('answers.csv'), 'utf8')).split('\n')[1]).toMatch(
        /^stone 0,(-?[\d.e-]+,?){3}$/,
      );
    });
  });

  test.each([
    [['--out', 'answers.npy'], 2, /--teacher is missing/],
    [['--teacher', 'teacher', '--out', 'answers.txt'], 2, /--out must end in .npy or .csv or .parquet/],
    [['--teacher', 'nowhere', '--out', 'answers.npy'], 1, /cannot read "nowhere\/model.json"/],
  ])('refuses what it cannot do, and writes nothing (%j)', async (argv, expected, message) => {
    await withStones(async (at) => {
      const before = await readdir(at(''));
      const { code, log } = await sdt('soft-targets', at('stones.csv'), ...argv);
      expect(log).toMatch(message);
      expect(code).toBe(expected);
      expect(await readdir(at(''))).toEqual(before);
    });
  });
});

describe('sdt run with a teacher from elsewhere', () => {
  test('says and records what it found out about it', async () => {
    await withStones(async (at) => {
      const argv = [
        'run',
        at('stones.csv'),
        ...quick,
        '--teacher',
        at('teacher'),
        '--out',
        at('out'),
        '--json',
      ];
      const { code, out, log } = await sdt(...argv);
      expect(log).toMatch(/^Check +answers: finite probabilities, rows sum to one$/m);
      expect(code).toBe(0);
      const { teacher } = JSON.parse(out) as ResultsDocument;
      expect(teacher.description).toContain('layers model');
      expect(teacher.checks?.map(({ name, passed }) => [name, passed])).toEqual(
        ['classes', 'answers', 'accuracy', 'class order', 'baseline'].map((name) => [name, true]),
      );
    });
  });

  test('warns of classes in another order, and takes --teacher-classes', async () => {
    await withStones(async (at) => {
      await writeTeacher(at('turned'), ['red', 'blue', 'green']);
      const argv = ['run', at('stones.csv'), ...quick, '--teacher', at('turned'), '--out', at('out')];
      const first = await sdt(...argv);
      expect(first.log).toMatch(
        /^Warning +class order: .*--teacher-classes red,blue,green it would be right on/m,
      );
      expect(first.out).toMatch(/^Warning: the teacher: .*--teacher-classes red,blue,green/m);
      expect(first.out).toMatch(/^Warning: the teacher: right on .* the baseline tree on .*little to learn/m);
      const second = await sdt(...argv, '--teacher-classes', 'red,blue,green');
      expect(second.log).not.toContain('Warning');
      expect(second.out).toMatch(/^Teacher +100\.00 %/m);
      const third = await sdt(...argv, '--teacher-classes', 'red,blue,pink');
      expect(third).toMatchObject({ code: 1 });
      expect(third.log).toContain('the data\'s are "blue", "green", "red", found "red", "blue", "pink"');
    });
  });

  test('leaves out the scores of a teacher that does not know the test rows, and says so', async () => {
    await withStones(async (at) => {
      const [header = '', ...rows] = stonesCsv().trimEnd().split('\n');
      await mkdir(at('parts'));
      await writeFile(at('parts/train.csv'), [header, ...rows.slice(0, 90)].join('\n'));
      await writeFile(at('parts/test.csv'), [header, ...rows.slice(90)].join('\n'));
      const answers = Float32Array.from({ length: 270 }, (_, index) =>
        index % 3 === Math.floor(index / 3) % 3 ? 5 : -1,
      );
      await writeFile(at('answers.npy'), npyBytes('<f4', [90, 3], answers));
      const argv = ['run', at('parts'), ...quick, '--teacher-answers', at('answers.npy'), '--out', at('out')];
      const { code, out, log } = await sdt(...argv);
      expect(log).toContain('it does not know all test rows, so that it has no scores there');
      expect(code).toBe(0);
      expect(out).toMatch(/^Teacher +- +- +-$/m);
      const stored = await readFile(at('out/trees/parts/results.json'), 'utf8');
      const { teacher, distilled } = JSON.parse(stored) as ResultsDocument;
      expect(teacher).not.toHaveProperty('accuracy');
      expect(teacher.validationAccuracy).toBe(1);
      expect(distilled).not.toHaveProperty('fidelity');
      const report = await sdt('report', at('out/trees/parts'), '--data', at('parts'), '--out', at('r.html'));
      expect(report).toMatchObject({ code: 0 });
    });
  });

  test('asks about images alone where only their answers are known', async () => {
    await inFolder(async (folder) => {
      const names = ['dark', 'light'].flatMap((name) =>
        Array.from({ length: 12 }, (_, index) => `${name}/${index}.png`),
      );
      for (const [index, name] of names.entries()) {
        const image = Array.from({ length: 4 }, (_, row) =>
          Array.from(
            { length: 4 },
            (__, column) => (index < 12 ? 10 : 200) + ((index * 5 + row * column) % 40),
          ),
        );
        await mkdir(path.join(folder, 'shades', path.dirname(name)), { recursive: true });
        await writeFile(path.join(folder, 'shades', name), grayPng(image));
      }
      const lines = names.map((name, index) => `${name},${index < 12 ? 0.9 : 0.2},${index < 12 ? 0.1 : 0.8}`);
      await writeFile(path.join(folder, 'a.csv'), `image,dark,light\n${lines.reverse().join('\n')}\n`);
      const argv = [
        'run',
        path.join(folder, 'shades'),
        ...quick,
        '--batch-size',
        '4',
        '--out',
        path.join(folder, 'out'),
      ];
      const { code, out, log } = await sdt(
        ...argv,
        '--teacher-answers',
        path.join(folder, 'a.csv'),
        '--json',
      );
      expect(log).toContain(
        'it knows the images themselves alone, so that it is not asked about deformed ones',
      );
      expect(code).toBe(0);
      const { teacher, settings } = JSON.parse(out) as ResultsDocument;
      expect(teacher.accuracy).toBe(1);
      expect(settings).toMatchObject({ distillation: { teacherDeformations: 1 } });
    });
  });

  test.each([
    [['--teacher', 'teacher', '--teacher-answers', 'a.npy'], /cannot be used with/],
    [['--teacher', 'x', '--teacher-epochs', '3'], /--teacher-epochs is for a teacher that is trained/],
    [['--teacher-classes', 'a,b'], /--teacher-classes needs --teacher or --teacher-answers/],
    [['--teacher', 'x', '--teacher-classes', '[1]'], /--teacher-classes must be names with commas between/],
  ])('refuses options that contradict each other (%j)', async (argv, message) => {
    const { code, log } = await sdt('run', 'stones.csv', ...argv);
    expect(log).toMatch(message);
    expect(code).toBe(2);
  });

  test('sdt evaluate compares with answers in a file', async () => {
    await withStones(async (at) => {
      const data = [at('stones.csv'), '--id', 'name'];
      await sdt('soft-targets', ...data, '--teacher', at('teacher'), '--out', at('a.csv'));
      await sdt('distill', ...data, ...quick, '--teacher-answers', at('a.csv'), '--out', at('tree.json'));
      const measure = ['evaluate', at('tree.json'), '--data', at('stones.csv'), '--json'];
      const known = await sdt(...measure, '--teacher-answers', at('a.csv'));
      const asked = await sdt(...measure, '--teacher', at('teacher'));
      expect(known.code).toBe(0);
      expect(JSON.parse(known.out)).toEqual(JSON.parse(asked.out));
    });
  });
});
