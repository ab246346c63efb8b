import { InvalidInputError } from '../errors.js';
import { instantiateKernels, type OptimizerKernels } from './kernels.js';
import { mapValues, MemoryLayout, type Region } from './memory-layout.js';
import { assertOptimizerSettings, type OptimizerSettings } from './settings.js';

/**
 * Parameters and everything that trains them, in one WebAssembly memory. All arrays are views of that memory, the same
 * objects for the optimizer's whole life; an engine may write into them from native code.
 */
export interface FusedOptimizer<P extends string, E extends string = string> {
  /** Holds all arrays; other kernels may work on it. */
  readonly memory: WebAssembly.Memory;
  /** Live values of the parameters. */
  readonly parameters: Readonly<Record<P, Float32Array>>;
  /** The engine writes the gradient of each parameter here before `update`. */
  readonly gradients: Readonly<Record<P, Float32Array>>;
  /** The further buffers asked for (batch inputs, outputs), zero at first. */
  readonly extra: Readonly<Record<E, Float32Array>>;
  /**
   * What the rule carries from step to step; save it with the parameters and write it back to go on exactly.
   * Adam: moments `m` and `v` and the number of updates `step` (length 1); momentum: velocity `v`; SGD: nothing.
   * The moments hold all parameters in order, each padded with zeros to a multiple of 16 floats.
   */
  readonly state: Readonly<Record<string, Float32Array>>;
  /**
   * One update of all parameters from `gradients`.
   * @throws {InvalidInputError} when the learning rate is negative or not finite.
   */
  update(learningRate: number): void;
}

/**
 * Allocates parameters (copies of `initialValues`), gradients, moments and further buffers, and binds the update rule.
 *
 * Adam is that of Kingma & Ba 2015, algorithm 1: `p -= lr mHat / (sqrt(vHat) + epsilon)` with bias-corrected moments, the
 * same as `tf.train.adam` and PyTorch. Gradients smaller than 2^-50 in absolute value count as zero.
 *
 * @param extraLengths length in floats of each further buffer
 * @param weightDecay decoupled weight decay of a parameter, at least 0, default 0: an update first multiplies its values by
 *   `1 - learning rate * decay` (Loshchilov & Hutter 2019)
 * @throws {InvalidInputError} when a setting or decay is out of its range or the whole exceeds 4 GiB.
 */
export function createFusedOptimizer<P extends string, E extends string = string>(
  settings: OptimizerSettings,
  initialValues: Readonly<Record<P, Float32Array>>,
  // Without it E has no members.
  extraLengths: Readonly<Record<E, number>> = {} as Record<E, number>,
  weightDecay: (parameter: P) => number = () => 0,
): FusedOptimizer<P, E> {
  assertOptimizerSettings(settings);
  const lengths = mapValues(initialValues, (values) => values.length);
  const layout = new MemoryLayout();
  const parameterRegions = layout.reserveNamed(lengths);
  const gradientRegions = layout.reserveNamed(lengths);
  const floats = parameterRegions.whole.bytes / Float32Array.BYTES_PER_ELEMENT;
  const m = layout.reserve(settings.kind === 'adam' ? floats : 0);
  const v = layout.reserve(settings.kind === 'sgd' ? 0 : floats);
  const extraRegions = layout.reserveNamed(extraLengths);

  const memory = layout.createMemory();
  const view = (region: Region, length: number) => new Float32Array(memory.buffer, region.address, length);
  const parameters = mapValues(parameterRegions.parts, (region, name) => view(region, lengths[name]));
  for (const name of Object.keys(parameters) as P[]) parameters[name].set(initialValues[name]);

  const spans = spansOfEqualDecay(parameterRegions, weightDecay);
  const rule = createRule(settings, instantiateKernels(memory), {
    spans: spans.map(({ offset, bytes, decay }) => ({
      p: parameterRegions.whole.address + offset,
      g: gradientRegions.whole.address + offset,
      m: m.address + offset,
      v: v.address + offset,
      bytes,
      decay,
    })),
    m,
    v,
    view: (region) => view(region, floats),
  });
  return {
    memory,
    parameters,
    gradients: mapValues(gradientRegions.parts, (region, name) => view(region, lengths[name])),
    extra: mapValues(extraRegions.parts, (region, name) => view(region, extraLengths[name])),
    state: rule.state,
    update(learningRate) {
      if (!Number.isFinite(learningRate) || learningRate < 0) {
        throw new InvalidInputError(
          `learning rate must be a finite number of at least 0, found ${learningRate}`,
        );
      }
      rule.update(learningRate);
    },
  };
}

