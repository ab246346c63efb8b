import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { openData } from '../../src/data/open-data.js';
import { prune } from '../../src/distill/prune.js';
import type { Simplification } from '../../src/file/simplification-schema.js';
import type { TreeDocument } from '../../src/file/tree-document.js';
import { readTreeFile, writeTreeFile } from '../../src/file/tree-file.js';
import { evaluateTree } from '../../src/tree/evaluate-tree.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { randomTree } from '../tree/random-tree.js';
import { memoryIo } from './memory-io.js';
import { inFolder, smallDocument, smallTree, stonesCsv } from './small-tree.js';

type Sdt = (...argv: string[]) => Promise<{ code: number; out: string; log: string }>;

const manyLeaves = randomTree({ depth: 4, featureCount: 2, classCount: 3 }, 4);
/** The small tree with gates that are sure. */
const sureTree = new SoftDecisionTree(smallTree(), {
  ...smallTree().parameters,
  betas: Float32Array.of(9, 9, 9),
});

/** As sure, with a leaf for each class. */
const allNeeded = new SoftDecisionTree(
  { depth: 2, children: [[1, 2], [3, 4], null, null, null], featureCount: 2, classCount: 3 },
  {
    filters: Float32Array.of(2, 0, 0, 2),
    biases: Float32Array.of(-1, -1),
    betas: Float32Array.of(9, 9),
    leafLogits: Float32Array.of(0, 0, 3, 3, 0, 0, 0, 3, 0),
  },
);

/** What a tree file of `stones.csv` says of it. */
let data: TreeDocument['data'];
beforeAll(async () => {
  await inFolder(async (folder) => {
    const stones = await openData(path.join(folder, 'stones.csv'));
    data = stones.splits({ seed: 1 }).train.origin?.data;
  });
});

/** Runs commands on the small tree and its table, in their folder. */
async function withTree(
  work: (sdt: Sdt, folder: string) => Promise<void>,
  change: Partial<TreeDocument> = {},
): Promise<void> {
  await inFolder(async (folder) => {
    await writeTreeFile(path.join(folder, 'tree.json'), smallDocument({ data, tree: sureTree, ...change }));
    await work(async (...argv) => {
      const io = memoryIo();
      const isFile = (argument: string) => /\.\w{2,4}$/.test(argument);
      const code = await runCommandLine(
        argv.map((text) => (isFile(text) ? path.join(folder, text) : text)),
        io,
      );
      const short = (text: string) => text.replaceAll(`${folder}/`, '');
      return { code, out: short(io.stdout.text), log: short(io.stderr.text) };
    }, folder);
  });
}

/** The commands that use a tree. */
async function useTree(sdt: Sdt, tree: string, folder: string): Promise<void> {
  for (const argv of [
    ['evaluate', tree, '--data', 'stones.csv', '--json'],
    ['predict', tree, '--data', 'stones.csv', '--out', 'answers.csv', '--all-classes'],
    ['explain', tree, '--data', 'stones.csv', '--index', '3'],
    ['explain', tree, '--data', 'stones.csv', '--index', '3', '--format', 'svg', '--out', 'why.svg'],
    ['render', tree, '--data', 'stones.csv', '--out', 'tree.svg', '--sample', '2'],
    ['render', tree, '--out', 'tree.png'],
  ]) {
    const { code, log } = await sdt(...argv);
    expect({ code, argv, log }).toMatchObject({ code: 0 });
  }
  for (const drawing of ['why.svg', 'tree.svg'])
    expect(await readFile(path.join(folder, drawing), 'utf8')).not.toMatch(/NaN|undefined/);
  expect((await readFile(path.join(folder, 'answers.csv'), 'utf8')).trim().split('\n')).toHaveLength(121);
}

