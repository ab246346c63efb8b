import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import type { TreeDocument } from '../../src/file/tree-document.js';
import { writeTreeFile } from '../../src/file/tree-file.js';
import { memoryIo } from './memory-io.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { inFolder, smallDocument } from './small-tree.js';

/** Runs commands on the small tree and its table; `tree.json`, `stones.csv` and other files are found in the folder. */
async function withTree(
  work: (
    sdt: (...argv: string[]) => Promise<{ code: number; out: string; log: string }>,
    folder: string,
  ) => Promise<void>,
  change: Partial<TreeDocument> = {},
): Promise<void> {
  await inFolder(async (folder) => {
    await writeTreeFile(path.join(folder, 'tree.json'), smallDocument(change));
    const isFile = (argument: string) => /\.\w{2,4}$/.test(argument);
    await work(async (...argv) => {
      const io = memoryIo();
      const code = await runCommandLine(
        argv.map((text) => (isFile(text) ? path.join(folder, text) : text)),
        io,
      );
      return {
        code,
        out: io.stdout.text.replaceAll(`${folder}/`, ''),
        log: io.stderr.text.replaceAll(`${folder}/`, ''),
      };
    }, folder);
  });
}

describe('sdt explain', () => {
  test('tells a decision in words', async () => {
    await withTree(async (sdt, folder) => {
      // Mixture: 0.6964 * 0.9094 from the leaf "red", 0.3036 * 0.0453 from the other three.
      // z at the root is 2 * 2 - 1 = 3, at node 2 it is 2 * 0 - 1 = -1: right (0.9526), then left (0.7311).
      await writeFile(path.join(folder, 'one.csv'), 'size,weight\n2,0\n');
      const { code, out, log } = await sdt('explain', 'tree.json', '--input', 'one.csv');
      expect(log).toBe('');
      expect(code).toBe(0);
      expect(out).toBe(
        [
          'one.csv',
          '',
          'Path of 2 decisions from the root',
          '  1. Node 0: Is size above 0.5?',
          '       → 4.00  size 2',
          '       ← 1.00  its lean for an average row',
          '     Yes: right with 95 %; 95 % so far',
          '     Left leads to "blue" or "green"; right to "green" or "red"',
          '  2. Node 2: Is weight above 0.5?',
          '       → 0.00  weight 0',
          '       ← 1.00  its lean for an average row',
          '     No: left with 73 %, unsure; 70 % so far',
          '     Left leads to "red"; right to "green"',
          '',
          'Node 5, a leaf, answers "red"; it holds 69.64 % of the path probability',
          '  red    ██████████████████████     90.94 %',
          '  blue   █                           4.53 %',
          '  green  █                           4.53 %',
          'Next likely path: right at decision 2 (node 2), to node 6, which holds 26 % and answers "green".',
          '',
          'The mixture of all leaves answers "red" (64.71 %)',
          '',
          'What would change the answer of the max path',
          'That is not known: the tree file does not say what its training rows hold. The file of a tree that',
          'is trained now does.',
          '',
          'Words',
          'Nodes are numbered from the root, 0; node 5 is leaf 2 where leaves alone are counted. The max path',
          'is the path of greatest probability: its leaf answers. A gate adds up what sends a row left (←) and',
          'right (→), as log-odds: from even, 1 makes 73 % and 3 makes 95 %. What a value does is told beside',
          'what it does in the mean of the training rows, for which the gate has its lean; usual are the middle',
          '90 % of them. A gate is unsure below 80 %, nearly even below 60 %.',
          '',
        ].join('\n'),
      );
    });
  });

  test('names the row of a data set, its label, and whether the answers are right', async () => {
    await withTree(async (sdt) => {
      const { out } = await sdt(
        'explain',
        'tree.json',
        '--data',
        'stones.csv',
        '--part',
        'all',
        '--index',
        '2',
      );
      expect(out).toMatch(/^Row 2 of stones, labelled "red"\n/);
      expect(out).toMatch(/\nBoth answers are right\.\n/);
      const outside = await sdt('explain', 'tree.json', '--data', 'stones.csv', '--index', '24');
      expect(outside.log).toContain(
        '--index must be an integer from 0 to 23 (the test part of stones has 24 rows), found "24"',
      );
      expect(outside.code).toBe(2);
      // A row of a shuffled part is found in the file by its number there.
      const first = await sdt('explain', 'tree.json', '--data', 'stones.csv', '--index', '3');
      const [title = '', number = ''] =
        /^Row 3 of the test part of stones \(row (\d+) of the data, counting from 1\)/.exec(first.out) ?? [];
      expect(title).not.toBe('');
      const named = await sdt('explain', 'tree.json', '--data', 'stones.csv', '--row', number);
      expect(named.out.split('\n')[0]).toContain(
        `Row ${number} of the data, counting from 1 (row 3 of the test part of stones, from 0), labelled "`,
      );
      expect(named.out.split('\n').slice(1)).toEqual(first.out.split('\n').slice(1));
      const whole = await sdt('explain', 'tree.json', '--data', 'stones.csv', '--part', 'all', '--row', '24');
      expect(whole.out).toMatch(
        /^Row 24 of the data, counting from 1 \(row 23 of stones, from 0\), labelled /,
      );
      const unknown = await sdt('explain', 'tree.json', '--data', 'stones.csv', '--row', 'x');
      expect(unknown.log).toContain(
        '--row must be the id of a row of the test part of stones, or its number in the data from 1, found "x"; --part all looks among all rows',
      );
      expect(unknown.code).toBe(2);
      const nameless = await sdt('explain', 'tree.json');
      expect(nameless.log).toContain(
        '--data is missing: name the data set (the tree was trained on "stones"',
      );
      expect(nameless.code).toBe(2);
    });
  });

  const knowing: Partial<TreeDocument> = {
    table: {
      label: 'label',
      columns: [
        { name: 'size', type: 'number' },
        { name: 'weight (kg)', type: 'number' },
      ],
      usual: {
        rows: 80,
        columns: [
          { missing: 0, numbers: { least: -1, low: 0, median: 1, high: 2, greatest: 3, decimals: 1 } },
          { missing: 8, numbers: { least: -2, low: -1, median: 0, high: 1, greatest: 2.5, decimals: 2 } },
        ],
      },
    },
    featureNames: ['size', 'weight (kg)'],
  };

  test('says what is usual, what turns a gate and what would change the answer, without the fixed columns', async () => {
    await withTree(async (sdt, folder) => {
      await writeFile(path.join(folder, 'one.csv'), 'size,weight (kg)\n2,0\n');
      const { out } = await sdt('explain', 'tree.json', '--input', 'one.csv');
      expect(out).toContain('→ 4.00  size 2 (usual 0 to 2)\n');
      expect(out).toContain('2. Node 2: Is weight above 0.5 kg?\n');
      expect(out).toContain('     Turned by weight 0.51 kg or more (then it is "green")\n');
      expect(out).toContain(
        '\nWhat would change the answer of the max path\nweight 0.51 kg instead of 0 kg: then it is "green"\n',
      );
      const fixed = await sdt('explain', 'tree.json', '--input', 'one.csv', '--fixed', 'weight (kg)');
      expect(fixed.out).toContain('\nsize 0.5 instead of 2: then it is "blue"\n');
      const both = await sdt('explain', 'tree.json', '--input', 'one.csv', '--fixed', 'size,weight (kg)');
      expect(both.out).toContain('\nNothing was found: no one, two or three values within');
      const unknown = await sdt('explain', 'tree.json', '--input', 'one.csv', '--fixed', 'weight');
      expect([unknown.code, unknown.log]).toEqual([
        2,
        'error: --fixed: the tree has no column "weight"; its columns are "size", "weight (kg)" (see "sdt explain --help")\n',
      ]);
      await writeFile(path.join(folder, 'one.csv'), 'size,weight (kg)\n2,\n');
      const gap = await sdt('explain', 'tree.json', '--input', 'one.csv', '--json');
      const read = JSON.parse(gap.out) as { values: unknown[]; counterfactuals: unknown };
      expect(read.values[1]).toMatchObject({ column: 'weight (kg)', unit: 'kg', value: null });
      expect(read.counterfactuals).toMatchObject({
        one: { changes: [{ column: 'size', from: 2, value: 0.5 }], answer: { name: 'blue' } },
        tried: ['size'],
      });
    }, knowing);
  });

  test('a name from right to left keeps its value behind it', async () => {
    const change = { ...knowing, featureNames: ['عرض الكأس', 'weight (kg)'] };
    const columns = [
      { name: 'عرض الكأس', type: 'number' as const },
      ...(knowing.table?.columns.slice(1) ?? []),
    ];
    await withTree(
      async (sdt, folder) => {
        await writeFile(path.join(folder, 'one.csv'), 'عرض الكأس,weight (kg)\n2,0\n');
        const { out } = await sdt('explain', 'tree.json', '--input', 'one.csv');
        expect(out).toContain('→ 4.00  \u2068عرض الكأس\u2069 2 (usual 0 to 2)\n');
        expect(out).toContain('Is \u2068عرض الكأس\u2069 above 0.5?');
        expect(out).not.toContain('\u2068weight');
        const drawn = await sdt('explain', 'tree.json', '--input', 'one.csv', '--format', 'svg');
        expect(drawn.out).toContain('>\u2068عرض الكأس\u2069 2<title>');
        const json = await sdt('explain', 'tree.json', '--input', 'one.csv', '--json');
        expect((JSON.parse(json.out) as { values: unknown[] }).values[0]).toMatchObject({
          column: 'عرض الكأس',
        });
      },
      { ...change, table: knowing.table && { ...knowing.table, columns } },
    );
  });

  test('a word that no training row has is told as it is', async () => {
    const words = ['Biscoe', 'Dream', 'Torgersen'];
    const columns = [
      { name: 'island', type: 'category' as const, categories: words },
      { name: 'weight (kg)', type: 'number' as const },
    ];
    const numbers = { least: -2, low: -1, median: 0, high: 1, greatest: 2.5, decimals: 2 };
    const tree = new SoftDecisionTree(
      { depth: 1, featureCount: 5, classCount: 2 },
      {
        filters: Float32Array.of(2, -1, 0, -3, 1),
        biases: Float32Array.of(0),
        betas: Float32Array.of(1),
        leafLogits: Float32Array.of(3, 0, 0, 3),
      },
    );
    await withTree(
      async (sdt, folder) => {
        const moon = '<b>Moon\u001b[31m';
        await writeFile(path.join(folder, 'one.csv'), `island,weight (kg)\n${moon},0.5\n`);
        const { out, log, code } = await sdt('explain', 'tree.json', '--input', 'one.csv');
        expect([code, log]).toEqual([0, '']);
        expect(out).toContain('island "<b>Moon\\u{1b}[31m" (in no training row; most often Biscoe, 50 %)\n');
        expect(out).toMatch(/island \w+ instead of "<b>Moon/);
        expect(out).not.toContain('island other');
        const json = await sdt('explain', 'tree.json', '--input', 'one.csv', '--json');
        const { values } = JSON.parse(json.out) as { values: unknown[] };
        expect(values[0]).toMatchObject({ column: 'island', value: moon, unknown: true });
        expect(values[1]).not.toHaveProperty('unknown');
        for (const format of ['svg', 'html']) {
          const drawn = await sdt('explain', 'tree.json', '--input', 'one.csv', '--format', format);
          expect(drawn.out).toMatch(/&(lt|#60);b&(gt|#62);Moon/);
          expect(drawn.out).not.toContain('<b>');
        }
        await writeFile(path.join(folder, 'two.csv'), `island,weight (kg)\nDream,0.5\n${moon},0.5\n`);
        const second = await sdt('explain', 'tree.json', '--input', 'two.csv', '--index', '1');
        expect(second.out).toContain('island "<b>Moon');
        const first = await sdt('explain', 'tree.json', '--input', 'two.csv', '--index', '0');
        expect(first.out).toContain('island Dream (25 % of the rows; most often Biscoe, 50 %)');
      },
      {
        tree,
        classNames: ['light', 'heavy'],
        inputShape: [5],
        featureNames: ['island=Biscoe', 'island=Dream', 'island=Torgersen', 'island=other', 'weight (kg)'],
        table: {
          label: 'label',
          columns,
          usual: {
            rows: 80,
            columns: [
              { missing: 0, counts: [40, 20, 20, 0] },
              { missing: 0, numbers },
            ],
          },
        },
        preparation: [
          {
            kind: 'columns',
            columns: [
              { type: 'category', categories: words, indicator: false },
              { type: 'number', offset: 0, scale: 1, indicator: false },
            ],
          },
        ],
      },
    );
  });

  test('breaks lines at words to the width of the terminal', async () => {
    await withTree(async (_, folder) => {
      await writeFile(path.join(folder, 'one.csv'), 'size,weight (kg)\n2,0\n');
      const io = memoryIo({ terminalColumns: 44, environment: { NO_COLOR: '1' } });
      const files = [path.join(folder, 'tree.json'), '--input', path.join(folder, 'one.csv')];
      expect(await runCommandLine(['explain', ...files], io)).toBe(0);
      const lines = io.stdout.text.replaceAll(folder, '').trimEnd().split('\n');
      expect(lines.filter((line) => line.length > 44)).toEqual([]);
      expect(lines.join(' ').replace(/\s+/g, ' ')).toContain(
        'Left leads to "blue" or "green"; right to "green" or "red"',
      );
    }, knowing);
  });

  test('no command cuts a line inside a word: COLUMNS is the width where no terminal says one', async () => {
    await withTree(async (_, folder) => {
      const tree = path.join(folder, 'tree.json');
      const data = ['--data', path.join(folder, 'stones.csv')];
      for (const argv of [
        ['evaluate', tree, ...data],
        ['explain', tree, ...data],
        ['explain', tree, '--index', '999', ...data],
        ['inspect', path.join(folder, 'stones.csv')],
        ['render', tree, '--out', path.join(folder, 'a.svg')],
      ]) {
        const io = memoryIo({ environment: { COLUMNS: '40' } });
        await runCommandLine(argv, io);
        const lines = (io.stdout.text + io.stderr.text).replaceAll(`${folder}/`, '').split('\n');
        expect(lines.filter((line) => line.length > 40 && line.trim().includes(' '))).toEqual([]);
      }
    });
  });

  test('--json gives the numbers behind the words', async () => {
    await withTree(async (sdt) => {
      const { out, log } = await sdt(
        'explain',
        'tree.json',
        '--data',
        'stones.csv',
        '--part',
        'all',
        '--index',
        '2',
        '--json',
      );
      expect(log).toBe('');
      const explanation = JSON.parse(out) as {
        steps: { node: number; side: string }[];
        leafDistribution: number[];
      };
      expect(explanation).toMatchObject({
        label: { class: 2, name: 'red' },
        maxPath: { class: 2, name: 'red' },
        mixture: { class: 2, name: 'red' },
        leaf: 2,
      });
      expect(explanation.steps.map(({ node, side }) => [node, side])).toEqual([
        [0, 'right'],
        [2, 'left'],
      ]);
      expect(explanation.leafDistribution.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
    });
  });

  test('draws the path, as SVG on stdout and as a page in a file', async () => {
    await withTree(async (sdt, folder) => {
      const drawn = await sdt('explain', 'tree.json', '--data', 'stones.csv', '--format', 'svg');
      expect(drawn.out).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
      const page = await sdt(
        'explain',
        'tree.json',
        '--data',
        'stones.csv',
        '--format',
        'html',
        '--out',
        'why.html',
      );
      expect(page).toEqual({ code: 0, out: '', log: 'Wrote why.html\n' });
      const html = await readFile(path.join(folder, 'why.html'), 'utf8');
      expect(html).toContain("default-src 'none'");
      expect(html).toContain('Path of 2 decisions from the root');
      expect(html).toContain('<p class="question">Node 0: Is size above 0.5?</p>');
      expect(html).toContain('<tr class="right"><td>→ ');
      expect(html).not.toMatch(/<pre|<script|style="| on\w+=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    });
  });

  test('hostile names stay text, and cannot send escapes to the terminal', async () => {
    const hostile = '</pre><script>alert(1)</script>';
    const change = {
      classNames: [hostile, 'green', '\u001b[31mred\u0007'],
      featureNames: ['a\u001b]0;x\u0007\nb', 'c'],
    };
    await withTree(async (sdt, folder) => {
      await writeFile(path.join(folder, 'one.csv'), '0,0\n');
      const { out } = await sdt('explain', 'tree.json', '--input', 'one.csv');
      expect(out).toContain(hostile);
      expect(out.replaceAll('\n', '')).not.toMatch(/\p{Control}/u);
      const page = await sdt('explain', 'tree.json', '--input', 'one.csv', '--format', 'html');
      expect(page.out).not.toContain('<script');
      expect(page.out).toContain('&#60;script&#62;');
    }, change);
  });
});

describe('sdt evaluate', () => {
  test('measures both inferences and counts the confusions', async () => {
    await withTree(async (sdt) => {
      const { code, out, log } = await sdt(
        'evaluate',
        'tree.json',
        '--data',
        'stones.csv',
        '--part',
        'all',
        '--json',
      );
      expect([code, log]).toEqual([0, '']);
      expect(JSON.parse(out)).toEqual({
        tree: 'tree.json',
        dataset: 'stones',
        part: 'all',
        rows: 120,
        mostFrequentClass: { name: 'blue', share: 1 / 3 },
        maxPath: 1,
        mixture: expect.closeTo(1, 0),
        topPathProbability: expect.any(Number),
        quality: {
          maxPath: {
            accuracyInterval: { low: expect.closeTo(0.969, 3), high: expect.closeTo(1, 10) },
            balancedAccuracy: 1,
            macroF1: 1,
            logLoss: expect.any(Number),
            expectedCalibrationError: expect.any(Number),
            recall: [1, 1, 1],
            precision: [1, 1, 1],
          },
          mixture: expect.objectContaining({ recall: [expect.any(Number), 1, 1] }),
        },
        classNames: ['blue', 'green', 'red'],
        confusion: [
          [40, 0, 0],
          [0, 40, 0],
          [0, 0, 40],
        ],
      });
    });
  });

  test('prints a table for people', async () => {
    await withTree(async (sdt) => {
      const { out } = await sdt('evaluate', 'tree.json', '--data', 'stones.csv');
      expect(out).toMatch(
        /^tree\.json: depth 2, 4 leaves\n24 rows of stones \(the test part\)\nMost frequent class: 33\.33 % \(blue\)\n\n +Max path +Mixture\n/,
      );
      expect(out).toMatch(
        /\nAccuracy +100\.00 % .*\n95 % interval +86\.2 to 100\.0 % .*\nBalanced accuracy +100\.00 % /,
      );
      expect(out).toMatch(/\nLog loss +\d\.\d{4} +\d\.\d{4}\nCalibration error +\d+\.\d\d %/);
      expect(out).toMatch(/\ntrue +blue {2}green {2}red +recall\n[- ]+\nblue +8 +\. +\. {2}100\.0 %\n/);
      expect(out).not.toContain('Fidelity');
      expect(out).not.toContain('Warning');
    });
  });

  test('warns of a class that is never answered', async () => {
    await withTree(async (sdt, folder) => {
      const rows = (count: number, row: string) => `${row}\n`.repeat(count);
      const table = `size,weight,label\n${rows(97, '0.1,0.1,blue')}${rows(3, '0.1,0.1,red')}`;
      await writeFile(path.join(folder, 'rare.csv'), table);
      const { out } = await sdt('evaluate', 'tree.json', '--data', 'rare.csv', '--part', 'all');
      expect(out).toMatch(/\nMost frequent class: 97\.00 % \(blue\)\n/);
      expect(out).toMatch(/\nBalanced accuracy +50\.00 % /);
      expect(out).toMatch(/\nWarning: max path misses class red \(3 rows: never answered\)\n$/);
    });
  });
});

describe('a file that is named', () => {
  const drawing = ['--data', 'stones.csv', '--part', 'all'];

  test('- is stdout, and no file of that name', async () => {
    await withTree(async (sdt, folder) => {
      const before = await readdir(folder);
      const explained = await sdt('explain', 'tree.json', ...drawing, '--format', 'svg', '--out', '-');
      const rendered = await sdt('render', 'tree.json', '--quiet', '--out', '-');
      expect([explained.code, rendered.code, rendered.log]).toEqual([0, 0, '']);
      for (const { out } of [explained, rendered]) expect(out).toMatch(/^<svg[^]*<\/svg>\n?$/);
      expect(await readdir(folder)).toEqual(before);
    });
  });

  test.each([
    ['explain', [...drawing, '--format', 'svg'], '.svg'],
    ['render', [], '.svg'],
    ['predict', ['--data', 'stones.csv'], '.csv'],
  ])(
    'but is no regular file is refused by sdt %s before it works, and stays',
    async (name, options, ending) => {
      await withTree(async (sdt, folder) => {
        const file = path.join(folder, `pipe${ending}`);
        execFileSync('mkfifo', [file]);
        const { code, out, log } = await sdt(name, 'tree.json', ...options, '--out', `pipe${ending}`);
        expect({ code, out, log }).toEqual({
          code: 1,
          out: '',
          log: `error: Cannot write pipe${ending}: it is a named pipe; only a regular file can be replaced\n`,
        });
        expect((await stat(file)).isFIFO()).toBe(true);
      });
    },
  );
});

describe('sdt render', () => {
  test.each([
    ['tree.svg', /^<svg /],
    ['tree.png', /^.PNG/],
    ['tree.html', /^<!doctype html>/],
  ])('%s is what its name says', async (file, start) => {
    await withTree(async (sdt, folder) => {
      const { code, out, log } = await sdt('render', 'tree.json', '--out', file, '--data', 'stones.csv');
      expect(log).toBe(`Measuring the traffic of 24 rows of stones\nWrote ${file}\n`);
      expect([code, out]).toEqual([0, '']);
      expect(await readFile(path.join(folder, file), 'latin1')).toMatch(start);
    });
  });

  test('other layouts, pages for print, and what they exclude', async () => {
    await withTree(async (sdt, folder) => {
      const read = async (file: string) => readFile(path.join(folder, file), 'utf8');
      const radial = await sdt('render', 'tree.json', '--out', 'a.svg', '--layout', 'radial');
      expect(radial.code).toBe(0);
      expect(await read('a.svg')).toContain('left branches come first');
      const pages = await sdt('render', 'tree.json', '--out', 'a.html', '--pages', '--depth', '1');
      expect(pages.log).toContain('3 pages; a browser prints them or saves them as PDF');
      expect((await read('a.html')).match(/<section id="page-/g)).toHaveLength(3);
      const wrong = async (...argv: string[]) => sdt('render', 'tree.json', '--out', ...argv);
      expect((await wrong('b.svg', '--pages')).log).toContain('--pages makes a .html');
      expect((await wrong('-', '--pages')).code).toBe(2);
      expect((await wrong('b.svg', '--layout', 'nchw')).log).toContain('vertical, horizontal or radial');
      const gray = await wrong('b.svg', '--channels', 'each');
      expect([gray.code, gray.log]).toEqual([
        2,
        expect.stringContaining('--channels is for trees of images with three color channels'),
      ]);
      const unused = await sdt(
        'render',
        'tree.json',
        '--out',
        'c.svg',
        '--font',
        'stones.csv',
        '--data',
        'stones.csv',
      );
      expect([unused.code, unused.log]).toEqual([
        0,
        expect.stringContaining(
          '--font is not used: it is for .png, and an SVG is shown with the fonts of its reader\n',
        ),
      ]);
      const font = await wrong('b.png', '--font', 'stones.csv', '--data', 'stones.csv');
      expect(font.code).toBe(1);
      expect(font.log).toContain('must be a TrueType or OpenType font');
      expect(await readdir(folder)).not.toContain('b.png');
    });
  });

  test('says that edges are alike where no data is named, and highlights a sample where one is', async () => {
    await withTree(async (sdt, folder) => {
      const plain = await sdt('render', 'tree.json', '--out', 'plain.svg');
      expect(plain.log).toBe(
        'All edges are drawn alike; name a data set with --data to see the traffic.\nWrote plain.svg\n',
      );
      const json = await sdt(
        'render',
        'tree.json',
        '--out',
        'sample.svg',
        '--data',
        'stones.csv',
        '--sample',
        '3',
        '--json',
        '--quiet',
      );
      expect(json.log).toBe('');
      expect(JSON.parse(json.out)).toMatchObject({ format: 'svg' });
      const read = async (name: string) => readFile(path.join(folder, name), 'utf8');
      expect(await read('sample.svg')).toContain('Row 3 of the test part of stones');
      expect(await read('plain.svg')).not.toContain('Row 3');
    });
  });
});
