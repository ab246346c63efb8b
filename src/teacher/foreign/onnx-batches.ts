import type { ImageShape } from '../../data/image/image-shape.js';
import type { OnnxModel, OnnxOutput } from '../../engine/onnx-model.js';
import { InvalidInputError } from '../../errors.js';
import { castTo, withChannelsFirst, type OnnxInput, type RowLayout } from './onnx-input.js';

/** Rows that a model which takes any number is given at a time. */
const usualBatch = 256;

/** Rows for a model, images with their channels last. */
export interface ModelRows {
  /** Row-major `[rows, width]`. */
  readonly values: Float32Array | Float64Array;
  readonly count: number;
  readonly layout: RowLayout;
}

/** An ONNX model that is asked about any number of rows, whatever number it takes at a time. */
export class OnnxBatches {
  /**
   * @param image shape of the rows, where they are images
   * @param columns of the rows, for messages, where they are raw rows of a table
   */
  constructor(
    private readonly model: OnnxModel,
    private readonly input: OnnxInput,
    private readonly image: ImageShape | undefined,
    private readonly columns: readonly { readonly name: string }[] | undefined,
  ) {}

  /** Several outputs for the first rows, as many as are given at a time. */
  async probe(
    rows: ModelRows,
    outputs: readonly string[],
  ): Promise<{ readonly batch: number; readonly answers: OnnxOutput[] }> {
    return { batch: this.#batchFrom(0, rows), answers: await this.#run(rows, 0, outputs) };
  }

  /** One output for all rows, `[rows, width]`. */
  async answer(rows: ModelRows, output: string): Promise<Float32Array> {
    let all: Float32Array | undefined;
    for (let first = 0; first < rows.count;) {
      const [answer] = await this.#run(rows, first, [output]);
      if (answer === undefined) throw new Error(`no answer "${output}"`);
      const batch = this.#batchFrom(first, rows);
      const width = answer.values.length / batch;
      const count = Math.min(batch, rows.count - first);
      all ??= new Float32Array(rows.count * width);
      all.set(answer.values.subarray(0, count * width), first * width);
      first += count;
    }
    return all ?? new Float32Array(0);
  }

  #batchFrom(first: number, { count }: ModelRows): number {
    return this.input.batch ?? Math.min(usualBatch, count - first);
  }

  async #run(given: ModelRows, first: number, outputs: readonly string[]): Promise<OnnxOutput[]> {
    const { values, count, layout } = given;
    const width = values.length / count;
    const batch = this.#batchFrom(first, given);
    // Rows behind the last are 0; their answers are not read.
    const rows = new Float64Array(batch * width);
    rows.set(values.subarray(first * width, (first + batch) * width));
    const ordered =
      layout.channelsFirst && this.image !== undefined ? withChannelsFirst(rows, this.image) : rows;
    const cast = castTo(this.input.type, ordered, this.columns);
    const shape = [batch, ...layout.shape];
    try {
      return await this.model.run({ values: cast, shape }, outputs);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new InvalidInputError(
        `onnxruntime cannot run the model on [${shape.join(', ')}]: ${reason.split('\n', 1)[0]}`,
        { cause },
      );
    }
  }
}
