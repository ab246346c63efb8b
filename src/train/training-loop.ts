import { InterruptedError, InvalidInputError } from '../errors.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import type { CheckpointPart } from '../file/checkpoint.js';
import type { TrainingContext } from './training-context.js';
import {
  beginning,
  copyOf,
  restore,
  stateOf,
  writeInto,
  type TrainedStep,
  type TrainingProgress,
  type TrainingState,
} from './training-state.js';

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
  /** Where the training is kept; default: nowhere. */
  readonly part?: CheckpointPart | undefined;
  /** Takes in the scores of the epochs that an earlier process has seen, where validation depends on them. */
  readonly recall?: ((scores: readonly number[]) => void) | undefined;
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
 * among equals the later, whose learning rate is lower. Goes on where the plan's part of a checkpoint has stopped.
 *
 * @throws {InterruptedError} soon after `signal` is aborted.
 * @throws {InvalidInputError} when the loss stops being a finite number.
 */
export async function runTraining<P extends string>(
  step: TrainedStep<P>,
  plan: TrainingPlan<P>,
): Promise<TrainingOutcome<P>> {
  if (plan.epochs < 1) throw new InvalidInputError(`epochs must be at least 1, found ${plan.epochs}`);
  const training = await begun(step, plan);
  const stepsDone = training.epochs.length * plan.stepsPerEpoch + training.batch;
  if (stepsDone > 0)
    plan.onProgress?.(stepsDone, training.epochs.at(-1)?.loss ?? training.lossSum / training.batch);
  while (!training.isFinished) {
    await runEpoch(step, plan, training);
    await endEpoch(step, plan, training);
  }
  const { epochs, best } = training;
  if (best === undefined) throw new Error('a training without epochs');
  // Copies of the step's parameters, by the same names.
  return { epochs, bestEpoch: best.epoch, parameters: best.parameters };
}

/** A training at its start, or where it was kept. */
async function begun<P extends string>(
  step: TrainedStep<P>,
  plan: TrainingPlan<P>,
): Promise<TrainingProgress> {
  const kept = await plan.part?.read<TrainingState>();
  if (kept === undefined) return beginning();
  plan.recall?.(kept.scores);
  restore(step, kept);
  return kept;
}

/** The steps of an epoch that are left. */
async function runEpoch<P extends string>(
  step: TrainedStep<P>,
  plan: TrainingPlan<P>,
  training: TrainingProgress,
): Promise<void> {
  const { part, stepsPerEpoch } = plan;
  const epoch = training.epochs.length + 1;
  const before = (epoch - 1) * stepsPerEpoch;
  const start = performance.now() - 1000 * training.epochSeconds;
  let lastReport = performance.now();
  while (training.batch < stepsPerEpoch) {
    const isStopped = plan.signal?.aborted === true;
    if (part !== undefined && (isStopped || part.isDue)) {
      training.epochSeconds = secondsSince(start);
      await part.keep(stateOf(step, training));
    }
    if (isStopped) throw new InterruptedError(`stopped in epoch ${epoch} of ${plan.epochs}`);
    const index = before + training.batch;
    training.rate = plan.learningRate(index);
    await plan.prepareStep(index);
    const loss = await step.run(training.rate);
    if (!Number.isFinite(loss)) {
      if (index === 0) {
        throw new InvalidInputError(
          `the loss is ${loss} before anything is learned: features, targets or weights of rows are too large or no numbers, or the balance penalty is too large`,
        );
      }
      throw new InvalidInputError(
        `training diverged: the loss became ${loss} in epoch ${epoch} at learning rate ${training.rate.toPrecision(3)}; a lower learning rate is needed`,
      );
    }
    training.lossSum += loss;
    training.batch++;
    if (secondsSince(lastReport) > secondsBetweenReports) {
      lastReport = performance.now();
      plan.onProgress?.(index + 1, training.lossSum / training.batch);
      await eventLoopTurn();
    }
  }
  training.epochSeconds = secondsSince(start);
}

async function endEpoch<P extends string>(
  step: TrainedStep<P>,
  plan: TrainingPlan<P>,
  training: TrainingProgress,
): Promise<void> {
  const { epochs, scores, lossSum, rate, epochSeconds } = training;
  const start = performance.now();
  const { score: given, next, ...validation } = await plan.validate(step.parameters);
  const epoch = epochs.length + 1;
  const metrics: EpochMetrics = {
    epoch,
    loss: lossSum / plan.stepsPerEpoch,
    ...validation,
    learningRate: rate,
    seconds: epochSeconds + secondsSince(start),
  };
  epochs.push(metrics);
  const score = given ?? scoreOf(validation);
  scores.push(score);
  if (training.best === undefined || score >= training.best.score)
    training.best = { score, epoch, parameters: copyOf(step.parameters) };
  if (next === 'return to best') writeInto(step.parameters, training.best.parameters);
  training.isFinished = next === 'stop' || epoch === plan.epochs;
  Object.assign(training, { batch: 0, lossSum: 0, epochSeconds: 0 });
  if (training.isFinished) await plan.part?.keep(stateOf(step, training));
  plan.onProgress?.(epoch * plan.stepsPerEpoch, metrics.loss);
  plan.onEpoch?.(metrics);
  await eventLoopTurn();
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

/** The mean of both accuracies, where there are two. */
function scoreOf({ validationAccuracy, validationMixtureAccuracy = validationAccuracy }: Validation): number {
  return (validationAccuracy + validationMixtureAccuracy) / 2;
}

/** Lets timers, the terminal and Ctrl-C have their turn: an engine's promises alone may never leave the microtask queue. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
