import {
  layersModelInferenceProgram,
  writeLayerWeights,
  type LayersInferenceProgram,
} from '../compile/layers-model-program.js';
import type { Engine, InferenceStep } from '../engine/engine.js';
import type { tf } from '../engine/tensorflow.js';
import { InvalidInputError, UnsupportedOpError } from '../errors.js';
import {
  layersModelFiles,
  readLayersModel,
  writeLayersModel,
  type LayersModelFiles,
} from './foreign/layers-model-folder.js';
import { outputWidth } from './foreign/model-outputs.js';
import { classesOfWidth, outputKindOf, outputsToLogits, type OutputKind } from './foreign/output-kind.js';
import type { OpenTeacher } from './logit-source.js';

/**
 * Rows per forward pass: few enough for the buffers of a CNN to stay in the caches, and not fewer than its dense layer has units, so that
 * threads share that product by rows. They would share a product of fewer rows by columns, which changes the last bits of its sums.
 */
const batchSize = 128;

/** A classifier as a TensorFlow.js layers model, run by an engine. */
export class Teacher implements OpenTeacher {
  readonly answersAnyInput = true;
  readonly notes = [];
  readonly classCount: number;
  readonly featureCount: number;
  readonly parameterCount: number;

  readonly #width: number;
  #kind: OutputKind | undefined;

  private constructor(
    private readonly model: tf.LayersModel,
    kind: OutputKind | undefined,
    private readonly forward: InferenceStep<string, 'features', 'logits'>,
  ) {
    this.#width = outputWidth(model);
    this.#kind = kind;
    this.classCount = classesOfWidth(this.#width);
    this.featureCount = forward.inputs.features.length / batchSize;
    this.parameterCount = model.countParams();
  }

  /**
   * Compiles the forward pass of a model that takes `[batch, ...]` features and gives logits, probabilities or their logarithms, or
   * one number for two classes. The model belongs to the teacher from now on.
   *
   * @param kind what the model gives; default: found by its answers to the rows that it is asked about first
   * @throws {InvalidInputError} when the model has another form.
   */
  static async fromModel(model: tf.LayersModel, engine: Engine, kind?: OutputKind): Promise<Teacher> {
    outputWidth(model);
    const program: LayersInferenceProgram = layersModelInferenceProgram(model, { batchSize });
    return new Teacher(model, kind, await engine.compileInference(program));
  }

  /**
   * Loads a TensorFlow.js layers-model folder (`model.json` and its weight files).
   *
   * @param kind as for `fromModel`
   * @throws {InvalidInputError} naming the file, when it is missing or not such a model.
   */
  static async load(folder: string, engine: Engine, kind?: OutputKind): Promise<Teacher> {
    const model = await readLayersModel(folder);
    return Teacher.fromModel(model, engine, kind).catch((error: unknown) => {
      if (error instanceof InvalidInputError || error instanceof UnsupportedOpError) throw error;
      const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
      throw new InvalidInputError(`${folder}: the model cannot be run: ${reason}`, { cause: error });
    });
  }

  get description(): string {
    const weights = this.parameterCount.toLocaleString('en-US');
    return `layers model "${this.model.name}" with ${weights} weights`;
  }

  get answersWith(): OutputKind | undefined {
    return this.#kind;
  }

  /** @throws {InvalidInputError} when rows have another length, or answers are neither logits nor distributions */
  async logits(features: Float32Array, rows: number): Promise<Float32Array> {
    const { featureCount, forward } = this;
    const width = this.#width;
    if (features.length !== rows * featureCount) {
      throw new InvalidInputError(
        `the teacher takes ${featureCount} features for each of ${rows} rows, found ${features.length} numbers`,
      );
    }
    const outputs = new Float32Array(rows * width);
    for (let first = 0; first < rows; first += batchSize) {
      const count = Math.min(batchSize, rows - first);
      // Rows behind the last keep what an earlier batch left there; their answers are not read.
      forward.inputs.features.set(features.subarray(first * featureCount, (first + count) * featureCount));
      await forward.run();
      outputs.set(forward.outputs.logits.subarray(0, count * width), first * width);
    }
    this.#kind ??= outputKindOf(outputs, width);
    return outputsToLogits(outputs, width, this.#kind);
  }

  /** Replaces weights by their names in the model. */
  setWeights(weights: Readonly<Record<string, Float32Array>>): void {
    writeLayerWeights(this.model, weights);
    for (const [name, values] of Object.entries(weights)) this.forward.parameters[name]?.set(values);
  }

  /**
   * Saves the model as a TensorFlow.js layers-model folder.
   *
   * @throws {InvalidInputError} when the folder cannot be written.
   */
  async save(folder: string): Promise<void> {
    await writeLayersModel(this.model, folder);
  }

  /** What `save` writes. */
  files(): Promise<LayersModelFiles> {
    return layersModelFiles(this.model);
  }

  /** Frees the model and its compiled forward pass. */
  async dispose(): Promise<void> {
    await this.forward.dispose();
    this.model.dispose();
  }
}
