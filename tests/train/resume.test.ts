import { afterAll, beforeAll, expect, test } from '@jest/globals';

import { SeededRandom } from '../../src/data/random.js';
import type { Engine } from '../../src/engine/engine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { defaultAdam, type OptimizerSettings } from '../../src/optimizer/settings.js';
import { AugmentedBatches } from '../../src/train/augmented-batches.js';
import { compileTreeStep } from '../../src/train/compile-tree-step.js';
import type { TreeTrainingStep } from '../../src/train/fused-step/fused-tree-step.js';
import { hardTargets } from '../../src/train/targets.js';
import { quadrantImages } from '../teacher/separable-data.js';
import { randomTree } from '../tree/random-tree.js';

// A checkpoint is what a step holds, and a number: batches, deformations, rate and penalty follow from the number.
const train = quadrantImages(100, 1);
const targets = hardTargets(train);
const topology = { depth: 3, featureCount: train.featureCount, classCount: train.classNames.length };
const lastStep = 50;
const momentum: OptimizerSettings = { kind: 'momentum', momentum: 0.9 };

let engines: Readonly<Record<'onnxruntime' | 'tensorflow', Engine>>;
beforeAll(async () => {
  engines = {
    onnxruntime: await createOnnxruntimeEngine({ threads: 1 }),
    tensorflow: await createTensorflowEngine({ backend: 'cpu' }),
  };
});
afterAll(() => engines.onnxruntime.dispose());

type Values = Readonly<Record<string, Float32Array>>;
interface Checkpoint {
  readonly step: number;
  readonly held: readonly Values[];
}

const heldBy = ({ parameters, state, optimizerState }: TreeTrainingStep): Values[] => [
  { ...parameters },
  state,
  optimizerState,
];

function save(compiled: TreeTrainingStep, step: number): Checkpoint {
  const copy = (values: Values): Values =>
    Object.fromEntries(Object.entries(values).map(([name, numbers]) => [name, numbers.slice()]));
  return { step, held: heldBy(compiled).map(copy) };
}

function restore(compiled: TreeTrainingStep, { held }: Checkpoint): void {
  for (const [index, values] of heldBy(compiled).entries()) {
    for (const [name, numbers] of Object.entries(values)) {
      numbers.set(held[index]?.[name] ?? new Float32Array());
    }
  }
}

/** Trains in a step of its own, from the start or from a checkpoint on, and saves what it holds at `until`. */
async function trainUntil(
  until: number,
  { engine, batchSize, optimizer }: { engine: Engine; batchSize: number; optimizer: OptimizerSettings },
  from?: Checkpoint,
): Promise<Checkpoint> {
  const options = { batchSize, pathShare: 'input', leafScale: 5, weightDecay: 0.1 } as const;
  // Another start where there is a checkpoint: everything must come from it.
  const start = randomTree(topology, from === undefined ? 1 : 2).parameters;
  const compiled = await compileTreeStep(engine, topology, options, start, optimizer);
  if (from !== undefined) restore(compiled, from);
  const batches = new AugmentedBatches(train, { batchSize, augment: true }, new SeededRandom(7));
  for (let step = from?.step ?? 0; step < until; step++) {
    const batch = batches.batchOf(step);
    await targets.writeTargets(batch, compiled.inputs.targets);
    compiled.inputs.features.set(batch.features);
    compiled.inputs.penalty[0] = 0.1 * (1 - step / lastStep);
    compiled.inputs.pathShare[0] = step / lastStep;
    await compiled.run(0.01);
  }
  const reached = save(compiled, until);
  await compiled.dispose();
  return reached;
}

test.each([
  ['onnxruntime', 16, defaultAdam],
  ['onnxruntime', 15, defaultAdam],
  ['onnxruntime', 16, momentum],
  ['onnxruntime', 16, { kind: 'sgd' }],
  ['tensorflow', 15, defaultAdam],
] as const)(
  'a training goes on from a checkpoint to the bit (%s, batch %d, %j)',
  async (name, batchSize, optimizer) => {
    const setting = { engine: engines[name], batchSize, optimizer };
    const whole = await trainUntil(lastStep, setting);
    // In the middle of an epoch, of Adam's cleaning of its moments, and at the start of an epoch.
    for (const step of [1, 17, 36]) {
      const saved = await trainUntil(step, setting);
      expect(await trainUntil(lastStep, setting, saved)).toEqual(whole);
    }
  },
);
