/** Size of each export of the tree of MNIST, and its time a row: `npx tsx bench/exports.ts`, a table for README. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type * as tf from '@tensorflow/tfjs';
import { openData } from '../src/data/open-data.js';
import { loadOnnxruntime } from '../src/engine/onnxruntime.js';
import { exportTree } from '../src/export/export-tree.js';
import type { Exported, ExportOptions } from '../src/export/exported.js';
import type { ExportFormatName } from '../src/export/formats.js';
import { quantizedFilters } from '../src/export/quantized-filters.js';
import { readTreeFile } from '../src/file/tree-file.js';
import { evaluateTree } from '../src/tree/evaluate-tree.js';
import { SoftDecisionTree } from '../src/tree/soft-decision-tree.js';
import { mnistCase, sparseCase } from '../tests/export/cases.js';

const rowCount = 1000;
const featuresInSql = 32;
const document = await readTreeFile(path.join(import.meta.dirname, '../trees/mnist/distilled.json'));
const test = (await openData('mnist')).part('test', { seed: 1 }, document.preparation);
const pixels = Uint8Array.from(test.features.subarray(0, rowCount * 784), (value) => Math.round(255 * value));
const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-exports-'));

/** Microseconds a row, the best of some runs. */
async function timed(work: () => unknown, runs = 5): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return (1000 * best) / rowCount;
}

async function written(
  file: string,
  format: ExportFormatName,
  options: ExportOptions = {},
  exported = document,
): Promise<number> {
  const { content, beside = {} }: Exported = exportTree(exported, format, { name: 'tree', ...options });
  const files = Object.entries({ [file]: content, ...beside });
  for (const [name, text] of files) await writeFile(path.join(folder, name), text);
  return files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
}

function line(format: string, bytes: number, maxPath?: number, mixture?: number): void {
  const time = (value?: number) => (value === undefined ? '' : value.toPrecision(2));
  console.log(`| ${[format, `${Math.round(bytes / 1000)} kB`, time(maxPath), time(mixture)].join(' | ')} |`);
}

const mainC = `#include <stdio.h>
#include <time.h>
#define SDT_PIXEL unsigned char
#include "tree.c"
static unsigned char rows[${rowCount}][784];
int main(void) {
  int run, row, sum = 0;
  double best[2] = {1e9, 1e9};
  float distribution[SDT_CLASSES];
  if (fread(rows, 784, ${rowCount}, stdin) != ${rowCount}) return 1;
  for (run = 0; run < 10; run++) {
    clock_t start = clock();
    for (row = 0; row < ${rowCount}; row++) sum += sdt_predict(rows[row]);
    double middle = (double)(clock() - start) / CLOCKS_PER_SEC;
    start = clock();
    for (row = 0; row < ${rowCount}; row++) sum += sdt_mixture(rows[row], distribution);
    double end = (double)(clock() - start) / CLOCKS_PER_SEC;
    if (middle < best[0]) best[0] = middle;
    if (end < best[1]) best[1] = end;
  }
  printf("[%g,%g,%d]", best[0] * 1e6 / ${rowCount}, best[1] * 1e6 / ${rowCount}, sum);
  return 0;
}
`;

async function c(int8: boolean): Promise<void> {
  const bytes = await written('tree.c', 'c', { int8 });
  await writeFile(path.join(folder, 'main.c'), mainC);
  execFileSync('gcc', ['-std=c99', '-O2', 'main.c', '-o', 'main', '-lm'], { cwd: folder });
  const [maxPath, mixture] = JSON.parse(
    execFileSync('./main', { cwd: folder, input: pixels }).toString(),
  ) as number[];
  line(int8 ? 'c, `--int8`' : 'c', bytes, maxPath, mixture);
}

async function js(): Promise<void> {
  const bytes = await written('tree.mjs', 'js');
  const { predict, predictOne } = (await import(path.join(folder, 'tree.mjs'))) as {
    readonly predict: (rows: unknown) => unknown;
    readonly predictOne: (row: unknown) => string;
  };
  const rows = Array.from({ length: rowCount }, (_, row) => pixels.subarray(row * 784, (row + 1) * 784));
  line('js', bytes, await timed(() => rows.map(predictOne)), await timed(() => predict(rows)));
}

