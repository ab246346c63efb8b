import { layersModelInferenceProgram } from '../compile/layers-model-program.js';
import type { Dataset } from '../data/dataset.js';
import { copyRows } from '../data/features.js';
import type { SeededRandom } from '../data/random.js';
import type { Engine, InferenceStep } from '../engine/engine.js';
import type { tf } from '../engine/tensorflow.js';
import type { KnownAnswers } from './sharpness.js';

/** With so many validation rows nothing needs to be held out of the training rows. */
const enoughValidationRows = 1000;
const batchSize = 250;

/**
 * Which member does not learn from which training row, `[rows]`: each row is unknown to one member, the same share of each class
 * to each (cross-validation within one training). -1 throughout where there is one member, or validation rows are enough.
 */
export function heldOutMembers(
  { labels, rowCount }: Dataset,
  validation: Dataset,
  members: number,
  random: SeededRandom,
): Int32Array {
  const heldOut = new Int32Array(rowCount).fill(-1);
  if (members === 1 || validation.rowCount >= enoughValidationRows) return heldOut;
  const order = Int32Array.from({ length: rowCount }, (_, row) => row);
  random.shuffle(order);
  const byClass = [...order].sort((a, b) => (labels[a] ?? 0) - (labels[b] ?? 0));
  for (const [position, row] of byClass.entries()) heldOut[row] = position % members;
  return heldOut;
}

/** A row that a member is asked about. */
interface Question {
  readonly row: number;
  readonly member: number;
}

/** Answers of members to rows that they do not learn from: the validation rows, and the training rows held out of them. */
export class UnseenAnswers {
  readonly #parts: readonly { readonly dataset: Dataset; readonly questions: readonly Question[] }[];
  readonly #answers: KnownAnswers;

  private constructor(
    private readonly forward: InferenceStep<string, 'features', 'logits'>,
    private readonly members: number,
    train: Dataset,
    heldOut: Int32Array,
    validation: Dataset,
  ) {
    const ofTraining: Question[] = [];
    // Millions of rows, of which none is held out, must not become objects.
    for (const [row, member] of heldOut.entries()) if (member >= 0) ofTraining.push({ row, member });
    const ofValidation = Array.from({ length: validation.rowCount * members }, (_, index) => ({
      row: Math.floor(index / members),
      member: index % members,
    }));
    this.#parts = [
      { dataset: train, questions: ofTraining },
      { dataset: validation, questions: ofValidation },
    ];
    const all = this.#parts.flatMap(({ dataset, questions }) =>
      // A validation row counts as one row, and each member's answer to it as a part of that.
      questions.map(({ row }) => ({ dataset, row, share: dataset === train ? 1 : 1 / members })),
    );
    const classCount = train.classNames.length;
    this.#answers = {
      logits: new Float32Array(all.length * classCount),
      classCount,
      labels: Uint16Array.from(all, ({ dataset, row }) => dataset.labels[row] ?? 0),
      weights: Float32Array.from(all, ({ dataset, row, share }) => share * (dataset.weights?.[row] ?? 1)),
    };
  }

  /**
   * @param model gives `[batch, members, classes]`, or `[batch, classes]` for one member
   * @param heldOut of `heldOutMembers`
   */
  static async of(
    model: tf.LayersModel,
    members: number,
    train: Dataset,
    heldOut: Int32Array,
    validation: Dataset,
    engine: Engine,
  ): Promise<UnseenAnswers> {
    const forward = await engine.compileInference(layersModelInferenceProgram(model, { batchSize }));
    return new UnseenAnswers(forward, members, train, heldOut, validation);
  }

  /** With the given trained weights in the model; overwritten by the next call. */
  async with(parameters: Readonly<Record<string, Float32Array>>): Promise<KnownAnswers> {
    for (const [name, values] of Object.entries(parameters)) this.forward.parameters[name]?.set(values);
    const { inputs, outputs } = this.forward;
    const { logits, classCount } = this.#answers;
    let answered = 0;
    for (const { dataset, questions } of this.#parts) {
      const { features, featureCount, rowCount } = dataset;
      let first = -Infinity;
      for (const { row, member } of questions) {
        if (row >= first + batchSize) {
          first = row;
          copyRows(features, featureCount, first, Math.min(batchSize, rowCount - first), inputs.features);
          await this.forward.run();
        }
        const start = ((row - first) * this.members + member) * classCount;
        logits.set(outputs.logits.subarray(start, start + classCount), answered * classCount);
        answered++;
      }
    }
    return this.#answers;
  }

  async dispose(): Promise<void> {
    await this.forward.dispose();
  }
}
