import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import type { Dataset, DatasetSplits } from '../../../src/data/dataset.js';
import { openData } from '../../../src/data/open-data.js';
import { InvalidInputError } from '../../../src/errors.js';
import { openOnnxTeacher, type ModelChoice } from '../../../src/teacher/foreign/onnx-teacher.js';
import { logitClasses } from '../../../src/teacher/logit-source.js';
import { folderWith, npyBytes } from '../../data/files.js';

const cases = fileURLToPath(new URL('../../cases/', import.meta.url));

async function flowers(): Promise<DatasetSplits> {
  return (await openData(`${cases}flowers.csv`)).splits({ seed: 1 });
}

/** Opens a model of the cases for training rows, and measures it on others. */
async function asked(name: string, train: Dataset, test: Dataset, choice: ModelChoice = {}) {
  const teacher = await openOnnxTeacher(`${cases}onnx/${name}.onnx`, train, { threads: 1, ...choice });
  const logits = await teacher.logits(test.features.subarray(), test.rowCount, test.sourceRows);
  await teacher.dispose();
  const classes = logitClasses(logits, teacher.classCount);
  const right = classes.filter((answer, row) => answer === test.labels[row]).length;
  const { description, answersWith, notes } = teacher;
  const [, input, output] = /given (\S+) values, .* \(output "(.*)"\)$/.exec(description) ?? [];
  return { input, output, answersWith, notes, logits, accuracy: right / test.rowCount };
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  const { message } = error as InvalidInputError;
  expect(message).not.toContain('\n');
  return message.replaceAll(cases, '');
}

/** 60 rows of a table with a label. */
async function tableOf(
  header: string,
  row: (index: number) => readonly (string | number)[],
): Promise<DatasetSplits> {
  const lines = Array.from({ length: 60 }, (_, index) => row(index).join(','));
  const folder = await folderWith({ 'table.csv': [header, ...lines, ''].join('\n') });
  return (await openData(path.join(folder, 'table.csv'))).splits({ seed: 1 });
}

/** 90 images of one kind of pixels: dark, middling, bright. */
async function brightImages(
  pixels: (unit: number) => number,
  descr: string,
  type: typeof Uint8Array | typeof Float32Array,
): Promise<DatasetSplits> {
  const count = 90;
  const values = new type(count * 64);
  for (let index = 0; index < values.length; index++) {
    const image = Math.floor(index / 64);
    values[index] = pixels(((image % 3) + 0.5) / 3 + ((((index * 7919) % 100) / 100 - 0.5) * 0.9) / 3);
  }
  const labels = Uint8Array.from({ length: count }, (_, image) => image % 3);
  const folder = await folderWith({
    'X_train.npy': npyBytes(descr, [count, 8, 8], values),
    'y_train.npy': npyBytes('|u1', [count], labels),
  });
  return (await openData(folder)).splits({ seed: 1 });
}

