import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { writeTreeFile } from '../../src/file/tree-file.js';
import { memoryIo } from './memory-io.js';
import { inFolder, smallDocument } from './small-tree.js';

async function sdt(...argv: string[]) {
  const io = memoryIo();
  const code = await runCommandLine(argv, io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

const commands = [
  'run',
  'train-teacher',
  'distill',
  'train-baseline',
  'inspect',
  'soft-targets',
  'predict',
  'experiment',
  'search',
  'evaluate',
  'explain',
  'prune',
  'harden',
  'render',
  'report',
  'export',
  'examples',
  'doctor',
];

describe('help', () => {
  test('sdt --help lists every command and shows examples', async () => {
    const { code, out, log } = await sdt('--help');
    expect(code).toBe(0);
    expect(log).toBe('');
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(out).toContain('Examples:\n  sdt examples iris');
    expect(out.indexOf('Train:')).toBeLessThan(out.indexOf('  run '));
  });

  test.each(commands)(
    'sdt %s --help has a description, options with defaults, and examples',
    async (command) => {
      const { code, out } = await sdt(command, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(/^Usage: sdt [\s\S]+\n\n[A-Z][\s\S]+\n\nOptions:|Arguments:/);
      expect(out).toMatch(/Examples:\n {2}sdt /);
      expect(out).toMatch(/\(default: /);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    },
  );

  test('sdt alone prints the help as a mistake', async () => {
    const { code, out, log } = await sdt();
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(log).toContain('Usage: sdt');
  });

  test('sdt --version prints the version alone', async () => {
    expect(await sdt('--version')).toEqual({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/),
      log: '',
    });
  });
});

describe('bad usage: exit code 2, one line that names the option, what was found and what is allowed', () => {
  test.each([
    [['rnu'], 'unknown command \'rnu\'; did you mean run? (see "sdt --help")'],
    [['run', '--dept', '3'], 'unknown option \'--dept\'; did you mean --depth? (see "sdt run --help")'],
    [['run', '--depth', '0'], '--depth must be an integer from 1 to 12, found "0"'],
    [['run', '--depth', '40'], '--depth must be an integer from 1 to 12, found "40"'],
    [['run', '--batch-size', '0'], '--batch-size must be an integer of at least 1, found "0"'],
    [['run', '--batch-size', '-8'], '--batch-size must be an integer of at least 1, found "-8"'],
    [['run', '--epochs', '0'], '--epochs must be an integer of at least 1, found "0"'],
    [['run', '--temperature', '0'], '--temperature must be a number from 0.001 to 1000000, found "0"'],
    [['run', '--temperature', '-2'], '--temperature must be a number from 0.001 to 1000000, found "-2"'],
    [
      ['run', '--learning-rate', '0'],
      '--learning-rate must be a number greater than 0, at most 1000, found "0"',
    ],
    [
      ['run', '--learning-rate', '-0.1'],
      '--learning-rate must be a number greater than 0, at most 1000, found "-0.1"',
    ],
    [['run', '--hard-weight', '2'], '--hard-weight must be a number from 0 to 1, found "2"'],
    [['run', '--penalty', '-1'], '--penalty must be a number from 0 to 1000, found "-1"'],
    [['run', '--penalty', '1e300'], '--penalty must be a number from 0 to 1000, found "1e300"'],
    [
      ['run', '--learning-rate', '1e6'],
      '--learning-rate must be a number greater than 0, at most 1000, found "1e6"',
    ],
    [['run', '--seed', '1.5'], '--seed must be an integer from 0 to 4294967295, found "1.5"'],
    [['run', '--preset', 'fast'], '--preset must be default, paper or smoke, found "fast"'],
    [['run', '--engine', 'torch'], '--engine must be auto, onnxruntime or tensorflow, found "torch"'],
    [['run', '--device', 'tpu'], '--device must be cpu, cuda, webgpu, dml or coreml, found "tpu"'],
    [['run', '--teacher-kind', 'svm'], '--teacher-kind must be cnn, mlp or linear, found "svm"'],
    [['run', '--teacher-members', '65'], '--teacher-members must be an integer from 1 to 64, found "65"'],
    [
      ['run', '--teacher', 'mine', '--teacher-kind', 'mlp'],
      '--teacher-kind is for a teacher that is trained, not for one that is there',
    ],
    [['run', '--threads', '0'], '--threads must be an integer from 1 to 1024, found "0"'],
    [['run', '--out', ''], '--out must be a path, found ""'],
    [['run', '--out', '-'], '--out must be a path (./- for one that is called so), found "-"'],
    [['render', 'x.json', '--out', '-', '--json'], '--json and --out - exclude each other: both are stdout'],
    [['run', 'mnist', '--data', 'iris.csv'], 'data set named twice: "mnist" and --data "iris.csv"'],
    [['run', 'mnist', 'iris'], "too many arguments for 'run'. Expected 1 argument but got 2 (see"],
    [['evaluate'], "missing required argument 'tree'"],
    [['evaluate', 'x.json', '--part', 'most'], '--part must be test, validation, train or all, found "most"'],
    [['explain', 'x.json', '--index', '-1'], '--index must be an integer of at least 0, found "-1"'],
    [['explain', 'x.json', '--format', 'pdf'], '--format must be text, json, svg or html, found "pdf"'],
    [['explain', 'x.json', '--json', '--format', 'svg'], '--json and --format svg exclude each other'],
    [['render', 'x.json'], "required option '-o, --out <file>' not specified"],
    [['render', 'x.json', '--out', 'x.gif'], '--out must end in .svg, .png or .html, or be -, found "x.gif"'],
    [
      ['render', 'x.json', '--out', 'x.svg', '--depth', '9'],
      '--depth must be an integer from 1 to 8, found "9"',
    ],
  ])('sdt %j', async (argv, message) => {
    const { code, out, log } = await sdt(...argv);
    expect(log).toContain(`error: ${message}`);
    expect(log.trimEnd()).not.toContain('\n');
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

describe('failures: exit code 1, one line, no stack trace, no file changed', () => {
  test.each<[string, string, string[], string]>([
    ['a missing tree', '', ['evaluate', 'none.json'], 'none.json: '],
    [
      'text that is not JSON',
      'not JSON',
      ['evaluate', 'tree.json'],
      'tree.json: must be a tree file in JSON',
    ],
    [
      'a wrong version',
      '{"format":"soft-decision-tree","version":9}',
      ['explain', 'tree.json'],
      'tree.json: must be of version 1 or 2, found version 9',
    ],
    ['data that is not there', '', ['run', 'none.csv'], 'none.csv: no such file or folder'],
    [
      'a convolutional teacher of a table',
      '',
      ['train-teacher', 'stones.csv', '--teacher-kind', 'cnn', '--out', '.'],
      'teacher kind cnn needs images, but the data is a table; mlp and linear take tables',
    ],
    ['a folder without results', '', ['report', '.'], 'results.json: no such file or folder'],
    [
      'output below a file',
      'x',
      ['run', 'stones.csv', '--out', 'tree.json'],
      'is a file, but a folder is needed',
    ],
    [
      'a folder in place of the output',
      'x',
      ['render', 'none.json', '--out', 'folder.svg'],
      'folder.svg: it is a folder',
    ],
  ])('%s', async (_title, treeText, argv, message) => {
    await inFolder(async (folder) => {
      await writeFile(path.join(folder, 'tree.json'), treeText);
      const { mkdir } = await import('node:fs/promises');
      await mkdir(path.join(folder, 'folder.svg'));
      const before = await readdir(folder);
      const isFile = (argument: string) => /\.(json|csv|svg)$|^\.$/.test(argument);
      const { code, out, log } = await sdt(
        ...argv.map((argument) => (isFile(argument) ? path.join(folder, argument) : argument)),
      );
      expect(log).toContain(message);
      expect(log).toMatch(/^error: /);
      expect(log.trimEnd()).not.toContain('\n');
      expect(out).toBe('');
      expect(code).toBe(1);
      expect(await readdir(folder)).toEqual(before);
    });
  });

  test('--verbose adds the stack trace', async () => {
    const { code, log } = await sdt('evaluate', 'none.json', '--verbose');
    expect(code).toBe(1);
    expect(log).toMatch(/^error: none\.json.*\nInvalidInputError: none\.json.*\n\s+at /);
  });

  test('a tree and data that do not fit each other', async () => {
    await inFolder(async (folder) => {
      const tree = path.join(folder, 'tree.json');
      await writeTreeFile(tree, smallDocument({ classNames: ['blue', 'green', 'yellow'] }));
      const { code, log } = await sdt('evaluate', tree, '--data', path.join(folder, 'stones.csv'));
      expect(log).toMatch(
        /stones\.csv: label "red" of row 3 \(column label\) must be one of the classes "blue", "green", "yellow"\n$/,
      );
      expect(code).toBe(1);
    });
  });
});
