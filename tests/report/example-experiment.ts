import type { Dataset } from '../../src/data/dataset.js';
import { SeededRandom } from '../../src/data/random.js';
import type { ReportExperiment, ReportInput, ReportTreeInput } from '../../src/report/report-input.js';
import { parameterSizes, SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';
import { completeTopology, type TreeTopology } from '../../src/tree/topology.js';
import type { TreeShape } from '../../src/tree/tree-shape.js';

interface ExampleOptions {
  /** Of complete trees. */
  readonly depth?: number;
  readonly topology?: TreeTopology;
  readonly classNames?: readonly string[];
  readonly featureNames?: readonly string[];
  readonly inputShape?: readonly number[];
  readonly rows?: number;
  readonly datasetName?: string;
  readonly experiment?: Partial<ReportExperiment>;
}

/** A report's input over random 8-bit images or random rows of a table, with two random trees. */
export function exampleInput({
  depth = 3,
  topology = completeTopology(depth),
  classNames = ['zero', 'one', 'two'],
  featureNames,
  inputShape = [6, 6, 1],
  rows = 120,
  datasetName = 'example',
  experiment = {},
}: ExampleOptions = {}): ReportInput {
  const random = new SeededRandom(11);
  const featureCount = inputShape.reduce((product, size) => product * size, 1);
  const isImage = inputShape.length > 1;
  const test: Dataset = {
    name: datasetName,
    features: Float32Array.from({ length: rows * featureCount }, () =>
      isImage ? random.integer(256) / 255 : random.normal(),
    ),
    labels: Uint16Array.from({ length: rows }, () => random.integer(classNames.length)),
    rowCount: rows,
    featureCount,
    classNames,
    ...(featureNames && { featureNames }),
    inputShape,
    preparation: [{ kind: 'affine', offset: 0, scale: isImage ? 1 / 255 : 1 }],
  };
  const classCount = classNames.length;
  const probabilities = Float32Array.from({ length: rows * classCount }, (_, index) => {
    const isLabel = test.labels[Math.floor(index / classCount)] === index % classCount;
    return isLabel ? 0.9 : 0.1 / (classCount - 1);
  });
  return {
    test,
    toolVersion: '1.2.3',
    experiment: {
      seed: 5,
      preset: 'smoke',
      engine: 'onnxruntime',
      settings: { tree: { depth, learningRate: 0.01 }, distillation: { temperature: 2 } },
      teacher: { accuracy: 0.99, epochs: exampleEpochs(4), testProbabilities: probabilities },
      baseline: exampleTree({ topology, featureCount, classCount }, random),
      distilled: exampleTree({ topology, featureCount, classCount }, random),
      seconds: { teacher: 12.34, total: 75 },
      ...experiment,
    },
  };
}

function exampleTree(shape: TreeShape, random: SeededRandom): ReportTreeInput {
  const sizes = parameterSizes(shape);
  // Weights of very large trees repeat: drawing each would take a minute.
  const normal = (length: number, deviation: number) => {
    const block = Float32Array.from({ length: Math.min(length, 100_000) }, () => random.normal() * deviation);
    const all = new Float32Array(length);
    for (let start = 0; start < length; start += block.length)
      all.set(block.subarray(0, length - start), start);
    return all;
  };
  const parameters = {
    filters: normal(sizes.filters, 3 / Math.sqrt(shape.featureCount)),
    biases: normal(sizes.biases, 0.1),
    betas: new Float32Array(sizes.betas).fill(1.5),
    leafLogits: normal(sizes.leafLogits, 2),
  };
  return {
    tree: new SoftDecisionTree(shape, parameters),
    maxPath: 0.5,
    mixture: 0.55,
    fidelity: 0.6,
    mixtureFidelity: 0.61,
    topPathProbability: 0.4,
    epochs: exampleEpochs(6),
    bestEpoch: 5,
  };
}

function exampleEpochs(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    epoch: index + 1,
    loss: 2 / (index + 1),
    validationAccuracy: 1 - 0.5 / (index + 1),
  }));
}
