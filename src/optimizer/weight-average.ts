import { instantiateKernels } from './kernels.js';
import { mapValues, MemoryLayout } from './memory-layout.js';

/** An exponential moving average of parameters while they are trained (Polyak averaging). */
export interface WeightAverage<P extends string> {
  /** Live values of the average; at first the parameters as they were when the average was made. */
  readonly values: Readonly<Record<P, Float32Array>>;
  /**
   * `average = decay average + (1 - decay) parameters`.
   * @param decay in [0, 1]; a schedule such as `min(0.999, (1 + step) / (10 + step))` forgets the start values faster.
   */
  update(decay: number): void;
}

/** Averages `parameters`, live arrays of any engine, which it only reads. */
export function createWeightAverage<P extends string>(
  parameters: Readonly<Record<P, Float32Array>>,
): WeightAverage<P> {
  const names = Object.keys(parameters) as P[];
  const lengths = mapValues(parameters, (values) => values.length);
  const layout = new MemoryLayout();
  const average = layout.reserveNamed(lengths);
  // The parameters live in another memory, out of the kernel's reach: they are copied here first.
  const copy = layout.reserveNamed(lengths);
  const memory = layout.createMemory();
  const kernels = instantiateKernels(memory);
  const values = mapValues(
    lengths,
    (length, name) => new Float32Array(memory.buffer, average.parts[name].address, length),
  );
  const copies = mapValues(
    lengths,
    (length, name) => new Float32Array(memory.buffer, copy.parts[name].address, length),
  );
  for (const name of names) values[name].set(parameters[name]);
  return {
    values,
    update(decay) {
      for (const name of names) copies[name].set(parameters[name]);
      kernels.averageInto(average.whole.address, copy.whole.address, average.whole.bytes, 1 - decay);
    },
  };
}
