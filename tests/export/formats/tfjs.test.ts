import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from '@jest/globals';
import { exportTree } from '../../../src/export/export-tree.js';
import { isOfImages } from '../../../src/file/input-columns.js';
import { launchBrowser } from '../../support/browser.js';
import { expectAnswers, type ExportedAnswers } from '../answers.js';
import {
  hardCase,
  hostileCase,
  mnistCase,
  peopleCase,
  singleLeafCase,
  timesCase,
  type ExportCase,
} from '../cases.js';
import { rowsOf, tensorInputs } from '../inputs.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const outputs = [
  'class',
  'leaf',
  'path_probability',
  'distribution',
  'mixture_class',
  'mixture_distribution',
];

function asAnswers(
  found: Readonly<Record<string, ArrayLike<number>>>,
  { document }: ExportCase,
  classNames: readonly string[],
): ExportedAnswers {
  const list = (name: string) => Array.from(found[name] ?? []);
  const width = document.tree.classCount;
  return {
    classNames: list('class').map((index) => classNames[index] ?? ''),
    leaves: list('leaf'),
    pathProbabilities: list('path_probability'),
    distributions: rowsOf(list('distribution'), width),
    mixtureClassNames: list('mixture_class').map((index) => classNames[index] ?? ''),
    mixtureDistributions: rowsOf(list('mixture_distribution'), width),
  };
}

async function answersOf(wanted: ExportCase): Promise<ExportedAnswers> {
  const { content, beside = {} } = exportTree(wanted.document, 'tfjs', { name: 'digits' });
  const { modelTopology, weightsManifest, signature, userDefinedMetadata } = JSON.parse(
    String(content),
  ) as tf.io.ModelJSON;
  const [group] = weightsManifest;
  const weights = Buffer.from(beside[group?.paths[0] ?? ''] ?? '');
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: group?.weights ?? [],
      weightData: new Uint8Array(weights).buffer,
      signature,
      userDefinedMetadata,
      format: 'graph-model',
    }),
  );
  const rows = wanted.rows.length;
  const { numbers, words, numberCount, wordCount } = tensorInputs(wanted);
  const floats = Float32Array.from(numbers);
  const feeds: tf.NamedTensorMap = isOfImages(wanted.document)
    ? { pixels: tf.tensor(floats, [rows, ...wanted.document.inputShape]) }
    : {
        ...(numberCount > 0 ? { numbers: tf.tensor2d(floats, [rows, numberCount]) } : {}),
        ...(wordCount > 0 ? { words: tf.tensor2d([...words], [rows, wordCount], 'string') } : {}),
      };
  const answers = model.execute(feeds, outputs) as tf.Tensor[];
  const found = Object.fromEntries(outputs.map((name, index) => [name, answers[index]?.dataSync() ?? []]));
  const { classNames } = model.metadata as { classNames: string[] };
  model.dispose();
  return asAnswers(found, wanted, classNames);
}

test('TensorFlow.js answers images of MNIST as the tree does', async () => {
  const wanted = await mnistCase();
  expectAnswers(await answersOf(wanted), wanted);
});

test('tables, hostile names, words and missing values; a tree of one leaf', async () => {
  for (const wanted of [await peopleCase(), hostileCase(), singleLeafCase()])
    expectAnswers(await answersOf(wanted), wanted);
});

test('hard trees', async () => {
  for (const wanted of [hardCase(await mnistCase()), hardCase(hostileCase())])
    expectAnswers(await answersOf(wanted), wanted);
});

test('numbers that float32 cannot tell apart are refused', () => {
  expect(() => exportTree(timesCase().document, 'tfjs')).toThrow(
    'tfjs computes in float32, which cannot tell the values of column "time" apart: they are spread by 10 around 1700000000',
  );
});

test('a browser loads the two files by their address', async () => {
  const wanted = await mnistCase();
  const { content, beside = {} } = exportTree(wanted.document, 'tfjs', { name: 'digits' });
  const script = await readFile(createRequire(import.meta.url).resolve('@tensorflow/tfjs/dist/tf.min.js'));
  const files: Readonly<Record<string, Uint8Array | string>> = {
    'digits.json': content,
    ...beside,
    'tf.js': script,
    'index.html': '<script src="tf.js"></script>',
  };
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.route('http://trees.test/**', (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      const body = files[name];
      if (body === undefined) return route.fulfill({ status: 404 });
      return route.fulfill({
        body: Buffer.from(body),
        contentType: name.endsWith('.html') ? 'text/html' : 'application/octet-stream',
      });
    });
    await page.goto('http://trees.test/index.html');
    const rows = wanted.rows.slice(0, 100);
    const answer = await page.evaluate<string>(`(async () => {
      await tf.setBackend('cpu');
      const model = await tf.loadGraphModel('digits.json');
      const pixels = tf.tensor(${JSON.stringify(rows.flat())}, [${rows.length}, 28, 28, 1]);
      const outputs = ${JSON.stringify(outputs)};
      const answers = model.execute({ pixels }, outputs);
      return JSON.stringify({ names: model.metadata.classNames, found: Object.fromEntries(outputs.map((name, index) => [name, Array.from(answers[index].dataSync())])) });
    })()`);
    const { names, found } = JSON.parse(answer) as { names: string[]; found: Record<string, number[]> };
    const { expected } = wanted;
    const { classNames, leaves } = asAnswers(found, wanted, names);
    const isClear = (_: unknown, row: number) => (wanted.pathGaps[row] ?? 0) > 1e-5;
    expect(names).toEqual(wanted.document.classNames);
    expect(leaves?.filter(isClear)).toEqual(
      [...expected.maxPathLeaves.subarray(0, rows.length)].filter(isClear),
    );
    expect(classNames?.filter(isClear)).toEqual(
      [...expected.maxPathClasses.subarray(0, rows.length)].filter(isClear).map(String),
    );
  } finally {
    await browser.close();
  }
});
