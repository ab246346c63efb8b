import type { TrainingStep } from '../engine/engine.js';
import type { KeptWork } from '../file/checkpoint.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';

/** A step as the training loop sees it; one without state and moments is all in its parameters. */
export type TrainedStep<P extends string> = Pick<
  TrainingStep<P, string, string, string>,
  'parameters' | 'run'
> &
  Partial<Pick<TrainingStep<P, string, string, string>, 'state' | 'optimizerState'>>;

type Values = Readonly<Record<string, Float32Array>>;

/** How far a training is. */
export interface TrainingProgress {
  /** Those that are over. */
  readonly epochs: EpochMetrics[];
  /** Of each of them; greater is better. */
  readonly scores: number[];
  best?: { readonly score: number; readonly epoch: number; readonly parameters: Values };
  /** Steps of the epoch at hand that are done, the sum of their losses, and the learning rate of the last. */
  batch: number;
  lossSum: number;
  rate: number;
  /** Spent on the epoch at hand. */
  epochSeconds: number;
  isFinished: boolean;
}

/** All that a training is between two steps: one that goes on from here leaves the same bytes. */
export interface TrainingState extends TrainingProgress, KeptWork {
  /** What the step holds, copied: parameters, state, moments; nothing when the training is over. */
  readonly held: readonly Values[];
}

export function beginning(): TrainingProgress {
  return { epochs: [], scores: [], batch: 0, lossSum: 0, rate: 0, epochSeconds: 0, isFinished: false };
}

export function stateOf<P extends string>(step: TrainedStep<P>, progress: TrainingProgress): TrainingState {
  const { epochs, scores, isFinished, epochSeconds } = progress;
  return {
    ...progress,
    epochs: [...epochs],
    scores: [...scores],
    held: isFinished ? [] : heldBy(step).map(copyOf),
    seconds: epochs.reduce((sum, { seconds }) => sum + seconds, epochSeconds),
  };
}

/** Puts back what the step held. */
export function restore<P extends string>(step: TrainedStep<P>, { held }: TrainingState): void {
  for (const [index, values] of heldBy(step).entries()) writeInto(values, held[index] ?? {});
}

export function copyOf(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([name, numbers]) => [name, numbers.slice()]));
}

export function writeInto(target: Values, values: Values): void {
  for (const [name, numbers] of Object.entries(values)) target[name]?.set(numbers);
}

function heldBy<P extends string>({ parameters, state, optimizerState }: TrainedStep<P>): Values[] {
  return [parameters, state ?? {}, optimizerState ?? {}];
}
