import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blockRows, BlockRouter, routeRows } from '../../src/tree/block-router.js';
import { hardenTree } from '../../src/tree/harden-tree.js';
import { RowRouter } from '../../src/tree/routing.js';
import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { anyTopology } from './any-topology.js';
import { randomFeatures, randomTree, seededNormal } from './random-tree.js';

/** Every number that a row meets, and the rows one after the other. */
function expectSameRows(tree: SoftDecisionTree, features: Float32Array, rows: number): void {
  const reference = new RowRouter(tree);
  const seen: number[] = [];
  new BlockRouter(tree).routeRows(
    features,
    rows,
    (row, routed, leaf) => {
      seen.push(row);
      expect(leaf).toBe(reference.route(features, row));
      expect([...routed.preActivations]).toEqual([...reference.preActivations]);
      expect([...routed.nodes]).toEqual([...reference.nodes]);
      expect([...routed.leaves]).toEqual([...reference.leaves]);
      expect(Array.from(routed.mixture)).toEqual(reference.mixture);
    },
    1,
  );
  expect(seen).toEqual(Array.from({ length: rows }, (_, row) => row));
}

describe('the kernel gives the bits of the router in JavaScript', () => {
  test('for any topology, width, number of classes and steepness, with features that are 0', () => {
    fc.assert(
      fc.property(
        anyTopology,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 2, max: 23 }),
        fc.constantFrom(0, 1, 30, 1e4, 1e30),
        fc.integer(),
        fc.boolean(),
        fc.constantFrom(0, 0.3, 0.9),
        (topology, featureCount, classCount, gain, seed, isHard, zeros) => {
          const soft = randomTree({ topology, featureCount, classCount }, seed, gain);
          const tree = isHard ? hardenTree(soft) : soft;
          const random = seededNormal(seed);
          const features = randomFeatures(4, featureCount, seed + 1).map((x) =>
            random.uniform() < zeros ? 0 : x,
          );
          expectSameRows(tree, features, 4);
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  test.each([0, 1, blockRows - 1, blockRows, blockRows + 1, 3 * blockRows + 2])('for %d rows', (rows) => {
    const tree = randomTree({ depth: 4, featureCount: 7, classCount: 3 }, 1);
    expectSameRows(tree, randomFeatures(rows, 7, 2), rows);
  });

  test('for the greatest depth, and for images wider than a block of memory', () => {
    const deep = randomTree({ depth: 12, featureCount: 3, classCount: 11 }, 1, 3);
    expectSameRows(deep, randomFeatures(3, 3, 2), 3);
    const wide = randomTree({ depth: 2, featureCount: 20_001, classCount: 2 }, 1);
    expectSameRows(wide, randomFeatures(2, 20_001, 2), 2);
  });

  test('for every so many rows', () => {
    const tree = randomTree({ depth: 3, featureCount: 5, classCount: 2 }, 1);
    const features = randomFeatures(200, 5, 2);
    const all: number[][] = [];
    routeRows(tree, features, 200, (_, { leaves }) => all.push([...leaves]));
    const some: number[][] = [];
    routeRows(tree, features, 200, (row, { leaves }) => some.push([row, ...leaves]), 3);
    expect(some).toEqual(all.map((leaves, row) => [row, ...leaves]).filter((_, row) => row % 3 === 0));
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
    const reference = new RowRouter(tree);
    const sizes = Array.from({ length: 40_000 }, (_, i) => 10 ** (-12 + (i / 40_000) * 15.2));
    const features = Float32Array.from([...sizes, ...sizes.map((z) => -z), 0.3465, 0.3466, 745, 746, 1e38]);
    routeRows(tree, features, features.length, (row, { leaves: [left, right] }) => {
      reference.route(features, row);
      if (left !== reference.leaves[0] || right !== reference.leaves[1])
        throw new Error(`differs at ${String(features[row])}`);
    });
  });
});

/** What takes the place of `WebAssembly.Instance` where there can be none. */
function failing(error: Error): typeof WebAssembly.Instance {
  function Instance(): never {
    throw error;
  }
  return Instance as unknown as typeof WebAssembly.Instance;
}

describe('rows go one by one, to the same places', () => {
  const { Instance } = WebAssembly;
  afterEach(() => {
    WebAssembly.Instance = Instance;
  });

  test.each([
    ['where a page allows no WebAssembly', new WebAssembly.CompileError('refused by the policy of the page')],
    ['where a tree is too large for its memory', new RangeError('could not allocate memory')],
  ])('%s', (_, error) => {
    WebAssembly.Instance = failing(error);
    const tree = randomTree({ depth: 3, featureCount: 5, classCount: 2 }, 1);
    const features = randomFeatures(40, 5, 2);
    const reference = new RowRouter(tree);
    const found: number[][] = [];
    routeRows(tree, features, 40, (row, { leaves }, leaf) => found.push([row, leaf, ...leaves]), 2);
    const expected = Array.from({ length: 20 }, (_, index) => {
      const leaf = reference.route(features, 2 * index);
      return [2 * index, leaf, ...reference.leaves];
    });
    expect(found).toEqual(expected);
  });

  test('and other errors are not hidden', () => {
    WebAssembly.Instance = failing(new TypeError('a fault of ours'));
    const tree = randomTree({ depth: 1, featureCount: 1, classCount: 2 }, 1);
    expect(() => routeRows(tree, Float32Array.of(1), 1, () => undefined)).toThrow('a fault of ours');
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