/**
 * Adam's moments are cleared of tiny numbers every so many updates: so few that none falls from its bound to a denormal
 * number (below 2^-126) in between, not even the first moment times the learning rate; 0.9^32 is 2^-4.9.
 */
const updatesBetweenCleaning = 32;
const smallestFirstMoment = 2 ** -90;
const smallestSecondMoment = 2 ** -120;

/** Neighboring parameters with one weight decay, updated by one call: addresses of values, gradients and moments. */
interface Span {
  readonly p: number;
  readonly g: number;
  readonly m: number;
  readonly v: number;
  readonly bytes: number;
  readonly decay: number;
}

/** Offsets count from the first parameter. */
function spansOfEqualDecay<P extends string>(
  { whole, parts }: { readonly whole: Region; readonly parts: Readonly<Record<P, Region>> },
  weightDecay: (parameter: P) => number,
): { offset: number; bytes: number; decay: number }[] {
  const spans: { offset: number; bytes: number; decay: number }[] = [];
  for (const name of Object.keys(parts) as P[]) {
    const { address, bytes } = parts[name];
    const decay = weightDecay(name);
    if (!Number.isFinite(decay) || decay < 0) {
      throw new InvalidInputError(`weight decay must be a finite number of at least 0, found ${decay}`);
    }
    const last = spans.at(-1);
    if (last?.decay === decay) last.bytes += bytes;
    else spans.push({ offset: address - whole.address, bytes, decay });
  }
  return spans;
}

interface RuleMemory {
  readonly spans: readonly Span[];
  readonly m: Region;
  readonly v: Region;
  readonly view: (region: Region) => Float32Array;
}

function createRule(
  settings: OptimizerSettings,
  kernels: OptimizerKernels,
  { spans, m, v, view }: RuleMemory,
): Pick<FusedOptimizer<never>, 'state' | 'update'> {
  switch (settings.kind) {
    case 'sgd':
      return {
        state: {},
        update(rate) {
          for (const { p, g, bytes, decay } of spans) kernels.sgd(p, g, bytes, 1 - rate * decay, rate);
        },
      };
    case 'momentum':
      return {
        state: { v: view(v) },
        update(rate) {
          for (const { p, g, v: velocity, bytes, decay } of spans) {
            kernels.momentum(p, g, velocity, bytes, 1 - rate * decay, rate, settings.momentum);
          }
        },
      };
    case 'adam': {
      const { beta1, beta2, epsilon } = settings;
      const step = new Float32Array(1);
      return {
        state: { m: view(m), v: view(v), step },
        update(rate) {
          const t = (step[0] ?? 0) + 1;
          step[0] = t;
          // mHat / (sqrt(vHat) + epsilon) with the corrections of the moments moved into the two scalars, in float64.
          const secondCorrection = Math.sqrt(1 - beta2 ** t);
          const correctedRate = (rate * secondCorrection) / (1 - beta1 ** t);
          for (const span of spans) {
            kernels.adam(
              span.p,
              span.g,
              span.m,
              span.v,
              span.bytes,
              1 - rate * span.decay,
              correctedRate,
              epsilon * secondCorrection,
              beta1,
              1 - beta1,
              beta2,
              1 - beta2,
            );
          }
          if (t % updatesBetweenCleaning === 0) {
            kernels.dropTiny(m.address, m.bytes, smallestFirstMoment);
            kernels.dropTiny(v.address, v.bytes, smallestSecondMoment);
          }
        },
      };
    }
  }
}
