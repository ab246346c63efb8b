import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Dataset } from '../../../src/data/dataset.js';
import { openData, type OpenData } from '../../../src/data/open-data.js';
import { SeededRandom } from '../../../src/data/random.js';
import { withDatabase } from '../../../src/data/table/database.js';
import { InvalidInputError } from '../../../src/errors.js';
import { KnownAnswers } from '../../../src/teacher/foreign/known-answers.js';
import { datasetLogits, knowsRows } from '../../../src/teacher/logit-source.js';
import { folderWith, grayPng, npyBytes } from '../../data/files.js';

const rowCount = 30;
const classes = ['blue', 'green', 'red'];
const choice = { seed: 2 };

/** Logits that say which row and which class they are for. */
const logitAt = (row: number, index: number): number => row - 15 + index / 4;
const logits = Float32Array.from({ length: 3 * rowCount }, (_, index) =>
  logitAt(Math.floor(index / 3), index % 3),
);
const idOf = (row: number): string => `p${(row * 7) % rowCount}`;

/** A table of 30 rows with ids, and files beside it. */
async function stones(files: Readonly<Record<string, string | Uint8Array>>, id?: string) {
  const lines = Array.from(
    { length: rowCount },
    (_, row) => `${idOf(row)},${row / 2},${classes[row % 3] ?? ''}`,
  );
  const folder = await folderWith({ 'stones.csv': `plant,size,label\n${lines.join('\n')}\n`, ...files });
  const data = await openData(path.join(folder, 'stones.csv'), { table: { id, ignore: ['plant'] } });
  return { data, file: (name: string) => path.join(folder, name) };
}

/** Lines of a table of answers, each with what names its row. */
function table(header: string, nameOf: (row: number) => string, order = rowsInOrder()): string {
  const lines = order.map(
    (row) => `${nameOf(row)}${[0, 1, 2].map((index) => logitAt(row, index)).join(',')}`,
  );
  return `${header}\n${lines.join('\n')}\n`;
}

const rowsInOrder = (): number[] => Array.from({ length: rowCount }, (_, row) => row);

/** Whether every row of every part gets its own answer. */
async function expectOwnAnswers(teacher: KnownAnswers, data: OpenData): Promise<void> {
  const { train, validation, test: tested } = data.splits(choice);
  for (const part of [train, validation, tested]) {
    const rows = [...(part.sourceRows ?? [])];
    const wanted = rows.flatMap((row) => [0, 1, 2].map((index) => logitAt(row, index)));
    expect([...(await datasetLogits(teacher, part))]).toEqual(wanted);
  }
}

async function messageOf(loading: Promise<unknown>): Promise<string> {
  const error: unknown = await loading.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidInputError);
  const { message } = error as InvalidInputError;
  expect(message).not.toContain('\n');
  return message.replace(/^.*\/([^/]*: )/, '$1');
}

const trainOf = (data: OpenData): Dataset => data.splits(choice).train;

