import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BlockRouter } from '../../src/tree/block-router.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import { RowRouter } from '../../src/tree/routing.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTopology } from './any-topology.js';
import { randomFeatures, randomTree } from './random-tree.js';

describe('the kernel gives the bits of the router in JavaScript', () => {
  test('for any topology, width, number of classes and steepness, with features that are 0', () => {
    fc.assert(
      fc.property(
        anyTopology,
        fc.integer({ min: 1, max: 23 }),
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom(0, 1, 30, 1e4, 1e30),
        fc.integer(),
        fc.boolean(),
        (topology, featureCount, classCount, gain, seed, isHard) => {
          const soft = randomTree({ topology, featureCount, classCount }, seed, gain);
          const tree = isHard ? hardenTree(soft) : soft;
          const features = randomFeatures(4, featureCount, seed + 1).map((x, i) => (i % 3 === 1 ? 0 : x));
          const [reference, router] = [new RowRouter(tree), new BlockRouter(tree)];
          for (let row = 0; row < 4; row++) {
            expect(router.route(features, row)).toBe(reference.route(features, row));
            expect([...router.preActivations]).toEqual([...reference.preActivations]);
            expect([...router.nodes]).toEqual([...reference.nodes]);
            expect([...router.leaves]).toEqual([...reference.leaves]);
            expect([...router.mixture]).toEqual(reference.mixture);
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test('for pre-activations of every size, where the exponential is near 1, subnormal or 0', () => {
    const tree = new SoftDecisionTree(
      { depth: 1, featureCount: 1, classCount: 2 },
      {
        filters: Float32Array.of(1),
        biases: new Float32Array(1),
        betas: Float32Array.of(1),
        leafLogits: new Float32Array(4),
      },
    );
    const [reference, router] = [new RowRouter(tree), new BlockRouter(tree)];
    const sizes = Array.from({ length: 40_000 }, (_, i) => 10 ** (-12 + (i / 40_000) * 15.2));
    const features = Float32Array.from([...sizes, ...sizes.map((z) => -z), 0.3465, 0.3466, 745, 746, 1e38]);
    for (let row = 0; row < features.length; row++) {
      router.route(features, row);
      reference.route(features, row);
      const [left, right] = router.leaves;
      if (left !== reference.leaves[0] || right !== reference.leaves[1])
        throw new Error(`differs at ${String(features[row])}`);
    }
  });
});

test('the kernel in the module is that of its source; otherwise run `npm run build:kernels`', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'kernel-'));
  try {
    const [wasm, module] = [path.join(folder, 'kernels.wasm'), path.join(folder, 'kernel-code.ts')];
    const run = promisify(execFile);
    await run('npm', [
      'run',
      '--silent',
      'build:kernel',
      '--',
      'src/tree/assembly/kernels.ts',
      '--outFile',
      wasm,
    ]);
    await run('node', ['scripts/embed-kernel.mjs', wasm, module]);
    expect(await readFile(module, 'utf8')).toBe(await readFile('src/tree/kernel-code.ts', 'utf8'));
  } finally {
    await rm(folder, { recursive: true });
  }
});