describe('an ONNX model as teacher of a table', () => {
  test.each([
    ['forest', 'raw', 'probabilities', 'probabilities'],
    ['forest-maps', 'raw', 'probabilities', 'probabilities'],
    ['forest-double', 'raw', 'probabilities', 'probabilities'],
    ['logits', 'standardized', 'logits', 'logits'],
    ['one-at-a-time', 'standardized', 'logits', 'logits'],
    ['seven-at-a-time', 'standardized', 'logits', 'logits'],
    ['log-softmax', 'standardized', 'log_probabilities', 'log-probabilities'],
    ['beside', 'standardized', 'logits', 'logits'],
  ])('%s takes %s values and answers with "%s"', async (name, input, output, answersWith) => {
    const { train, test } = await flowers();
    const found = await asked(name, train, test);
    expect(found).toMatchObject({ input, output, answersWith });
    expect(found.accuracy).toBeGreaterThan(0.9);
    expect(found.notes[0]).toMatch(
      new RegExp(`^the teacher takes .+, ${input}: of 176 labelled rows .*${input}( fits)? \\d+\\.\\d %`),
    );
  });

  test('is asked the same whatever number of rows it takes at a time', async () => {
    const { train, test } = await flowers();
    const { logits } = await asked('logits', train, test);
    for (const name of ['one-at-a-time', 'seven-at-a-time', 'beside']) {
      const other = await asked(name, train, test);
      for (const [index, logit] of other.logits.entries()) expect(logit).toBeCloseTo(logits[index] ?? NaN, 4);
    }
  });

  test('gets raw values to the last bit, of test rows too', async () => {
    // Thresholds lie on the values themselves: an input that is a rounding off falls on the other side.
    const { train, test } = await flowers();
    const numbers = test.sourceRows ?? new Int32Array();
    const text = await readFile(`${cases}flowers.csv`, 'utf8');
    const lines = text.trim().split('\n').slice(1);
    const raw = test.rawTable?.valuesOf(numbers) ?? new Float64Array();
    for (const [position, number] of numbers.entries()) {
      const cells = (lines[number] ?? '').split(',').slice(0, 4).map(Number);
      expect([...raw.subarray(position * 4, position * 4 + 4)]).toEqual(cells);
    }
    expect(train.rawTable?.columns.map(({ name }) => name)).toContain('petal_width');
  });

  test('the input that is said is taken, whatever the rows speak for', async () => {
    const { train, test } = await flowers();
    const { input, accuracy } = await asked('forest', train, test, { input: 'standardized' });
    expect(input).toBe('standardized');
    expect(accuracy).toBeLessThan(0.6);
  });

  test('one of two outputs is named', async () => {
    const { train, test } = await flowers();
    expect(await refusal(asked('two-outputs', train, test))).toBe(
      'onnx/two-outputs.onnx: several outputs may be the teacher\'s answer: "logits", "probabilities"; say which with --teacher-output',
    );
    const soft = await asked('two-outputs', train, test, { output: 'probabilities' });
    expect(soft).toMatchObject({ output: 'probabilities', answersWith: 'probabilities' });
    expect(await refusal(asked('two-outputs', train, test, { output: 'answer' }))).toMatch(
      /two-outputs.onnx: the output "answer" is not there, or not \[n, 3\] .* gives "logits" \(float32 \[n, 3\]\), "probabilities"/,
    );
  });

  test('one column answers for two classes', async () => {
    const { train, test } = await tableOf('a,b,petal,d,label', (row) => {
      const petal = (row % 2) * 2 + 2 + (row % 5) / 10;
      return [5 + (row % 3), 3 + (row % 7), petal, row % 4, petal > 3 ? 'long' : 'short'];
    });
    // Classes in the order of their names: the model says how likely "long" is, which is the first, and never the second.
    const { accuracy, answersWith, logits } = await asked('sigmoid', train, test, { input: 'raw' });
    expect(answersWith).toBe('probabilities');
    expect(logits.length).toBe(2 * test.rowCount);
    expect(accuracy).toBe(0);
  });

  test('whole numbers go to a model that takes these, and no others', async () => {
    const table = (second: (row: number) => number | string) =>
      tableOf('a,b,label', (row) => [row % 7, second(row), row % 3 ? 'x' : 'y']);
    const fits = await table((row) => (row * 3) % 5);
    expect(await refusal(asked('whole', fits.train, fits.test))).toMatch(
      /whole.onnx: no output \[n, 2\] .* gives "logits" \(float32 \[n, 3\]\)/,
    );
    const half = await table((row) => row / 2);
    expect(await refusal(asked('whole', half.train, half.test, { input: 'raw' }))).toMatch(
      /whole.onnx: the model takes whole numbers \(int64\), found \d+\.5 in column "b"/,
    );
    const gaps = await table((row) => (row % 4 ? row : ''));
    expect(await refusal(asked('whole', gaps.train, gaps.test, { input: 'raw' }))).toMatch(
      /found a missing value in column "b"/,
    );
  });

  test('columns that are the same in every row are given to a model that learned with them', async () => {
    const csv = await readFile(`${cases}flowers.csv`, 'utf8');
    const lines = csv
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    // Petals lie behind a column that says nothing; the model knows it, and what was before the petals is not there.
    const cells = lines.map(([a, , c, d, label], row) =>
      [a, row === 0 ? 'sepal_width' : 3, c, d, row === 0 ? 'site' : 7, label].join(','),
    );
    const folder = await folderWith({ 'flat.csv': `${cells.join('\n')}\n` });
    const { train, test } = (
      await openData(path.join(folder, 'flat.csv'), { table: { ignore: ['site'] } })
    ).splits({
      seed: 1,
    });
    expect(train.featureCount).toBe(3);
    const { input, accuracy } = await asked('forest', train, test);
    expect(input).toBe('raw');
    expect(accuracy).toBeGreaterThan(0.9);
  });

  test('words of a table cannot go into a model of numbers', async () => {
    const { train, test } = await tableOf('a,b,c,color,label', (row) => [
      row / 10,
      row % 9,
      (row % 4) / 3,
      ['red', 'green'][row % 2] ?? '',
      ['x', 'y', 'z'][row % 3] ?? '',
    ]);
    expect(await refusal(asked('forest', train, test))).toMatch(
      /forest.onnx: .* as numbers, but these hold words: "color"; .*--teacher-input standardized/,
    );
  });

  test.each([
    [
      'eight-classes',
      /no output \[n, 3\] of real numbers for the 3 classes of the data; the model gives "h" \(float32 \[n, 8\]\)$/,
    ],
    ['no-distribution', /no distributions: .* sum to \d/],
    ['two-inputs', /one input, .* found "left" \(float32 \[n, 4\]\), "right" \(float32 \[n, 4\]\)$/],
    ['words', /the input must be a tensor .* found "words" \(string \[n, 3\]\)$/],
    [
      'color-nhwc',
      /takes "images" \(float32 \[n, 4, 5, 3\]\), which does not fit rows of 4 \(raw\) or 4 \(standardized\)/,
    ],
    ['outside', /the weights of "w1" must lie in a file of its folder, found the path "..\/beside.bin"$/],
    ['absolute', /the weights of "w1" must lie in a file of its folder, found the path "\/etc\/hostname"$/],
  ])('%s is refused in one line that names the file', async (name, expected) => {
    const { train, test } = await flowers();
    const message = await refusal(asked(name, train, test));
    expect(message).toMatch(expected);
    expect(message.startsWith(`onnx/${name}.onnx: `)).toBe(true);
  });

  test('an input that tables cannot become is refused', async () => {
    const { train, test } = await flowers();
    expect(await refusal(asked('forest', train, test, { input: '0..255' }))).toBe(
      "onnx/forest.onnx: the teacher's input must be raw or standardized for this data, found 0..255",
    );
  });
});