describe('answers in the order of the data', () => {
  test('as an array are those of their rows after any split, standardized or not', async () => {
    const { data, file } = await stones({ 'answers.npy': npyBytes('<f4', [rowCount, 3], logits) });
    const teacher = await KnownAnswers.load(file('answers.npy'), trainOf(data));
    expect(teacher).toMatchObject({ classCount: 3, answersAnyInput: false, answersWith: 'logits' });
    expect(teacher.notes).toEqual([
      expect.stringMatching(/answers\.npy: its rows are those of stones in their order, all of 30$/),
    ]);
    await expectOwnAnswers(teacher, data);
  });

  test('as a table are matched by the names of the classes, in any order', async () => {
    const lines = rowsInOrder().map((row) => `${logitAt(row, 2)},x,${logitAt(row, 0)},${logitAt(row, 1)}`);
    const { data, file } = await stones({ 'answers.csv': `red,note,blue,green\n${lines.join('\n')}\n` });
    const teacher = await KnownAnswers.load(file('answers.csv'), trainOf(data));
    expect(teacher.areClassesNamed).toBe(true);
    expect(teacher.notes[0]).toMatch(/columns that are no classes: note$/);
    await expectOwnAnswers(teacher, data);
  });

  test.each([
    ['other.csv', table('a,b,c', () => ''), 'a for blue, b for green, c for red'],
    [
      'decimal-comma.tsv',
      table('a\tb\tc', () => '')
        .replaceAll(',', '\t')
        .replaceAll('.', ','),
      'a for blue, b for green, c for red',
    ],
    ['none.csv', table('', () => '').trimStart(), 'column 1 for blue, column 2 for green, column 3 for red'],
    [
      'lines.jsonl',
      rowsInOrder()
        .map((row) => JSON.stringify({ a: logitAt(row, 0), b: logitAt(row, 1), c: logitAt(row, 2) }))
        .join('\n'),
      'a for blue, b for green, c for red',
    ],
  ])(
    'are taken in the order of the classes where columns are called otherwise (%s)',
    async (name, text, taken) => {
      const { data, file } = await stones({ [name]: text });
      const teacher = await KnownAnswers.load(file(name), trainOf(data));
      expect(teacher.areClassesNamed).toBe(false);
      expect(teacher.notes.join()).toContain(`its columns are taken in the order of the classes: ${taken}`);
      await expectOwnAnswers(teacher, data);
    },
  );

  test('are known as a header where classes are numbers', async () => {
    const folder = await folderWith({
      'data.csv': `x,label\n${rowsInOrder()
        .map((row) => `${row / 7},${1 + (row % 3)}`)
        .join('\n')}\n`,
      'answers.csv': table('1,2,3', () => ''),
    });
    const data = await openData(path.join(folder, 'data.csv'), { table: { label: 'label' } });
    const teacher = await KnownAnswers.load(path.join(folder, 'answers.csv'), trainOf(data));
    expect(teacher.areClassesNamed).toBe(true);
    await expectOwnAnswers(teacher, data);
  });

  test('may be for the training part alone, where the data keeps a test part', async () => {
    const line = (row: number) => `${row / 2},${classes[row % 3] ?? ''}`;
    const folder = await folderWith({
      'train.csv': `size,label\n${rowsInOrder().slice(0, 24).map(line).join('\n')}\n`,
      'test.csv': `size,label\n${rowsInOrder().slice(24).map(line).join('\n')}\n`,
      'answers.npy': npyBytes('<f4', [24, 3], logits.slice(0, 72)),
    });
    const { train, validation, test: tested } = (await openData(folder)).splits(choice);
    const teacher = await KnownAnswers.load(path.join(folder, 'answers.npy'), train);
    expect([train, validation, tested].map((part) => knowsRows(teacher, part))).toEqual([true, true, false]);
    await expect(datasetLogits(teacher, tested)).rejects.toThrow(/none for some of the rows/);
  });

  test('may be for the rows that have a label, or for all', async () => {
    const lines = rowsInOrder().map((row) => `${row / 2},${row === 4 ? '' : (classes[row % 3] ?? '')}`);
    const labelled = logits.filter((_, index) => Math.floor(index / 3) !== 4);
    const folder = await folderWith({
      'data.csv': `size,label\n${lines.join('\n')}\n`,
      'all.npy': npyBytes('<f4', [30, 3], logits),
      'labelled.npy': npyBytes('<f4', [29, 3], labelled),
    });
    const all = (await openData(path.join(folder, 'data.csv'))).part('all', choice, []);
    for (const name of ['all.npy', 'labelled.npy']) {
      const teacher = await KnownAnswers.load(path.join(folder, name), all);
      expect(await datasetLogits(teacher, all)).toEqual(labelled);
    }
  });

  test('of two classes may be one column, of logits or probabilities', async () => {
    const lines = rowsInOrder().map((row) => `${row / 2},${row % 2 === 0 ? 'no' : 'yes'}`);
    const column = (values: number[]) => npyBytes('<f4', [30], Float32Array.from(values));
    const folder = await folderWith({
      'data.csv': `size,label\n${lines.join('\n')}\n`,
      'probabilities.npy': column(rowsInOrder().map((row) => (row + 1) / 32)),
      'logits.npy': column(rowsInOrder().map((row) => row - 15)),
      'named.csv': `row,yes\n${rowsInOrder()
        .map((row) => `${row},${row - 15}`)
        .join('\n')}\n`,
      'first.csv': `no\n${rowsInOrder().join('\n')}\n`,
    });
    const all = (await openData(path.join(folder, 'data.csv'))).part('all', choice, []);
    const load = (name: string) => KnownAnswers.load(path.join(folder, name), all);
    const probabilities = await datasetLogits(await load('probabilities.npy'), all);
    expect([...probabilities.slice(0, 2)]).toEqual([0, expect.closeTo(Math.log(1 / 31), 4)]);
    for (const name of ['logits.npy', 'named.csv'])
      expect([...(await datasetLogits(await load(name), all)).slice(0, 4)]).toEqual([0, -15, 0, -14]);
    expect(await messageOf(load('first.csv'))).toMatch(/^first\.csv: must have a column for each class/);
  });
});

