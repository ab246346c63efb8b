import { graphNames } from '../../compile/graph-names.js';
import { sizeOf } from '../../compile/ir.js';
import type { TensorSpec } from '../../compile/program.js';
import { mapValues, MemoryLayout } from '../../optimizer/memory-layout.js';
import { instantiateShardKernels } from './kernels.js';

/** A tensor's shape, and where it begins in shared memory, in bytes. */
export interface Place extends TensorSpec {
  readonly address: number;
}

type Specs<Names extends string> = Readonly<Record<Names, TensorSpec>>;
type Arrays<Names extends string> = Readonly<Record<Names, Float32Array>>;

/** What all threads of a step in shards share: what they read, and what each shard of the batch gives. */
export class ShardMemory<P extends string, I extends string> {
  readonly buffer: SharedArrayBuffer;
  /** Read by all shards. */
  readonly parameters: Arrays<P>;
  /** Each shard reads its rows. */
  readonly inputs: Arrays<I>;
  /** Sums over the shards, weighted by their shares of the batch's rows: see `addUp`. */
  readonly gradients: Arrays<P>;
  /** By the names of the graph. */
  readonly placesOfParameters: Readonly<Record<string, Place>>;
  /** By the names of the graph, all rows. */
  readonly placesOfInputs: Readonly<Record<string, Place>>;
  /** Gradients and loss of each shard, by the names of the graph. */
  readonly placesOfResults: readonly Readonly<Record<string, Place>>[];
  readonly #shares: Float32Array;
  readonly #losses: readonly Float32Array[];
  readonly #addUpGradients: () => void;

  /**
   * @param rows of each shard
   * @throws {InvalidInputError} above 4 GiB
   */
  constructor(parameters: Specs<P>, inputs: Specs<I>, rows: readonly number[]) {
    const layout = new MemoryLayout();
    const place = ({ shape }: TensorSpec): Place => ({
      shape,
      address: layout.reserve(sizeOf(shape)).address,
    });
    const placeParameters = () => mapValues(parameters, place);
    const [ofParameters, ofInputs] = [placeParameters(), mapValues(inputs, place)];
    const losses = rows.map(() => place({ shape: [] }));
    const shares = place({ shape: [rows.length] });
    // One behind the other, as `weightedSum` reads them.
    const firstGradient = layout.bytes;
    const gradients = rows.map(placeParameters);
    const sum = layout.bytes;
    const sums = placeParameters();
    const gradientBytes = layout.bytes - sum;

    const memory = layout.createMemory({ shared: true });
    // The type of a memory does not tell whether it is shared.
    this.buffer = memory.buffer as ArrayBufferLike as SharedArrayBuffer;
    const view = ({ address, shape }: Place) => new Float32Array(this.buffer, address, sizeOf(shape));
    this.parameters = mapValues(ofParameters, view);
    this.inputs = mapValues(ofInputs, view);
    this.gradients = mapValues(sums, view);
    this.placesOfParameters = renamed<Place>(ofParameters, graphNames.parameter);
    this.placesOfInputs = renamed<Place>(ofInputs, graphNames.input);
    this.placesOfResults = losses.map((loss, index) => ({
      ...renamed<Place>(gradients[index] ?? {}, graphNames.gradient),
      [graphNames.loss]: loss,
    }));
    this.#losses = losses.map(view);
    this.#shares = view(shares);
    const batchSize = rows.reduce((all, ofShard) => all + ofShard, 0);
    this.#shares.set(rows.map((ofShard) => ofShard / batchSize));
    const kernels = instantiateShardKernels(memory);
    this.#addUpGradients = () =>
      kernels.weightedSum(sum, firstGradient, shares.address, rows.length, gradientBytes);
  }

  /**
   * Adds the gradients of the shards up, from the first to the last.
   *
   * @returns the loss
   */
  addUp(): number {
    this.#addUpGradients();
    return this.#losses.reduce(
      (sum, [loss = Number.NaN], index) => sum + (this.#shares[index] ?? 0) * loss,
      0,
    );
  }
}

function renamed<T>(
  record: Readonly<Record<string, T>>,
  nameOf: (name: string) => string,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [nameOf(name), value]));
}
