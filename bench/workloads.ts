import { BatchSequence } from '../src/data/batches.js';
import { gatherRows } from '../src/data/features.js';
import type { Dataset } from '../src/data/dataset.js';
import { SeededRandom } from '../src/data/random.js';
import {
  layersModelInferenceProgram,
  layersModelTrainingProgram,
} from '../src/compile/layers-model-program.js';
import type { InitializedTensorSpec, TrainingProgram } from '../src/compile/program.js';
import type { Engine, InferenceStep, TrainingStep } from '../src/engine/engine.js';
import { defaultAdam } from '../src/optimizer/settings.js';
import { buildCnn } from '../src/teacher/built-in/architectures.js';
import { initializeTree } from '../src/tree/initialization.js';
import { compileTreeStep } from '../src/train/compile-tree-step.js';
import { treeInferenceProgram, treeTrainingProgram } from '../src/objective/tree-program.js';
import { argmaxOfRows } from '../src/data/argmax.js';
import { leafClasses } from '../src/tree/leaf-distributions.js';
import { SoftDecisionTree, type TreeParameters } from '../src/tree/soft-decision-tree.js';
import { encodeArray, type PytorchWorker } from './pytorch.js';

export const depth = 8;
export const learningRate = 0.001;
/** Lambda of the tree's balance penalty. */
export const penalty = 0.1;
const classCount = 10;
const imageShape = [28, 28, 1] as const;
export const topology = { depth, featureCount: 784, classCount };

type AnyTrainingProgram = TrainingProgram<string, string, string, string>;
type AnyTrainingStep = TrainingStep<string, string, string, string>;

export type ModelKind = 'tree' | 'cnn';

/** The start values that both sides are given. */
export function trainingProgram(kind: ModelKind, batchSize: number): AnyTrainingProgram {
  if (kind === 'tree') return treeTrainingProgram(topology, { batchSize }, startTree());
  const model = buildCnn({ inputShape: imageShape, classCount, seed: 1 });
  return layersModelTrainingProgram(model, { batchSize, loss: 'softmax-cross-entropy' });
}

function startTree(): TreeParameters {
  return initializeTree(topology, new SeededRandom(1));
}

/** Builds the same model in PyTorch, with the same start values. */
export async function prepareReference(
  worker: PytorchWorker,
  name: string,
  kind: ModelKind,
  specs: Readonly<Record<string, InitializedTensorSpec>>,
): Promise<void> {
  const parameters = Object.fromEntries(
    Object.entries(specs).map(([key, { initial, shape }]) => [key, encodeArray(initial, shape)]),
  );
  await worker.request('prepare', { name, kind, parameters, ...(kind === 'tree' ? { depth } : {}) });
}

/** A compiled training step with the images that it is fed. */
export class Training {
  readonly #batches: BatchSequence;

  #steps = 0;

  private constructor(
    readonly step: AnyTrainingStep,
    readonly dataset: Dataset,
    batchSize: number,
  ) {
    this.#batches = new BatchSequence(dataset.rowCount, batchSize, new SeededRandom(2));
  }

  static async compile(
    engine: Engine,
    kind: ModelKind,
    batchSize: number,
    dataset: Dataset,
  ): Promise<Training> {
    const step: AnyTrainingStep =
      kind === 'tree'
        ? await compileTreeStep(engine, topology, { batchSize }, startTree(), defaultAdam)
        : await engine.compileTraining(trainingProgram(kind, batchSize), defaultAdam);
    step.inputs.penalty?.fill(penalty);
    return new Training(step, dataset, batchSize);
  }

  /** Gathers the rows and makes one step; gives the loss. */
  async runOn(rows: ArrayLike<number>): Promise<number> {
    const { features, targets } = this.step.inputs;
    if (features === undefined || targets === undefined)
      throw new Error('the program has no features or targets');
    gatherRows(this.dataset.features, this.dataset.featureCount, rows, features);
    targets.fill(0);
    for (let position = 0; position < rows.length; position++) {
      targets[position * classCount + (this.dataset.labels[rows[position] ?? 0] ?? 0)] = 1;
    }
    return this.step.run(learningRate);
  }

  async runOnNextBatch(): Promise<void> {
    const loss = await this.runOn(this.#batches.rowsOf(this.#steps++));
    if (!Number.isFinite(loss)) throw new Error('the loss is not finite');
  }
}

/** Answers the first `rows` images in batches; the last answers are kept so that no work can be left out. */
export class Inference {
  answers: (readonly Uint16Array[])[] = [];

  private constructor(
    private readonly step: InferenceStep<string, string, string>,
    private readonly dataset: Dataset,
    private readonly batchSize: number,
    private readonly rows: number,
    private readonly answersOf: (outputs: Readonly<Record<string, Float32Array>>) => Uint16Array[],
  ) {}

  static async tree(
    engine: Engine,
    dataset: Dataset,
    rows: number,
    batchSize: number,
    values: TreeParameters,
  ): Promise<Inference> {
    const program = treeInferenceProgram(topology, { batchSize }, values);
    const step = await engine.compileInference(program);
    const tree = new SoftDecisionTree(topology, values);
    const classes = leafClasses(tree);
    return new Inference(step, dataset, batchSize, rows, (outputs) => {
      const { pathProbabilities = new Float32Array(), mixture = new Float32Array() } = outputs;
      const leaves = argmaxOfRows(pathProbabilities, tree.leafCount);
      return [leaves.map((leaf) => classes[leaf] ?? 0), argmaxOfRows(mixture, classCount)];
    });
  }

  static async cnn(engine: Engine, dataset: Dataset, rows: number, batchSize: number): Promise<Inference> {
    const model = buildCnn({ inputShape: imageShape, classCount, seed: 1 });
    const program = layersModelInferenceProgram(model, { batchSize });
    const step = await engine.compileInference(program);
    return new Inference(step, dataset, batchSize, rows, ({ logits = new Float32Array() }) => [
      argmaxOfRows(logits, classCount),
    ]);
  }

  async run(): Promise<void> {
    const { featureCount } = this.dataset;
    this.answers = [];
    for (let first = 0; first < this.rows; first += this.batchSize) {
      const images = this.dataset.features.subarray(
        first * featureCount,
        (first + this.batchSize) * featureCount,
      );
      this.step.inputs.features?.set(images);
      await this.step.run();
      this.answers.push(this.answersOf(this.step.outputs));
    }
  }
}