describe('sdt prune', () => {
  test('takes away the leaf that says what its neighbor says, and says what that costs', async () => {
    await withTree(async (sdt, folder) => {
      const { code, out, log } = await sdt('prune', 'tree.json', '--data', 'stones.csv');
      expect(code).toBe(0);
      expect(log).toContain('Pruning 4 leaves by 96 rows of stones');
      expect(log).toContain('Wrote tree-pruned.json');
      expect(out).toBe(
        [
          'tree.json: depth 2 to 2',
          'Chosen by 96 training and validation rows',
          'Measured on 24 test rows:',
          '                         Before     After',
          '---------------------  --------  --------',
          'Leaves                        4         3',
          'Accuracy, max path     100.00 %  100.00 %',
          'Accuracy, mixture      100.00 %  100.00 %',
          'Log loss, max path       0.0949    0.1388',
          'Log loss, mixture        0.1787    0.2521',
          'Same answer, max path            100.00 %',
          'Same answer, mixture             100.00 %',
          '',
        ].join('\n'),
      );
      const { tree, metrics, simplification } = await readTreeFile(path.join(folder, 'tree-pruned.json'));
      expect(tree.topology.toJSON()).toEqual({ depth: 2, children: [[1, 2], [3, 4], null, null, null] });
      expect(metrics).toMatchObject({ maxPath: 1, mixture: 1 });
      expect(simplification).toMatchObject([{ kind: 'pruned', before: { leaves: 4 }, after: { leaves: 3 } }]);
      await useTree(sdt, 'tree-pruned.json', folder);
    });
  });

  test.each([1, 2])(
    'down to %d leaves, on which all commands work; both steps are in the file',
    async (left) => {
      await withTree(async (sdt, folder) => {
        expect(
          (
            await sdt(
              'prune',
              'tree.json',
              '--data',
              'stones.csv',
              '--max-leaves',
              '3',
              '--out',
              'three.json',
            )
          ).code,
        ).toBe(0);
        const { code, out } = await sdt(
          'prune',
          'three.json',
          '--data',
          'stones.csv',
          '--max-leaves',
          String(left),
          '--out',
          'few.json',
          '--json',
        );
        expect(code).toBe(0);
        const said = JSON.parse(out) as Simplification;
        const document = await readTreeFile(path.join(folder, 'few.json'));
        expect(document.tree.leafCount).toBe(left);
        expect(document.simplification?.map(({ before, after }) => [before.leaves, after.leaves])).toEqual([
          [4, 3],
          [3, left],
        ]);
        expect(said).toMatchObject(document.simplification?.[1] ?? {});
        expect(said).toMatchObject({
          tree: 'three.json',
          out: 'few.json',
          dataset: 'stones',
          maxLeaves: left,
          rows: 24,
        });
        const stones = await openData(path.join(folder, 'stones.csv'));
        const test = stones.part('test', data ?? { seed: 1 }, document.preparation);
        const { maxPath, mixture } = evaluateTree(document.tree, test).scores;
        expect(said.after.accuracy).toEqual({ maxPath, mixture });
        expect(document.metrics).toMatchObject({ maxPath, mixture });
        await useTree(sdt, 'few.json', folder);
      });
    },
  );

  test('writes what the training and validation rows choose, whatever the test rows are', async () => {
    await withTree(
      async (sdt, folder) => {
        await sdt('prune', 'tree.json', '--data', 'stones.csv', '--max-leaves', '5');
        const { tree } = await readTreeFile(path.join(folder, 'tree-pruned.json'));
        const { train, validation } = (await openData(path.join(folder, 'stones.csv'))).trainedSplits(
          { seed: 1 },
          smallDocument().preparation,
        );
        const pruned = await prune(manyLeaves, { train, validation }, { maxLeaves: 5 });
        expect(tree).toEqual(pruned.tree);
      },
      { tree: manyLeaves },
    );
  });

  const oneLeaf = randomTree({ depth: 0, children: [null], featureCount: 2, classCount: 3 }, 1);
  test.each<[string, string[], string, SoftDecisionTree?]>([
    ['has as many leaves as may stay', ['--max-leaves', '4'], 'it has 4 leaves, and 4 may stay'],
    ['has fewer', ['--max-leaves', '9', '--retrain', '--epochs', '1'], 'it has 4 leaves, and 9 may stay'],
    ['has one', [], 'it has 1 leaf, and 1 may stay', oneLeaf],
    [
      'loses too much without any',
      ['--tolerance', '0'],
      'each of its 3 leaves is worth more than the tolerance',
      allNeeded,
    ],
  ])('a tree that %s is written as it is', async (_, argv, why, tree = sureTree) => {
    await withTree(
      async (sdt, folder) => {
        const prune = ['prune', 'tree.json', '--data', 'stones.csv', '--out', 'same.json', ...argv];
        const { code, out } = await sdt(...prune);
        expect(code).toBe(0);
        expect(out).toBe(
          `tree.json: no leaf was taken away, for ${why}; what was written is the same tree\n`,
        );
        const [before, after] = await Promise.all(
          ['tree.json', 'same.json'].map((file) => readFile(path.join(folder, file), 'utf8')),
        );
        expect(after).toBe(before);
        const said = JSON.parse((await sdt(...prune, '--json')).out) as Simplification;
        expect(said).toMatchObject({ out: 'same.json', agreement: { maxPath: 1, mixture: 1 } });
        expect(said.after).toEqual(said.before);
        expect(said.epochs).toBeUndefined();
      },
      { tree },
    );
  });

  test.each<[string, string[], RegExp, Partial<TreeDocument>?]>([
    ['no leaves', ['--max-leaves', '0'], /^error: --max-leaves must be an integer of at least 1, found "0"/],
    [
      'a tolerance below 0',
      ['--tolerance', '-1'],
      /^error: --tolerance must be a number from 0 to 100, found "-1"/,
    ],
    [
      'more than may be lost',
      ['--max-leaves', '1', '--tolerance', '5'],
      /^error: a tree of 2 leaves would lose more than 5 points of accuracy on the 96 rows that choose$/,
    ],
    ['other columns', ['--data', 'other.csv'], /^error: other\.csv.*column.*weight/],
    [
      'other rows than those of the training',
      ['--data', 'rows.csv'],
      /^error: rows is not the data that the model was trained on, so that nobody knows which of its rows are for choosing and which for the test$/,
    ],
    ['an output that is no regular file', ['--out', 'pipe.json'], /^error: Cannot write pipe\.json: /],
    ['an output for stdout', ['--out', '-'], /^error: --out must be a path/],
  ])('refuses %s in one line and writes nothing', async (_, argv, line, change = {}) => {
    await withTree(async (sdt, folder) => {
      execFileSync('mkfifo', [path.join(folder, 'pipe.json')]);
      const rows = stonesCsv(60);
      await writeFile(path.join(folder, 'rows.csv'), rows);
      await writeFile(path.join(folder, 'other.csv'), rows.replace('weight', 'height'));
      const before = await readdir(folder);
      const { code, out, log } = await sdt('prune', 'tree.json', '--data', 'stones.csv', '--quiet', ...argv);
      expect(log.trimEnd()).toMatch(line);
      expect(log.trimEnd()).not.toContain('\n');
      expect({ code: code > 0, out }).toEqual({ code: true, out: '' });
      expect(await readdir(folder)).toEqual(before);
      expect((await stat(path.join(folder, 'pipe.json'))).isFIFO()).toBe(true);
    }, change);
  });

  test('a calibrated tree is calibrated anew', async () => {
    await withTree(
      async (sdt, folder) => {
        await sdt('prune', 'tree.json', '--data', 'stones.csv', '--max-leaves', '2');
        const { tree } = await readTreeFile(path.join(folder, 'tree-pruned.json'));
        expect(tree.calibration).not.toEqual({ maxPath: 2, mixture: 2 });
        expect(tree.calibration.doubt).toBeGreaterThan(0);
      },
      { tree: sureTree.calibrated({ maxPath: 2, mixture: 2 }) },
    );
  });
});

