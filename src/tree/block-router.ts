import { rowWriterOf, type Features } from '../data/features.js';
import { kernelCode } from './kernel-code.js';
import { uncalibrated } from './calibration.js';
import { leafDistributions } from './leaf-distributions.js';
import { RowRouter, type RoutedRow, type RowVisitor } from './routing.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

interface Kernels {
  route(...addressesAndCounts: number[]): void;
  answer(...addressesAndCounts: number[]): void;
}

/** Rows that go through the tree together: what is kept of them, and a group of filters, fit into near memory. */
export const blockRows = 32;
const pageBytes = 65_536;
let compiled: WebAssembly.Module | undefined;

/**
 * Sends many rows through a tree, block by block, by a kernel in WebAssembly: the same numbers as `RowRouter`'s, to the bit, several
 * times faster. What a block's rows met is kept until the next block.
 */
export class BlockRouter {
  readonly #featureCount: number;
  readonly #features: Float32Array;
  /** What each row of a block met. */
  readonly #routed: readonly RoutedRow[];
  readonly #leaves: Int32Array;
  readonly #run: (rows: number) => void;

  /** @throws {WebAssembly.CompileError} where a page's policy forbids WebAssembly, and there alone */
  constructor(tree: SoftDecisionTree) {
    const { topology, featureCount, classCount, innerNodeCount, leafCount, routing } = tree;
    const gates = Math.ceil(innerNodeCount / 8) * 8;
    const classes = Math.ceil(classCount / 2) * 2;
    // One more, for what the gates reach that fill up the last group.
    const nodes = topology.nodeCount + 1;
    const room = new Room();
    const perRow = (bytes: number) => room.bytes(blockRows * bytes);
    const at = {
      features: perRow(featureCount * 4),
      counts: perRow(4),
      present: perRow((featureCount + 9) * 16),
      filters: room.bytes(gates * featureCount * 8),
      biases: room.bytes(gates * 8),
      betas: room.bytes(gates * 8),
      sums: room.bytes(4 * 8 * 8),
      preActivations: perRow(gates * 8),
      turns: room.bytes(gates * 12),
      nodes: perRow(nodes * 8),
      leafNodes: room.bytes(leafCount * 4),
      leaves: perRow(leafCount * 8),
      distributions: room.bytes(leafCount * classes * 8),
      mixtures: perRow(classes * 8),
      best: perRow(4),
    };
    const memory = new WebAssembly.Memory({ initial: Math.ceil(room.size / pageBytes) });
    const { buffer } = memory;
    const ofRow = (address: number, width: number, row: number, length: number) =>
      new Float64Array(buffer, address + row * width * 8, length);
    this.#featureCount = featureCount;
    this.#features = new Float32Array(buffer, at.features, blockRows * featureCount);
    this.#leaves = new Int32Array(buffer, at.best, blockRows);
    this.#routed = Array.from({ length: blockRows }, (_, row) => ({
      preActivations: ofRow(at.preActivations, gates, row, innerNodeCount),
      nodes: ofRow(at.nodes, nodes, row, topology.nodeCount),
      leaves: ofRow(at.leaves, leafCount, row, leafCount),
      mixture: ofRow(at.mixtures, classes, row, classCount),
    }));
    const { filters, biases, betas } = tree.parameters;
    new Float64Array(buffer, at.biases).set(biases);
    new Float64Array(buffer, at.betas).set(betas);
    writeFilters(filters, featureCount, new Float64Array(buffer, at.filters, gates * featureCount));
    const turns = new Int32Array(buffer, at.turns, gates * 3).fill((nodes - 1) * 8);
    for (let gate = 0; gate < innerNodeCount; gate++) {
      const node = topology.nodeOfGate(gate);
      turns.set([node * 8, topology.left(node) * 8, topology.right(node) * 8], gate * 3);
    }
    const leafNodes = new Int32Array(buffer, at.leafNodes, leafCount);
    for (let leaf = 0; leaf < leafCount; leaf++) leafNodes[leaf] = topology.nodeOfLeaf(leaf) * 8;
    const distributions = new Float64Array(buffer, at.distributions, leafCount * classes);
    const ofLeaves = leafDistributions(tree, uncalibrated);
    for (let leaf = 0; leaf < leafCount; leaf++)
      distributions.set(ofLeaves.subarray(leaf * classCount, (leaf + 1) * classCount), leaf * classes);

    const kernels = instantiate(memory);
    this.#run = (rows) => {
      kernels.route(
        rows,
        at.features,
        featureCount,
        at.counts,
        at.present,
        at.filters,
        at.biases,
        at.betas,
        at.sums,
        at.preActivations,
        gates,
        at.turns,
        at.nodes,
        nodes * 8,
        routing === 'hard' ? 1 : 0,
      );
      kernels.answer(
        rows,
        at.nodes,
        nodes * 8,
        at.leafNodes,
        at.leaves,
        leafCount,
        at.distributions,
        classes,
        at.mixtures,
        at.best,
      );
    };
  }

  /** See `routeRows`. */
  routeRows(features: Features, rows: number, visit: RowVisitor, step: number): void {
    const width = this.#featureCount;
    const writeRow = rowWriterOf(features, width);
    for (let first = 0; first < rows; first += blockRows * step) {
      const count = Math.min(blockRows, Math.ceil((rows - first) / step));
      for (let slot = 0; slot < count; slot++) writeRow(first + slot * step, this.#features, slot * width);
      this.#run(count);
      for (let slot = 0; slot < count; slot++) {
        const routed = this.#routed[slot];
        if (routed !== undefined) visit(first + slot * step, routed, this.#leaves[slot] ?? 0);
      }
    }
  }
}

const routers = new WeakMap<SoftDecisionTree, BlockRouter | RowRouter>();

/**
 * Sends rows through a tree, one after the other. What this needs is made once for a tree and kept as long as the tree is: its
 * parameters must not change meanwhile, and `visit` must not route rows through the same tree.
 *
 * @param features row-major `[rows, featureCount]`
 * @param visit is shown each row
 * @param step only every so many rows, from the first on; default: all
 */
export function routeRows(
  tree: SoftDecisionTree,
  features: Features,
  rows: number,
  visit: RowVisitor,
  step = 1,
): void {
  const router = routers.get(tree) ?? newRouter(tree);
  routers.set(tree, router);
  if (router instanceof BlockRouter) router.routeRows(features, rows, visit, step);
  else {
    const width = tree.featureCount;
    for (let row = 0; row < rows; row += step)
      visit(row, router, router.route(features.subarray(row * width, (row + 1) * width), 0));
  }
}

/** Pages may have a policy without WebAssembly, and its memory has an end: 4 GB. */
function newRouter(tree: SoftDecisionTree): BlockRouter | RowRouter {
  try {
    return new BlockRouter(tree);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof RangeError) return new RowRouter(tree);
    throw error;
  }
}

/** Hands out addresses, multiples of 16. */
class Room {
  size = 0;

  bytes(count: number): number {
    const address = this.size;
    this.size += Math.ceil(count / 16) * 16;
    return address;
  }
}

/** Eight gates side by side. */
function writeFilters(filters: Float32Array, featureCount: number, target: Float64Array): void {
  let index = 0;
  for (let gate = 0; index < filters.length; gate++) {
    const first = (gate - (gate % 8)) * featureCount + (gate % 8);
    for (let feature = 0; feature < featureCount; feature++)
      target[first + 8 * feature] = filters[index++] ?? 0;
  }
}

function instantiate(memory: WebAssembly.Memory): Kernels {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelCode), (byte) => byte.charCodeAt(0)));
  // The exports are what assembly/kernels.ts declares; the tests call both.
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
}
