import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { exportFormatNames } from '../../src/export/formats.js';
import { writeTreeFile } from '../../src/file/tree-file.js';
import { buildMlp, buildNetwork } from '../../src/teacher/built-in/architectures.js';
import { writeLayersModel } from '../../src/teacher/foreign/layers-model-folder.js';
import { teacherToOnnx } from '../../src/teacher/teacher-onnx.js';
import { memoryIo } from './memory-io.js';
import { inFolder, smallDocument } from './small-tree.js';

async function sdtExport(folder: string, ...argv: string[]) {
  await writeTreeFile(path.join(folder, 'tree.json'), smallDocument());
  const io = memoryIo();
  const code = await runCommandLine(['export', path.join(folder, 'tree.json'), ...argv], io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

describe('sdt export', () => {
  test('writes the file that its ending says, and what belongs beside it', async () => {
    await inFolder(async (folder) => {
      const file = path.join(folder, 'deep/stones.js');
      const { code, out, log } = await sdtExport(folder, '--out', file, '--json');
      expect(code).toBe(0);
      const types = path.join(folder, 'deep/stones.d.ts');
      expect(JSON.parse(out)).toEqual({
        tree: path.join(folder, 'tree.json'),
        out: file,
        format: 'js',
        beside: [types],
      });
      expect(log).toBe(`Wrote ${file}\nWrote ${types}\n`);
      expect(await readFile(types, 'utf8')).toContain('export function predict(');
      expect((await readdir(path.join(folder, 'deep'))).sort()).toEqual(['stones.d.ts', 'stones.js']);
      const { className } =
        ((await import(file)) as { predict(rows: unknown): { className: string }[] }).predict([[3, 0]])[0] ??
        {};
      expect(className).toBe('red');
    });
  });

  test('text goes to stdout, and nothing else', async () => {
    await inFolder(async (folder) => {
      const { code, out, log } = await sdtExport(folder, '--format', 'c', '--out', '-');
      expect([code, log]).toEqual([0, '']);
      expect(out).toMatch(/^\/\*[^]*sdt_predict/);
    });
  });

  test("a teacher's folder becomes an ONNX model, and nothing else", async () => {
    await inFolder(async (folder) => {
      const teacher = path.join(folder, 'teacher');
      const { answer } = buildNetwork(buildMlp, { inputShape: [2], classCount: 3, seed: 1 }, 2);
      await writeLayersModel(answer, teacher);
      const exported = async (...argv: string[]) => {
        const io = memoryIo();
        const code = await runCommandLine(['export', teacher, ...argv], io);
        return { code, out: io.stdout.text, log: io.stderr.text };
      };
      const file = path.join(folder, 'teacher.onnx');
      const { code, out, log } = await exported('--out', file, '--json');
      expect([code, JSON.parse(out)]).toEqual([0, { teacher, out: file, format: 'onnx', beside: [] }]);
      expect(log).toBe(
        `Wrote ${file}\nIt takes features as the teacher does, prepared: of an image, pixels from 0 to 1.\n`,
      );
      expect(new Uint8Array(await readFile(file))).toEqual(await teacherToOnnx(teacher));

      const js = await exported('--out', path.join(folder, 'teacher.js'));
      expect([js.code, js.log]).toEqual([
        2,
        expect.stringContaining(
          "a teacher's folder is written as onnx, and not as js: --out must end in .onnx",
        ),
      ]);
      const int8 = await exported('--out', path.join(folder, 'small.onnx'), '--int8');
      expect([int8.code, int8.log]).toEqual([
        2,
        expect.stringContaining("--int8, --table and --depth are for trees, and not for a teacher's folder"),
      ]);
      expect((await readdir(folder)).sort()).toEqual(['stones.csv', 'teacher', 'teacher.onnx']);
    });
  });

  test('--help lists all formats', async () => {
    const io = memoryIo();
    await runCommandLine(['export', '--help'], io);
    for (const name of exportFormatNames)
      expect(io.stdout.text).toMatch(new RegExp(`^ {2}${name} +\\.`, 'm'));
  });
});

describe('bad input: one line, and nothing is written', () => {
  test.each<[string, string[], number, RegExp]>([
    [
      'no ending',
      ['--out', '@tree'],
      2,
      /no format has the ending of ".*\/tree"; name one with --format: .*js \(\.js, \.mjs\)/,
    ],
    ['unknown ending', ['--out', '@tree.exe'], 2, /no format has the ending of/],
    [
      'ambiguous ending',
      ['--out', '@x.json'],
      2,
      /may be of several formats; say which with --format: tfjs or json/,
    ],
    ['no text', ['--out', '-', '--format', 'onnx'], 2, /--format onnx is not for stdout/],
    ['unknown format', ['--out', '@x', '--format', 'cobol'], 2, /--format must be .*, found "cobol"/],
    ['stdout without a format', ['--out', '-'], 2, /--out - needs --format: /],
    ['stdout twice', ['--out', '-', '--format', 'js', '--json'], 2, /--json and --out - exclude each other/],
    ['an option of another format', ['--out', '@x.js', '--int8'], 2, /int8 is for c, and not for js/],
    ['a folder', ['--out', '@folder.js'], 1, /folder\.js: it is a folder/],
    ['a folder beside', ['--out', '@tree.js'], 1, /tree\.d\.ts: it is a folder/],
    [
      'a named pipe',
      ['--out', '@pipe.c'],
      1,
      /pipe\.c: it is a named pipe; only a regular file can be replaced/,
    ],
    [
      'a link to nothing',
      ['--out', '@link.py'],
      1,
      /link\.py: it is a symbolic link to a file that is not there/,
    ],
    [
      'a file as a folder',
      ['--out', '@stones.csv/x.js'],
      1,
      /a part of this path is a file|is a file, but a folder is needed/,
    ],
  ])('%s', async (_title, argv, wanted, message) => {
    await inFolder(async (folder) => {
      await mkdir(path.join(folder, 'folder.js'));
      await mkdir(path.join(folder, 'tree.d.ts'));
      execFileSync('mkfifo', [path.join(folder, 'pipe.c')]);
      await symlink(path.join(folder, 'nothing'), path.join(folder, 'link.py'));
      await writeFile(path.join(folder, 'tree.json'), '');
      const before = await readdir(folder);
      const { code, out, log } = await sdtExport(
        folder,
        ...argv.map((text) => text.replace('@', `${folder}/`)),
      );
      expect(log).toMatch(message);
      expect(log.trimEnd()).not.toContain('\n');
      expect([code, out]).toEqual([wanted, '']);
      expect(await readdir(folder)).toEqual(before);
    });
  });

  test('a tree that is none', async () => {
    await inFolder(async (folder) => {
      const io = memoryIo();
      const argv = ['export', path.join(folder, 'stones.csv'), '--out', path.join(folder, 'x.js')];
      expect(await runCommandLine(argv, io)).toBe(1);
      expect(io.stderr.text).toMatch(/stones\.csv: must be a tree file in JSON/);
      expect(await readdir(folder)).toEqual(['stones.csv']);
    });
  });
});