describe('answers whose rows are named', () => {
  test('are known by ids, whatever their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), async (seed) => {
        const order = Int32Array.from(rowsInOrder());
        new SeededRandom(seed).shuffle(order);
        const text = table('plant,blue,green,red', (row) => `${idOf(row)},`, [...order]);
        const { data, file } = await stones({ 'answers.csv': text }, 'plant');
        await expectOwnAnswers(await KnownAnswers.load(file('answers.csv'), trainOf(data)), data);
      }),
      { numRuns: 4 },
    );
  });

  test('are known by numbers from 0, in Parquet too', async () => {
    const order = rowsInOrder().reverse();
    const { data, file } = await stones({
      'answers.csv': table('row,blue,green,red', (row) => `${row},`, order),
    });
    await withDatabase(async (connection) => {
      await connection.run(
        `COPY (FROM '${file('answers.csv')}') TO '${file('answers.parquet')}' (FORMAT parquet)`,
      );
    });
    for (const name of ['answers.csv', 'answers.parquet'])
      await expectOwnAnswers(await KnownAnswers.load(file(name), trainOf(data)), data);
  });

  test('are known by image files: by path, or by name where it is the only one', async () => {
    const image = (brightness: number) =>
      grayPng([
        [brightness, 0],
        [0, brightness],
      ]);
    const names = ['a/1.png', 'a/2.png', 'b/1.png', 'b/3.png'];
    const folder = await folderWith({
      ...Object.fromEntries(names.map((name, index) => [`shapes/${name}`, image(40 * (index + 1))])),
      'paths.csv':
        'image,a,b\n/elsewhere/shapes/b/1.png,3,-3\na/2.png,2,-2\n3.png,4,-4\nshapes/a/1.png,1,-1\n',
      'doubtful.csv': 'image,a,b\n1.png,1,2\n',
    });
    const all = (await openData(path.join(folder, 'shapes'))).part('all', choice, []);
    const teacher = await KnownAnswers.load(path.join(folder, 'paths.csv'), all);
    expect([...(await datasetLogits(teacher, all))]).toEqual([1, -1, 2, -2, 3, -3, 4, -4]);
    expect(await messageOf(KnownAnswers.load(path.join(folder, 'doubtful.csv'), all))).toBe(
      'doubtful.csv: "1.png" names more than one row of shapes',
    );
  });
});

describe('answers that do not fit', () => {
  const byId = (order: number[]) => table('plant,blue,green,red', (row) => `${idOf(row)},`, order);
  const inOrder = (change: (text: string) => string) => change(table('blue,green,red', () => ''));
  test.each([
    [
      'short.csv',
      inOrder((text) => text.trimEnd().split('\n').slice(0, -1).join('\n')),
      /^short.csv: must hold answers for the 30 rows of stones in their order, found 29$/,
    ],
    [
      'nan.csv',
      inOrder((text) => text.replace('-12,', 'nan,')),
      /^nan.csv: row 4, column blue: must be a finite number, found "nan"$/,
    ],
    [
      'empty.csv',
      inOrder((text) => text.replace('-12,', ',')),
      /^empty.csv: row 4, column blue: must be a finite number, found ""$/,
    ],
    [
      'word.csv',
      inOrder((text) => text.replace('-12,', 'dark,')),
      /^word.csv: row 4, column blue: must be a finite number, found "dark"$/,
    ],
    [
      'columns.csv',
      'x,y\n1,2\n',
      /^columns.csv: must have a column for each class \(blue, green, red\), called so or in this order, found x, y$/,
    ],
    [
      'names.csv',
      inOrder((text) => text.replace('red', 'pink')),
      /^names.csv: must have a column for each class .*found blue, green, pink$/,
    ],
    [
      'shares.csv',
      `blue,green,red\n${'0.5,0.5,0.5\n'.repeat(30)}`,
      /^shares.csv: the answers are no distributions: .*row 1 sum to 1.500/,
    ],
    [
      'shape.npy',
      npyBytes('<f4', [30, 2], new Float32Array(60)),
      /^shape.npy: answers must have the shape \[rows, 3\], a number for each class, found \[30, 2\]$/,
    ],
    [
      'rows.npy',
      npyBytes('<f4', [31, 3], new Float32Array(93)),
      /^rows.npy: must hold answers for the 30 rows of stones in their order, found 31$/,
    ],
    [
      'nan.npy',
      npyBytes(
        '<f4',
        [30, 3],
        logits.map((value, index) => (index === 9 ? NaN : value)),
      ),
      /^nan.npy: element 9 must be a finite number, found NaN$/,
    ],
    [
      'answers.txt.zip',
      '',
      /^answers.txt.zip: answers of a teacher must be a NumPy array \(.npy\) or a table/,
    ],
    [
      'twice.csv',
      byId([...rowsInOrder(), 5]),
      /^twice.csv: row 31, column plant: "p5" is answered by row 6 already$/,
    ],
    [
      'unknown.csv',
      byId(rowsInOrder()).replace('p7,', 'q7,'),
      /^unknown.csv: row 2, column plant: "q7" is no row of stones: none of its 30 rows is called so$/,
    ],
    [
      'missing.csv',
      byId(rowsInOrder().slice(12)),
      /^missing.csv: has no answer for \d+ of \d+ rows that must have one, the first of them row \d+ of stones \(p\d+\)$/,
    ],
    [
      'far.csv',
      table('row,blue,green,red', (row) => `${row + 1},`),
      /^far.csv: row 30, column row: "30" is no row of stones: rows are counted from 0 to 29$/,
    ],
  ])('are refused in one line (%s)', async (name, content, expected) => {
    const { data, file } = await stones({ [name]: content }, 'plant');
    expect(await messageOf(KnownAnswers.load(file(name), trainOf(data)))).toMatch(expected);
  });
});
