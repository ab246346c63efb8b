import { copyFile, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { runCommandLine } from '../../src/cli/command-line.js';
import { distill } from '../../src/model/distill.js';
import { memoryIo } from './memory-io.js';
import { inFolder } from './small-tree.js';

const cases = fileURLToPath(new URL('../cases/', import.meta.url));
const model = (name: string) => `${cases}onnx/${name}.onnx`;
const quick = ['--depth', '2', '--epochs', '3', '--threads', '1'];

async function sdt(folder: string, command: string, ...argv: string[]) {
  await copyFile(`${cases}flowers.csv`, path.join(folder, 'flowers.csv'));
  const io = memoryIo();
  const code = await runCommandLine([command, path.join(folder, 'flowers.csv'), ...quick, ...argv], io);
  return { code, out: io.stdout.text, log: io.stderr.text };
}

describe('--teacher model.onnx', () => {
  test('sdt run compares with it, and the results say what it is and what it is given', async () => {
    await inFolder(async (folder) => {
      const out = path.join(folder, 'out');
      const { code, log } = await sdt(folder, 'run', '--teacher', model('forest'), '--out', out);
      expect(code).toBe(0);
      expect(log).toMatch(
        /^Teacher +the teacher takes "X" \(float32 \[n, 4\]\), raw: of 176 labelled rows raw fits/m,
      );
      const results = JSON.parse(
        await readFile(path.join(out, 'trees/flowers/results.json'), 'utf8'),
      ) as object;
      expect(results).toMatchObject({
        teacher: {
          accuracy: 1,
          epochs: [],
          description:
            'ONNX model "forest.onnx", given raw values, answering with probabilities (output "probabilities")',
        },
      });
      const report = await readFile(path.join(out, 'reports/flowers/index.html'), 'utf8');
      expect(report).toContain('forest.onnx');
      expect((await readdir(path.join(out, 'trees/flowers'))).sort()).toEqual([
        'baseline.json',
        'distilled.json',
        'results.json',
      ]);
    });
  });

  test('sdt distill gives the same tree at every run', async () => {
    await inFolder(async (folder) => {
      const trees: string[] = [];
      for (const name of ['a.json', 'b.json']) {
        const file = path.join(folder, name);
        const { code } = await sdt(
          folder,
          'distill',
          '--teacher',
          model('two-outputs'),
          '--teacher-output',
          'logits',
          '--out',
          file,
        );
        expect(code).toBe(0);
        trees.push(await readFile(file, 'utf8'));
      }
      expect(trees[0]).toBe(trees[1]);
    });
  });

  test('the front door takes it', async () => {
    const found = await distill(`${cases}flowers.csv`, {
      teacher: model('forest'),
      depth: 2,
      tree: { epochs: 3 },
      engine: { engine: 'onnxruntime', threads: 1 },
    });
    expect(found.document.metrics.fidelity).toBeGreaterThan(0.3);
  });

  test.each([
    ['eight-classes', [], /eight-classes.onnx: no output \[n, 3\]/],
    ['no-distribution', [], /no-distribution.onnx: the teacher's answers are no distributions/],
    ['two-inputs', [], /two-inputs.onnx: a teacher must have one input/],
    [
      'two-outputs',
      [],
      /two-outputs.onnx: several outputs may be the teacher's answer: "logits", "probabilities"/,
    ],
    ['color-nhwc', [], /color-nhwc.onnx: the model takes "images"/],
    ['outside', [], /outside.onnx: the weights of "w1" must lie in a file of its folder/],
    ['gone', [], /gone.onnx: there is no such file/],
    [
      'forest',
      ['--teacher-input', '-1..1'],
      /forest.onnx: the teacher's input must be raw or standardized .* found -1\.\.1/,
    ],
  ])('%s %s stops before any training, and nothing is written', async (name, options, expected) => {
    await inFolder(async (folder) => {
      const argv = ['--teacher', model(name), ...options, '--out', path.join(folder, 'out')];
      const { code, out, log } = await sdt(folder, 'run', '--quiet', ...argv);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(log).toMatch(expected);
      expect(log.trimEnd()).not.toContain('\n');
      expect((await readdir(folder)).sort()).toEqual(['flowers.csv', 'stones.csv']);
    });
  });

  test('options that name no model, or no input, are wrong usage', async () => {
    await inFolder(async (folder) => {
      const alone = await sdt(folder, 'run', '--teacher-input', 'raw');
      expect(alone.code).toBe(2);
      expect(alone.log).toMatch(/^error: --teacher-input needs --teacher/);
      const unknown = await sdt(folder, 'run', '--teacher', model('forest'), '--teacher-input', '0-1');
      expect(unknown.code).toBe(2);
      expect(unknown.log).toMatch(
        /--teacher-input must be raw, standardized, 0\.\.1, -1\.\.1 or 0\.\.255, found "0-1"/,
      );
    });
  });
});
