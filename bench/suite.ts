import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Dataset } from '../src/data/dataset.js';
import { createOnnxruntimeEngine } from '../src/engine/onnxruntime-engine.js';
import { predict } from '../src/tree/prediction.js';
import { createPredictor } from '../src/tree/predictor.js';
import { SoftDecisionTree, type TreeParameters } from '../src/tree/soft-decision-tree.js';
import { measure, timerOf, type Clock, type Measurement, type Timer } from './measure.js';
import { encodeArray, findPythonWithTorch, type PytorchWorker } from './pytorch.js';
import {
  depth,
  Inference,
  learningRate,
  penalty,
  prepareReference,
  topology,
  Training,
  trainingProgram,
  type ModelKind,
} from './workloads.js';

export interface Result extends Measurement {
  readonly work: string;
  readonly threads: number;
  /** Repetitions that make one epoch of 60,000 images, for training. */
  readonly stepsPerEpoch?: number;
  /** What is to be reached: at least this ratio, or at most these seconds. */
  readonly goal?: { readonly ratio?: number; readonly seconds?: number };
}

const trainings: readonly { kind: ModelKind; name: string; batchSize: number; goalRatio: number }[] = [
  { kind: 'tree', name: 'tree training step', batchSize: 64, goalRatio: 2 },
  { kind: 'tree', name: 'tree training step', batchSize: 256, goalRatio: 1.6 },
  { kind: 'cnn', name: 'CNN training step', batchSize: 128, goalRatio: 1 },
];

export interface SuiteOptions {
  readonly dataset: Dataset;
  readonly threads: number;
  readonly rounds: number;
  readonly clock: Clock;
  /** Without it there are only our own times. */
  readonly worker: PytorchWorker | undefined;
  readonly onResult: (result: Result) => void;
}

/** Training and inference of both models at one number of threads. */
export async function runModels({
  dataset,
  threads,
  rounds,
  clock,
  worker,
  onResult,
}: SuiteOptions): Promise<void> {
  const engine = await createOnnxruntimeEngine({ threads });
  const against = (method: string, request: Readonly<Record<string, unknown>>): Timer | undefined =>
    worker === undefined
      ? undefined
      : async (repetitions) =>
          (await worker.request<{ seconds: number }>(method, { ...request, repetitions, clock })).seconds;
  let trained: TreeParameters | undefined;

  for (const { kind, name, batchSize, goalRatio } of trainings) {
    const program = trainingProgram(kind, batchSize);
    const training = await Training.compile(engine, kind, batchSize, dataset);
    if (worker !== undefined) {
      await prepareReference(worker, kind, kind, program.parameters);
      await assertSameWork(training, worker, kind, batchSize);
    }
    const measurement = await measure(
      timerOf(() => training.runOnNextBatch(), clock),
      against('train', { name: kind, batch: batchSize, rate: learningRate, penalty }),
      rounds,
    );
    onResult({
      work: `${name}, batch ${batchSize}`,
      threads,
      ...measurement,
      stepsPerEpoch: Math.floor(dataset.rowCount / batchSize),
      goal: { ratio: goalRatio },
    });
    if (kind === 'tree') trained = copyOf(training.step.parameters);
    await training.step.dispose();
  }

  if (trained === undefined) throw new Error('no tree was trained');
  await worker?.request('prepare', {
    name: 'trained tree',
    kind: 'tree',
    parameters: encoded(trained),
    depth,
  });
  const tree = new SoftDecisionTree(topology, trained);
  const many = 10_000;
  const treeRun = await Inference.tree(engine, dataset, many, 1000, trained);
  const cnnRun = await Inference.cnn(engine, dataset, many, 500);
  const cnnOne = await Inference.cnn(engine, dataset, 1, 1);
  const predictor = createPredictor(tree);
  const image = (row: number) => dataset.features.subarray(row * 784, (row + 1) * 784);
  const inferences: readonly [string, Timer, string, number, number, Result['goal']?][] = [
    [
      'tree, max path of one image',
      timerOf((repetition) => void predictor.predictOne(image(repetition % dataset.rowCount)), clock),
      'trained tree',
      1,
      1,
      { seconds: 50e-6 },
    ],
    [
      'tree, 10,000 images, engine',
      timerOf(() => treeRun.run(), clock),
      'trained tree',
      many,
      1000,
      { ratio: 2 },
    ],
    [
      'tree, 10,000 images, without engine',
      timerOf(() => void predict(tree, dataset.features.subarray(0, many * 784), many), clock),
      'trained tree',
      many,
      1000,
      { ratio: 0.5 },
    ],
    ['CNN, one image', timerOf(() => cnnOne.run(), clock), 'cnn', 1, 1],
    ['CNN, 10,000 images', timerOf(() => cnnRun.run(), clock), 'cnn', many, 500],
  ];
  for (const [work, timer, name, rows, batch, goal] of inferences) {
    const measurement = await measure(timer, against('infer', { name, rows, batch }), rounds);
    onResult({ work, threads, ...measurement, ...(goal === undefined ? {} : { goal }) });
  }
  await engine.dispose();
}

/** Start-up of `sdt --help` from dist/, beside Python importing PyTorch. */
export async function runStartUp(rounds: number): Promise<Result> {
  const program = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  if (!existsSync(program)) throw new Error(`${program} is missing: build it with "npm run build"`);
  const python = findPythonWithTorch();
  const measurement = await measure(
    timerOf(() => runToEnd(process.execPath, [program, '--help'])),
    python === undefined ? undefined : timerOf(() => runToEnd(python, ['-c', 'import torch'])),
    rounds,
  );
  return { work: 'start-up (sdt --help; import torch)', threads: 1, ...measurement, goal: { seconds: 0.3 } };
}

function runToEnd(command: string, values: readonly string[]): void {
  const { status, stderr } = spawnSync(command, values, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${values.join(' ')} failed: ${stderr}`);
}

/** From the same start values, the same five batches must give the same losses: else the two sides do different work. */
async function assertSameWork(
  training: Training,
  worker: PytorchWorker,
  name: ModelKind,
  batchSize: number,
): Promise<void> {
  const batches = Array.from({ length: 5 }, (_, batch) =>
    Array.from({ length: batchSize }, (_, position) => batch * batchSize + position),
  );
  const { losses } = await worker.request<{ losses: number[] }>('losses', {
    name,
    batches,
    rate: learningRate,
    penalty,
  });
  for (const [index, rows] of batches.entries()) {
    const loss = await training.runOn(rows);
    const expected = losses[index] ?? Number.NaN;
    if (!(Math.abs(loss - expected) <= 1e-3 * Math.abs(expected))) {
      throw new Error(`step ${index + 1} of the ${name}: our loss is ${loss}, PyTorch's ${expected}`);
    }
  }
}

function copyOf(parameters: Readonly<Record<string, Float32Array>>): TreeParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [name, values.slice()]),
  ) as unknown as TreeParameters;
}

function encoded(parameters: TreeParameters): Record<string, unknown> {
  const { filters, biases, betas, leafLogits } = parameters;
  return {
    filters: encodeArray(filters, [biases.length, topology.featureCount]),
    biases: encodeArray(biases, [biases.length]),
    betas: encodeArray(betas, [betas.length]),
    leafLogits: encodeArray(leafLogits, [2 ** depth, topology.classCount]),
  };
}