async function python(): Promise<void> {
  const bytes = await written('tree.py', 'python');
  const script = `import sys, time, numpy, tree
X = numpy.frombuffer(sys.stdin.buffer.read(), numpy.uint8).reshape(-1, 784)
for answer in ("max path", "mixture"):
    best = 1e9
    for run in range(5):
        start = time.perf_counter()
        tree.SoftDecisionTree(answer=answer).predict(X)
        best = min(best, time.perf_counter() - start)
    print(best * 1e6 / len(X))
`;
  const lines = execFileSync('python3', ['-c', script], { cwd: folder, input: pixels })
    .toString()
    .split('\n');
  line('python', bytes, Number(lines[0]), Number(lines[1]));
}

async function onnx(): Promise<void> {
  const bytes = await written('tree.onnx', 'onnx');
  const { InferenceSession, Tensor } = await loadOnnxruntime();
  const session = await InferenceSession.create(path.join(folder, 'tree.onnx'), { intraOpNumThreads: 1 });
  const feeds = { pixels: new Tensor('float32', Float32Array.from(pixels), [rowCount, 28, 28, 1]) };
  const time = await timed(() => session.run(feeds));
  await session.release();
  line('onnx', bytes, time, time);
}

/** TensorFlow.js without a native library, as where a browser has no WebGL. */
async function tfjs(): Promise<void> {
  const bytes = await written('tree.json', 'tfjs');
  const tf = await import('@tensorflow/tfjs');
  await tf.setBackend('cpu');
  const { modelTopology, weightsManifest, signature, format, ...rest } = JSON.parse(
    await readFile(path.join(folder, 'tree.json'), 'utf8'),
  ) as tf.io.ModelJSON;
  const weightData = new Uint8Array(await readFile(path.join(folder, 'tree.weights.bin'))).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({ ...rest, format, signature, modelTopology, weightSpecs, weightData }),
  );
  const input = tf.tensor(Float32Array.from(pixels), [rowCount, 28, 28, 1]);
  const time = await timed(async () => {
    const given = model.execute({ pixels: input });
    const answers = Array.isArray(given) ? given : [given];
    await Promise.all(answers.map((answer) => answer.data()));
    tf.dispose(answers);
  });
  line('tfjs', bytes, time, time);
}

/** A database takes no more weights than those of gates of few features; which ones makes no difference to size and time. */
async function sql(): Promise<void> {
  const { document: sparse } = sparseCase(await mnistCase(), featuresInSql);
  const { featureCount } = sparse.tree;
  const bytes = await written('tree.sql', 'sql', {}, sparse);
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  const columns = Array.from({ length: featureCount }, (_, pixel) => `pixel${pixel} DOUBLE`);
  await connection.run(`CREATE TABLE samples (${columns.join(', ')})`);
  const appender = await connection.createAppender('samples');
  for (let row = 0; row < rowCount; row++) {
    for (const value of pixels.subarray(row * featureCount, (row + 1) * featureCount))
      appender.appendDouble(value);
    appender.endRow();
  }
  appender.closeSync();
  const statement = await readFile(path.join(folder, 'tree.sql'), 'utf8');
  line(
    `sql in DuckDB, hard gates of ${featuresInSql} features`,
    bytes,
    await timed(() => connection.runAndReadAll(statement)),
  );
}

console.log('| format | size | µs a row, max path | µs a row, mixture |\n| --- | ---: | ---: | ---: |');
await c(false);
await c(true);
await js();
await python();
await onnx();
await tfjs();
await sql();
for (const [file, format] of [
  ['tree.txt', 'rules'],
  ['tree.dot', 'dot'],
  ['tree.json', 'json'],
] as const)
  line(format, await written(file, format));

const { filters, scales } = quantizedFilters(document.tree);
const rounded = Float32Array.from(filters, (value, index) => value * (scales[Math.floor(index / 784)] ?? 0));
const small = new SoftDecisionTree(document.tree, { ...document.tree.parameters, filters: rounded });
const [before, after] = [document.tree, small].map((tree) => evaluateTree(tree, test));
const same = before?.prediction.maxPathClasses.reduce(
  (sum, answer, row) => sum + Number(answer === after?.prediction.maxPathClasses[row]),
  0,
);
console.log(
  `--int8: max path ${String(before?.scores.maxPath)} -> ${String(after?.scores.maxPath)}, mixture ${String(before?.scores.mixture)} -> ${String(after?.scores.mixture)}, same class by max path on ${String(same)} of ${test.rowCount} rows`,
);
await rm(folder, { recursive: true });
