import console from 'node:console';
import path from 'node:path';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { layersModelTrainingProgram } from '../../src/compile/layers-model-program.js';
import type { TrainingProgram } from '../../src/compile/program.js';
import { runCommandLine } from '../../src/cli/command-line.js';
import { SeededRandom } from '../../src/data/random.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { loadTensorflowNode } from '../../src/engine/tensorflow-node.js';
import { tf } from '../../src/engine/tensorflow.js';
import { treeTrainingProgram } from '../../src/objective/tree-program.js';
import type { OptimizerSettings } from '../../src/optimizer/settings.js';
import { buildCnn } from '../../src/teacher/built-in/architectures.js';
import { memoryIo } from '../cli/memory-io.js';
import { randomTree } from '../tree/random-tree.js';

const reason = await loadTensorflowNode().then(
  () => undefined,
  (error: unknown) => String(error),
);
if (reason !== undefined) {
  console.warn(`tests of TensorFlow's own library did not run: ${reason}`);
}
const native = reason === undefined ? test : test.skip;

type AnyProgram = TrainingProgram<string, string, string, string>;

const shape = { depth: 4, featureCount: 30, classCount: 10 };
const tree = (): AnyProgram => treeTrainingProgram(shape, { batchSize: 32 }, randomTree(shape, 1).parameters);
const cnn = (): AnyProgram =>
  layersModelTrainingProgram(buildCnn({ inputShape: [28, 28, 1], classCount: 10, seed: 1 }), {
    batchSize: 16,
    loss: 'softmax-cross-entropy',
  });
const programs: [name: string, program: () => AnyProgram, rate: number][] = [
  ['tree', tree, 0.02],
  // At four times the rate a rounding switches a rectified unit on or off, which tells on the losses: so does a nudge of the weights by 1e-7.
  ['CNN', cnn, 0.0005],
];
const adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const momentum = { kind: 'momentum', momentum: 0.9 } as const;

/** The same numbers for every engine and step; the rows have the ten classes in turn. */
function fill(inputs: Readonly<Record<string, Float32Array>>): void {
  const random = new SeededRandom(1);
  for (const [name, values] of Object.entries(inputs)) {
    const next = {
      targets: (index: number) => Number(index % 10 === Math.floor(index / 10) % 10),
      features: () => random.uniform(0, 1),
    }[name];
    for (let index = 0; index < values.length; index++) values[index] = next?.(index) ?? 0.05;
  }
}

async function trained(
  engine: Engine,
  program: AnyProgram,
  optimizer: OptimizerSettings,
  steps: number,
  rate: number,
) {
  const step = await engine.compileTraining(program, optimizer);
  const losses: number[] = [];
  for (let index = 0; index < steps; index++) {
    fill(step.inputs);
    losses.push(await step.run(rate));
  }
  const parameters = Object.entries(step.parameters).map(([name, values]) => [name, [...values]] as const);
  await step.dispose();
  return { losses, parameters };
}

function greatestDifference(first: readonly number[], second: readonly number[]): number {
  expect(first).toHaveLength(second.length);
  return first.reduce((most, value, index) => Math.max(most, Math.abs(value - (second[index] ?? NaN))), 0);
}

describe("TensorFlow's own library", () => {
  native.each(programs)('gradients of the %s agree with the other engine to 1e-4', async (_name, program) => {
    // One step of rate 1 down the gradient.
    const [first, second] = await Promise.all(
      [await createOnnxruntimeEngine({ threads: 1 }), await createTensorflowEngine()].map((engine) =>
        trained(engine, program(), { kind: 'sgd' }, 1, 1),
      ),
    );
    for (const [index, [name, values]] of (first?.parameters ?? []).entries()) {
      const other = second?.parameters[index]?.[1] ?? [];
      expect([name, greatestDifference(values, other) < 1e-4]).toEqual([name, true]);
    }
  });

  native.each(programs)('50 steps of the %s agree to 1e-4', async (_name, program, rate) => {
    const engines = [await createOnnxruntimeEngine({ threads: 1 }), await createTensorflowEngine()] as const;
    for (const optimizer of [adam, momentum]) {
      const first = await trained(engines[0], program(), optimizer, 50, rate);
      const second = await trained(engines[1], program(), optimizer, 50, rate);
      expect(greatestDifference(first.losses, second.losses)).toBeLessThan(1e-4);
      expect(first.losses[49]).toBeLessThan(first.losses[0] ?? 0);
      // Adam goes as far by a gradient that is nothing but rounding as by any other: there the losses alone agree.
      if (optimizer.kind === 'adam') continue;
      for (const [index, [name, values]] of first.parameters.entries()) {
        const other = second.parameters[index]?.[1] ?? [];
        expect([name, greatestDifference(values, other) < 1e-4]).toEqual([name, true]);
      }
    }
  });

  native('1,000 steps leave no tensor behind, and take no more memory than the first hundred', async () => {
    const engine = await createTensorflowEngine();
    const step = await engine.compileTraining(tree(), adam);
    fill(step.inputs);
    for (let index = 0; index < 100; index++) await step.run(0.01);
    const before = { tensors: tf.memory().numTensors, bytes: process.memoryUsage().rss };
    for (let index = 0; index < 1000; index++) await step.run(0.01);
    expect(tf.memory().numTensors).toBe(before.tensors);
    expect(process.memoryUsage().rss - before.bytes).toBeLessThan(100 * 2 ** 20);
  });

  native(
    'a smoke run is as accurate as one of the other engine, within the spread of its seeds',
    async () => {
      const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-tensorflow-'));
      try {
        const accuracies = async (engine: string, seed: number) => {
          const out = path.join(folder, `${engine}-${seed}`);
          const argv = [
            'run',
            'mnist',
            '--preset',
            'smoke',
            '--engine',
            engine,
            '--seed',
            String(seed),
            '--out',
            out,
          ];
          const io = memoryIo();
          expect([await runCommandLine(argv, io), io.stderr.text]).toEqual([0, expect.any(String)]);
          const results = JSON.parse(await readFile(path.join(out, 'trees/mnist/results.json'), 'utf8')) as {
            teacher: { accuracy: number };
            distilled: { maxPath: number };
          };
          return [results.teacher.accuracy, results.distilled.maxPath] as const;
        };
        const others = [];
        for (const seed of [1, 2, 3]) others.push(await accuracies('onnxruntime', seed));
        const own = await accuracies('tensorflow', 1);
        for (const index of [0, 1] as const) {
          const all = others.map((pair) => pair[index]);
          const spread = Math.max(...all) - Math.min(...all);
          expect(own[index]).toBeGreaterThanOrEqual(Math.min(...all) - spread);
          expect(own[index]).toBeLessThanOrEqual(Math.max(...all) + spread);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    600_000,
  );
});
