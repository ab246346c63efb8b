import { expect, test } from '@jest/globals';
import { compileTreeStep } from '../../src/train/compile-tree-step.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { createTensorflowEngine } from '../../src/engine/tensorflow-engine.js';
import { parameterNames } from '../../src/tree/soft-decision-tree.js';
import { randomFeatures, randomTargets, randomTree } from '../tree/random-tree.js';

const topology = { depth: 3, featureCount: 5, classCount: 3 };

// Batches of 6 rows are beyond the fused step, and the tensorflow engine does not share memory.
test.each([6, 8])('both engines make the same step of %d rows', async (batchSize) => {
  const engines = [
    await createOnnxruntimeEngine({ threads: 1 }),
    await createTensorflowEngine({ backend: 'cpu' }),
  ];
  expect(engines.map(({ sharesMemory }) => sharesMemory)).toEqual([true, false]);
  const start = randomTree(topology, 1).parameters;
  const [first, second] = await Promise.all(
    engines.map(async (engine) => {
      const step = await compileTreeStep(engine, topology, { batchSize }, start, { kind: 'sgd' });
      step.inputs.features.set(randomFeatures(batchSize, 5, 2));
      step.inputs.targets.set(randomTargets(batchSize, 3, 3));
      step.inputs.penalty[0] = 0.1;
      const loss = await step.run(0.5);
      return { loss, parameters: step.parameters };
    }),
  );
  expect(first?.loss).toBeCloseTo(second?.loss ?? NaN, 5);
  for (const name of parameterNames) {
    expect(first?.parameters[name]).not.toEqual(start[name]);
    first?.parameters[name].forEach((value, index) =>
      expect(value).toBeCloseTo(second?.parameters[name][index] ?? NaN, 5),
    );
  }
});