describe('sdt harden', () => {
  test.each([false, true])(
    'makes a tree on which all commands work; leaves fitted anew: %s',
    async (refit) => {
      await withTree(async (sdt, folder) => {
        const argv = ['harden', 'tree.json', '--data', 'stones.csv', ...(refit ? ['--refit'] : [])];
        const { code, out } = await sdt(...argv);
        expect(code).toBe(0);
        expect(out.includes('Leaves fitted to 88 training rows')).toBe(refit);
        expect(out).toContain('Measured on 24 test rows');
        const { tree, simplification } = await readTreeFile(path.join(folder, 'tree-hard.json'));
        expect(tree.routing).toBe('hard');
        expect(simplification).toMatchObject([
          {
            kind: 'hardened',
            after: { accuracy: { maxPath: 1, mixture: 1 } },
            agreement: { maxPath: 1, mixture: 1 },
          },
        ]);
        expect(simplification?.[0]?.refitted).toBe(refit ? 88 : undefined);
        await useTree(sdt, 'tree-hard.json', folder);
        const { out: answer } = await sdt('explain', 'tree-hard.json', '--data', 'stones.csv', '--json');
        expect(JSON.parse(answer)).toMatchObject({ pathProbability: 1 });
        // A hard tree is pruned as any other.
        expect(
          (await sdt('prune', 'tree-hard.json', '--data', 'stones.csv', '--out', 'less.json')).code,
        ).toBe(0);
        const less = await readTreeFile(path.join(folder, 'less.json'));
        expect(less.tree).toMatchObject({ routing: 'hard', leafCount: 3 });
        expect(less.simplification?.map(({ kind }) => kind)).toEqual(['hardened', 'pruned']);
        await useTree(sdt, 'less.json', folder);
      });
    },
  );

  test('refuses a hard tree, and other data', async () => {
    await withTree(
      async (sdt, folder) => {
        const before = await readdir(folder);
        const { code, log } = await sdt('harden', 'tree.json', '--data', 'stones.csv');
        expect({ code, log }).toEqual({ code: 1, log: 'error: the tree is hard already\n' });
        await writeFile(path.join(folder, 'rows.csv'), stonesCsv(60));
        expect((await sdt('harden', 'tree.json', '--data', 'rows.csv')).log).toContain(
          'is not the data that',
        );
        expect(await readdir(folder)).toEqual([...before, 'rows.csv'].sort());
      },
      { tree: hardenTree(sureTree) },
    );
  });
});