describe('an ONNX model as teacher of images', () => {
  test.each([
    ['nchw-255', '0..255'],
    ['nhwc-signed', '-1..1'],
    ['flat-unit', '0..1'],
  ])('%s takes %s, whatever the pixels of the data are', async (name, input) => {
    for (const { train, test } of [
      await brightImages((unit) => Math.round(255 * unit), '|u1', Uint8Array),
      await brightImages((unit) => unit, '<f4', Float32Array),
    ]) {
      const found = await asked(name, train, test);
      expect(found).toMatchObject({ input, accuracy: 1 });
    }
  });

  test('channels stand where the model wants them', async () => {
    const images = 60;
    const values = new Uint8Array(images * 60);
    for (let index = 0; index < values.length; index++) {
      const isStrongest = index % 3 === Math.floor(index / 60) % 3;
      values[index] = isStrongest ? 150 + (index % 90) : (index * 31) % 120;
    }
    const folder = await folderWith({
      'X_train.npy': npyBytes('|u1', [images, 4, 5, 3], values),
      'y_train.npy': npyBytes(
        '|u1',
        [images],
        Uint8Array.from({ length: images }, (_, image) => image % 3),
      ),
    });
    const { train, test } = (await openData(folder)).splits({ seed: 1 });
    const first = await asked('color-nchw', train, test);
    const last = await asked('color-nhwc', train, test);
    expect(first.accuracy).toBe(1);
    expect(last.accuracy).toBe(1);
    for (const [index, logit] of first.logits.entries())
      expect(logit).toBeCloseTo(last.logits[index] ?? NaN, 3);
    expect(first.notes[0]).toMatch(/channels first/);
    expect(last.notes[0]).toMatch(/channels last/);
  });
});
