import type { TreeDrawing } from '../../src/render/drawing.js';
import { parameterSizes, SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { completeTopology, type TreeTopology } from '../../src/tree/topology.js';
import type { TreeShape } from '../../src/tree/tree-shape.js';
import { seededNormal } from '../tree/random-tree.js';

export const hostileName = '</script><img src=x onerror=alert(1)>';

/** Depth 2, images of 2x2 pixels, three classes; every number is readable in the picture. */
export const smallDrawing: TreeDrawing = {
  tree: new SoftDecisionTree(
    { depth: 2, featureCount: 4, classCount: 3 },
    {
      filters: new Float32Array([2, -2, 1, 0, -1, 0, 0, 1, 0, 2, -1, 0]),
      biases: new Float32Array([0.5, 0, -1]),
      betas: new Float32Array([1, 2, 1]),
      leafLogits: new Float32Array([4, 0, 0, 0, 3, 0, 0, 2, 0, 0, 0, 5]),
    },
  ),
  classNames: ['cat', 'dog', hostileName],
  inputShape: [2, 2, 1],
  traffic: { arrivals: [100, 40, 60, 30, 10, 5, 55] },
};

/** Depth 2 over four named features. */
export const tabularDrawing: TreeDrawing = {
  tree: smallDrawing.tree,
  classNames: ['setosa', 'versicolor', 'virginica'],
  featureNames: ['sepal length (cm)', 'sepal width (cm)', hostileName, 'petal width (cm)'],
  inputShape: [4],
};

interface DrawingSize {
  /** Of a complete tree. */
  readonly depth?: number;
  readonly topology?: TreeTopology;
  readonly inputShape: readonly number[];
  readonly classNames: readonly string[];
  readonly withTraffic?: boolean;
}

/** Uniform numbers around zero; a depth of 12 over color images takes 12 million, so they come from a short formula. */
function uniform(length: number, seed: number, size: number): Float32Array {
  const values = new Float32Array(length);
  const { imul } = Math;
  let state = seed;
  for (let index = 0; index < length; index++) {
    state = (imul(state, 1664525) + 1013904223) | 0;
    values[index] = (state / 2 ** 31) * size;
  }
  return values;
}

function randomTree(shape: TreeShape): SoftDecisionTree {
  const sizes = parameterSizes(shape);
  return new SoftDecisionTree(shape, {
    filters: uniform(sizes.filters, 1, 4 / Math.sqrt(shape.featureCount)),
    biases: uniform(sizes.biases, 2, 0.5),
    betas: uniform(sizes.betas, 3, 0.5).map((beta) => 1 + beta),
    leafLogits: uniform(sizes.leafLogits, 4, 5),
  });
}

/** What a number gone wrong would leave in a drawing; images, whose base64 may spell anything, are left out. */
export function badNumbers(svg: string): RegExpMatchArray | null {
  return /NaN|undefined|Infinity/.exec(svg.replace(/base64,[^"]+/g, ''));
}

/** A tree of random numbers, with random traffic that adds up. */
export function randomDrawing({
  depth = 1,
  topology = completeTopology(depth),
  inputShape,
  classNames,
  withTraffic = false,
}: DrawingSize): TreeDrawing {
  const featureCount = inputShape.reduce((product, size) => product * size, 1);
  const tree = randomTree({ topology, featureCount, classCount: classNames.length });
  if (!withTraffic) return { tree, classNames, inputShape };
  const random = seededNormal(topology.greatestDepth);
  const arrivals = new Float64Array(topology.nodeCount);
  arrivals[0] = 1000;
  for (let gate = 0; gate < tree.innerNodeCount; gate++) {
    const node = topology.nodeOfGate(gate);
    const right = random.uniform();
    arrivals[topology.left(node)] = (arrivals[node] ?? 0) * (1 - right);
    arrivals[topology.right(node)] = (arrivals[node] ?? 0) * right;
  }
  return { tree, classNames, inputShape, traffic: { arrivals } };
}

export const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Names of very different lengths and scripts. */
export const hundredNames = Array.from({ length: 100 }, (_, index) => {
  const names = [`${index}`, `class number ${index}`, `${hostileName}${index}`, `漢字の名前${index}`];
  return names[index % names.length] ?? '';
});
