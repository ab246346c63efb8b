import onnxProto from 'onnx-proto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadOnnxruntime } from '../../../src/engine/onnxruntime.js';
import { exportTree } from '../../../src/export/export-tree.js';
import { isOfImages } from '../../../src/file/input-columns.js';
import { smallDocument } from '../../cli/small-tree.js';
import { anyTopology } from '../../tree/any-topology.js';
import { randomTree } from '../../tree/random-tree.js';
import { expectAnswers, type ExportedAnswers } from '../answers.js';
import {
  exportCase,
  hardCase,
  hostileCase,
  mnistCase,
  peopleCase,
  singleLeafCase,
  timesCase,
  type ExportCase,
} from '../cases.js';
import { rowsOf, tensorInputs } from '../inputs.js';

function bytesOf({ document }: ExportCase): Uint8Array {
  const { content } = exportTree(document, 'onnx');
  if (typeof content === 'string') throw new Error('onnx is no text');
  return content;
}

async function answersOf(wanted: ExportCase): Promise<ExportedAnswers> {
  const { InferenceSession, Tensor } = await loadOnnxruntime();
  const session = await InferenceSession.create(bytesOf(wanted));
  const { document } = wanted;
  const rows = wanted.rows.length;
  const { numbers, words, numberCount, wordCount } = tensorInputs(wanted);
  const feeds = isOfImages(document)
    ? { pixels: new Tensor('float32', Float32Array.from(numbers), [rows, ...document.inputShape]) }
    : {
        ...(numberCount > 0 ? { numbers: new Tensor('float64', numbers, [rows, numberCount]) } : {}),
        ...(wordCount > 0 ? { words: new Tensor('string', [...words], [rows, wordCount]) } : {}),
      };
  const found = await session.run(feeds);
  await session.release();
  const width = document.tree.classCount;
  const floats = (name: string) => Array.from(found[name]?.data as Float32Array);
  return {
    classNames: found.class?.data as unknown as string[],
    leaves: Array.from(found.leaf?.data as BigInt64Array, Number),
    pathProbabilities: floats('path_probability'),
    distributions: rowsOf(floats('distribution'), width),
    mixtureClassNames: found.mixture_class?.data as unknown as string[],
    mixtureDistributions: rowsOf(floats('mixture_distribution'), width),
  };
}

test('onnxruntime answers images of MNIST as the tree does', async () => {
  const wanted = await mnistCase();
  expectAnswers(await answersOf(wanted), wanted);
});

test('tables, hostile names, words and missing values; times; a tree of one leaf', async () => {
  for (const wanted of [await peopleCase(), hostileCase(), timesCase(), singleLeafCase()])
    expectAnswers(await answersOf(wanted), wanted);
});

test('hard trees', async () => {
  for (const wanted of [hardCase(await mnistCase()), hardCase(hostileCase()), hardCase(timesCase())])
    expectAnswers(await answersOf(wanted), wanted);
});

test('any form of tree', async () => {
  await fc.assert(
    fc.asyncProperty(anyTopology, async (topology) => {
      const document = smallDocument({ tree: randomTree({ topology, featureCount: 2, classCount: 3 }, 11) });
      const wanted = exportCase('any', document, [
        [0.1, 2],
        [-1, 0],
      ]);
      const { pathProbabilities = [], mixtureDistributions = [] } = await answersOf(wanted);
      expect(pathProbabilities).toHaveLength(2);
      // Small trees of many leaves have ties; what is no choice is compared.
      expectAnswersOfAll({ pathProbabilities, mixtureDistributions }, wanted);
    }),
    { numRuns: 25 },
  );
});

function expectAnswersOfAll(answers: ExportedAnswers, wanted: ExportCase): void {
  expectAnswers(answers, { ...wanted, pathGaps: wanted.pathGaps.map(() => 1) });
}

test('standard operators alone, the batch open, the names of columns and classes within', () => {
  const wanted = hostileCase();
  const model = onnxProto.onnx.ModelProto.decode(bytesOf(wanted));
  const domains = model.opsetImport.map(({ domain }) => domain).sort();
  expect(domains).toEqual(['', 'ai.onnx.ml']);
  const shapes = model.graph?.input?.map(({ type }) => type?.tensorType?.shape?.dim?.[0]?.dimParam);
  expect(shapes).toEqual(['batch', 'batch']);
  const metadata = Object.fromEntries(
    model.metadataProps.map(({ key, value }) => [key ?? '', JSON.parse(value ?? 'null') as string[]]),
  );
  expect(metadata.class_names).toEqual(wanted.document.classNames);
  const columns = wanted.document.table?.columns ?? [];
  const namesOf = (isWord: boolean) =>
    columns.filter(({ type }) => (type === 'category') === isWord).map(({ name }) => name);
  expect([metadata.numbers, metadata.words]).toEqual([namesOf(false), namesOf(true)]);
});
