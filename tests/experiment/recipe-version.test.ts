import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { compileTrainingGraph, compileTrainingTrunk } from '../../src/compile/compile.js';
import { layersModelTrainingProgram } from '../../src/compile/layers-model-program.js';
import { SeededRandom } from '../../src/data/random.js';
import { recipeVersion } from '../../src/experiment/recipe-version.js';
import { treeTrainingProgram } from '../../src/objective/tree-program.js';
import { buildCnn, buildNetwork } from '../../src/teacher/built-in/architectures.js';
import { initializeTree } from '../../src/tree/initialization.js';

/** Of what decides a training's numbers beside settings and seed, for each version of the recipe. */
const code: Readonly<Record<number, string>> = {
  2: '08ad3f901a6e6b41',
};

/** Fails when kernels, traced steps or their lowering have changed: raise `recipeVersion` if that changes any number of a training. */
test('the code of the recipe is that of its version', async () => {
  const hash = createHash('sha256');
  for (const kernels of [
    'optimizer',
    'data/image',
    'train/fused-step',
    'engine/convolution',
    'engine/sharding',
  ])
    hash.update(await readFile(new URL(`../../dist/${kernels}/kernels.wasm`, import.meta.url)));
  const topology = { depth: 3, featureCount: 5, classCount: 4 };
  const start = initializeTree(topology, new SeededRandom(1));
  const options = { batchSize: 8, pathShare: 0.5, leafScale: 10, weightDecay: 0.1 };
  const tree = treeTrainingProgram(topology, options, start);
  hash.update(compileTrainingGraph(tree).model);
  const { members } = buildNetwork(buildCnn, { inputShape: [8, 8, 1], classCount: 3, seed: 1 }, 1);
  const cnn = layersModelTrainingProgram(members, { batchSize: 4, loss: 'softmax-cross-entropy' });
  hash.update(compileTrainingTrunk(cnn).model);
  members.dispose();
  expect(hash.digest('hex').slice(0, 16)).toBe(code[recipeVersion]);
});
