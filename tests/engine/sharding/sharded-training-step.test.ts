import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  layersModelTrainingProgram,
  type LayersTrainingProgram,
} from '../../../src/compile/layers-model-program.js';
import { SeededRandom } from '../../../src/data/random.js';
import type { Engine } from '../../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../../src/engine/onnxruntime-engine.js';
import { SessionCache } from '../../../src/engine/onnxruntime-session.js';
import { createShardedTrainingStep } from '../../../src/engine/sharding/sharded-training-step.js';
import { shardsOf } from '../../../src/engine/sharding/shards.js';
import { EngineUnavailableError } from '../../../src/errors.js';
import { defaultAdam } from '../../../src/optimizer/settings.js';
import { buildNetwork, buildCnn } from '../../../src/teacher/built-in/architectures.js';
import { expectClose } from '../../support/engine-parity.js';

const batchSize = 100;
const classCount = 3;
const { members } = buildNetwork(buildCnn, { inputShape: [8, 8, 3], classCount, seed: 1 }, 1);
const engines: Record<number, Engine> = {};

beforeAll(async () => {
  for (const threads of [1, 2, 3]) engines[threads] = await createOnnxruntimeEngine({ threads });
});
afterAll(async () => {
  for (const engine of Object.values(engines)) await engine.dispose();
  members.dispose();
});

type Loss = Parameters<typeof layersModelTrainingProgram>[1]['loss'];

function trained(threads: number, loss: Loss, rowWeight = 1) {
  return trainedBy(layersModelTrainingProgram(members, { batchSize, loss }), threads, rowWeight);
}

/** Losses, weights and moments of some steps; the targets of a row are a distribution times a weight. */
async function trainedBy(program: LayersTrainingProgram, threads: number, rowWeight: number) {
  const engine = engines[threads];
  if (engine === undefined) throw new Error('no such engine');
  const step = await engine.compileTraining(program, defaultAdam);
  const random = new SeededRandom(5);
  const losses: number[] = [];
  for (let index = 0; index < 4; index++) {
    step.inputs.features.forEach((_, at, features) => (features[at] = random.next()));
    step.inputs.targets.fill(0);
    for (let row = 0; row < batchSize; row++)
      step.inputs.targets[row * classCount + random.integer(classCount)] = row % 2 === 0 ? 1 : rowWeight;
    losses.push(await step.run(0.01));
  }
  const isDivided = step.inputs.features.buffer[Symbol.toStringTag] === 'SharedArrayBuffer';
  const [parameters, optimizerState] = [copied(step.parameters), copied(step.optimizerState)];
  await step.dispose();
  await step.dispose();
  return { losses, parameters, optimizerState, isDivided };
}

function copied(arrays: Readonly<Record<string, Float32Array>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, values.slice()]));
}

/** The same by the whole graph at once. */
async function trainedWhole(loss: Loss, rowWeight: number) {
  const program = layersModelTrainingProgram(members, { batchSize, loss });
  return trainedBy({ ...program, ofRows: undefined }, 1, rowWeight);
}

test.each<[Loss, number]>([
  ['softmax-cross-entropy', 1],
  ['weighted-softmax-cross-entropy', 3],
  ['sigmoid-cross-entropy', 1],
])('%s of a batch in parts is that of the whole batch', async (loss, rowWeight) => {
  const whole = await trainedWhole(loss, rowWeight);
  expect(whole.isDivided).toBe(false);
  const divided = await trained(2, loss, rowWeight);
  expect(divided.isDivided).toBe(true);
  divided.losses.forEach((value, index) => expect(value).toBeCloseTo(whole.losses[index] ?? NaN, 5));
  // The first moment is a tenth of the gradients' sum: what Adam makes of gradients near 0 is not told apart by them.
  const [actual = new Float32Array(), expected = new Float32Array()] = [
    divided.optimizerState.m,
    whole.optimizerState.m,
  ];
  expectClose(actual, expected, 1e-5, 'm');
});

test('any number of threads gives the same bytes', async () => {
  const first = await trained(1, 'softmax-cross-entropy');
  for (const threads of [1, 2, 3]) expect(await trained(threads, 'softmax-cross-entropy')).toEqual(first);
});

test('starts from weights and moments that are written into it, as a checkpoint does', async () => {
  const program = layersModelTrainingProgram(members, { batchSize, loss: 'softmax-cross-entropy' });
  const engine = engines[2];
  if (engine === undefined) throw new Error('no such engine');
  const steps = [
    await engine.compileTraining(program, defaultAdam),
    await engine.compileTraining(program, defaultAdam),
  ];
  const [first, second] = steps;
  if (first === undefined || second === undefined) throw new Error('two steps');
  for (const step of steps) {
    step.inputs.features.fill(0.5);
    step.inputs.targets.fill(1 / classCount);
  }
  await first.run(0.01);
  for (const [name, values] of Object.entries(first.parameters)) second.parameters[name]?.set(values);
  for (const [name, values] of Object.entries(first.optimizerState)) second.optimizerState[name]?.set(values);
  expect(await second.run(0.01)).toBe(await first.run(0.01));
  expect(copied(second.parameters)).toEqual(copied(first.parameters));
  for (const step of steps) await step.dispose();
});

test('a thread that cannot begin is an error of the engine, and the others end', async () => {
  const program = layersModelTrainingProgram(members, { batchSize, loss: 'softmax-cross-entropy' });
  const shards = shardsOf(program) ?? [];
  expect(shards).toHaveLength(3);
  const broken = shards.map((shard, index) => (index === 1 ? { ...shard, model: Uint8Array.of(1) } : shard));
  const attempt = createShardedTrainingStep(program, defaultAdam, broken, new SessionCache({ threads: 2 }));
  await expect(attempt).rejects.toThrow(EngineUnavailableError);
  await expect(attempt).rejects.toThrow(/^a thread of the training stopped: /);
});
