import { InterruptedError, InvalidInputError } from '../errors.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import type { TrainingStep } from '../engine/engine.js';
import type { TrainingContext } from './training-context.js';

/** Accuracies on the validation split. */
export type Validation = Pick<EpochMetrics, 'validationAccuracy' | 'validationMixtureAccuracy'>;

/** What a validation says besides; absent: the mean accuracy is the score, and the training goes on. */
export interface Verdict {
  /** Greater is better. */
  readonly score?: number;
  /** Ends the training, or goes on from the best parameters so far. */
  readonly next?: 'stop' | 'return to best';
}

/** What a training is made of. */
export interface TrainingPlan<P extends string> extends Pick<
  TrainingContext,
  'signal' | 'onProgress' | 'onEpoch'
> {
  /** The most epochs. */
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  /** Learning rate of a step, counted from 0 over all epochs. */
  readonly learningRate: (step: number) => number;
  /** Writes the inputs of the next step; `step` is counted from 0 over all epochs. */
  readonly prepareStep: (step: number) => void | Promise<void>;
  /** Measures the parameters after each epoch. */
  readonly validate: (parameters: Readonly<Record<P, Float32Array>>) => Promise<Validation & Verdict>;
}

/** What a training leaves. */
export interface TrainingOutcome<P extends string> {
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose parameters were kept, counted from 1. */
  readonly bestEpoch: number;
  /** Copies of the best epoch's parameters. */
  readonly parameters: Readonly<Record<P, Float32Array>>;
}

const secondsBetweenReports = 0.2;

/**
 * Runs a compiled training step for some epochs, validates after each, and keeps the parameters of the epoch that
 * validated best: by the score that the validation gives, or else by accuracy (a tree: best mean of max-path and mixture accuracy);
 * among equals the later, whose learning rate is lower.
 *
 * @throws {InterruptedError} soon after `signal` is aborted.
 * @throws {InvalidInputError} when the loss stops being a finite number.
 */
export async function runTraining<P extends string>(
  step: Pick<TrainingStep<P, string, string, string>, 'parameters' | 'run'>,
  plan: TrainingPlan<P>,
): Promise<TrainingOutcome<P>> {
  const epochs: EpochMetrics[] = [];
  let best: { score: number; epoch: number; parameters: Record<P, Float32Array> } | undefined;
  let done = 0;
  let lastReport = performance.now();

  for (let epoch = 1; epoch <= plan.epochs; epoch++) {
    const epochStart = performance.now();
    let lossSum = 0;
    let rate = 0;
    for (let batch = 1; batch <= plan.stepsPerEpoch; batch++) {
      throwIfAborted(plan.signal, epoch, plan.epochs);
      rate = plan.learningRate(done);
      await plan.prepareStep(done);
      const loss = await step.run(rate);
      if (!Number.isFinite(loss)) {
        if (done === 0) {
          throw new InvalidInputError(
            `the loss is ${loss} before anything is learned: features, targets or weights of rows are too large or no numbers, or the balance penalty is too large`,
          );
        }
        throw new InvalidInputError(
          `training diverged: the loss became ${loss} in epoch ${epoch} at learning rate ${rate.toPrecision(3)}; a lower learning rate is needed`,
        );
      }
      lossSum += loss;
      done++;
      if (performance.now() - lastReport > secondsBetweenReports * 1000) {
        lastReport = performance.now();
        plan.onProgress?.(done, lossSum / batch);
        await eventLoopTurn();
      }
    }
    const { score: given, next, ...validation } = await plan.validate(step.parameters);
    const metrics: EpochMetrics = {
      epoch,
      loss: lossSum / plan.stepsPerEpoch,
      ...validation,
      learningRate: rate,
      seconds: (performance.now() - epochStart) / 1000,
    };
    epochs.push(metrics);
    const score = given ?? scoreOf(validation);
    if (best === undefined || score >= best.score)
      best = { score, epoch, parameters: copyOf(step.parameters) };
    plan.onProgress?.(done, metrics.loss);
    plan.onEpoch?.(metrics);
    await eventLoopTurn();
    if (next === 'stop') break;
    if (next === 'return to best') writeInto(step.parameters, best.parameters);
  }
  if (best === undefined) throw new InvalidInputError(`epochs must be at least 1, found ${plan.epochs}`);
  return { epochs, bestEpoch: best.epoch, parameters: best.parameters };
}

/** The mean of both accuracies, where there are two. */
function scoreOf({ validationAccuracy, validationMixtureAccuracy = validationAccuracy }: Validation): number {
  return (validationAccuracy + validationMixtureAccuracy) / 2;
}

/** @throws {InterruptedError} */
function throwIfAborted(signal: AbortSignal | undefined, epoch: number, epochs: number): void {
  if (signal?.aborted === true) throw new InterruptedError(`stopped in epoch ${epoch} of ${epochs}`);
}

function copyOf<P extends string>(parameters: Readonly<Record<P, Float32Array>>): Record<P, Float32Array> {
  const names = Object.keys(parameters) as P[];
  return Object.fromEntries(names.map((name) => [name, parameters[name].slice()])) as Record<P, Float32Array>;
}

function writeInto<P extends string>(
  parameters: Readonly<Record<P, Float32Array>>,
  values: Readonly<Record<P, Float32Array>>,
): void {
  for (const name of Object.keys(parameters) as P[]) parameters[name].set(values[name]);
}

/** Lets timers, the terminal and Ctrl-C have their turn: an engine's promises alone may never leave the microtask queue. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