describe('training on', () => {
  const quick = ['--data', 'stones.csv', '--epochs', '3', '--threads', '1'];

  test('sdt prune --retrain keeps the leaves that are wanted, and says how long it trained', async () => {
    await withTree(async (sdt, folder) => {
      const { code, out } = await sdt('prune', 'tree.json', ...quick, '--max-leaves', '3', '--retrain');
      expect(code).toBe(0);
      expect(out).toContain('Trained on for 3 epochs');
      const { tree, simplification } = await readTreeFile(path.join(folder, 'tree-pruned.json'));
      expect(tree.leafCount).toBe(3);
      expect(simplification).toMatchObject([{ kind: 'pruned', epochs: 3, maxLeaves: 3 }]);
      expect(tree.parameters).not.toEqual(sureTree.parameters);
      await useTree(sdt, 'tree-pruned.json', folder);
    });
  });

  test('sdt harden --sparse measures every number of features and writes the tree of the last', async () => {
    await withTree(async (sdt, folder) => {
      const { code, out, log } = await sdt('harden', 'tree.json', ...quick, '--sparse', '2,1', '--json');
      expect(code).toBe(0);
      expect(log).toMatch(/^Smaller tree +epoch 1 of \d+ +loss /m);
      const { curve, ...said } = JSON.parse(out) as Simplification & { curve: { features: number }[] };
      expect(curve.map(({ features }) => features)).toEqual([2, 1]);
      expect(curve[1]).toEqual({ features: 1, accuracy: said.after.accuracy, agreement: said.agreement });
      const { tree, simplification } = await readTreeFile(path.join(folder, 'tree-hard.json'));
      expect(tree.routing).toBe('hard');
      for (const gate of [0, 1, 2])
        expect(tree.filter(gate).filter((weight) => weight !== 0)).toHaveLength(1);
      expect(simplification).toMatchObject([{ kind: 'hardened', features: 1, epochs: 3 }]);
      await useTree(sdt, 'tree-hard.json', folder);
      const words = await sdt('harden', 'tree.json', ...quick, '--sparse', '1,2');
      expect(words.out).toMatch(/Features {2}Accuracy {2}Same answer\n-+ {2}-+ {2}-+\n +1 .*\n +2 /);
    });
  });

  test.each<[string[], RegExp]>([
    [['harden', '--sparse', '0'], /^error: --sparse must be an integer of at least 1, found "0"/],
    [['harden', '--sparse', '1,x'], /^error: --sparse must be an integer of at least 1, found "x"/],
    [['harden', '--sparse', '3'], /^error: features of a gate must be an integer from 1 to 2, found 3$/],
    [['harden', '--epochs', '3'], /^error: --epochs is for --sparse/],
    [['prune', '--epochs', '3'], /^error: --epochs is for --retrain/],
    [['prune', '--max-leaves', '1', '--retrain'], /^error: a tree of one leaf has nothing to train$/],
  ])('refuses %j in one line and writes nothing', async ([command = '', ...argv], line) => {
    await withTree(async (sdt, folder) => {
      const before = await readdir(folder);
      const { code, out, log } = await sdt(command, 'tree.json', '--data', 'stones.csv', '--quiet', ...argv);
      expect(log.trimEnd()).toMatch(line);
      expect(log.trimEnd()).not.toContain('\n');
      expect({ code: code > 0, out }).toEqual({ code: true, out: '' });
      expect(await readdir(folder)).toEqual(before);
    });
  });
});
