import type { TaskResult } from '../task.js';
import type { Assignment } from './assignment.js';
import type { TaskFailure } from './task-failure.js';

/** What a process of the pool is given: an assignment with a number, by which messages know it. */
export interface PoolTask {
  readonly number: number;
  readonly assignment: Assignment;
}

/** What it answers; failures are answers, for the pool would pass them on as plain objects. */
export type PoolAnswer = { readonly result: TaskResult } | { readonly failure: TaskFailure };

/** To the process, while it works. */
export interface StopMessage {
  readonly kind: 'stop';
  readonly number: number;
}

/** To the process, which has asked. */
export interface GivenMessage {
  readonly kind: 'given';
  readonly number: number;
  readonly name: string;
  /** Absent: nobody has them. */
  readonly answers?: Float32Array | undefined;
}

export type ToProcess = StopMessage | GivenMessage;

/** From the process, while it works. */
export interface ProgressMessage {
  readonly kind: 'progress';
  readonly number: number;
  readonly share: number;
}

/** From the process: it would ask a teacher what another may have asked. */
export interface WantMessage {
  readonly kind: 'want';
  readonly number: number;
  readonly name: string;
}

/** From the process: answers for others. */
export interface MadeMessage {
  readonly kind: 'made';
  readonly number: number;
  readonly name: string;
  readonly answers: Float32Array;
}

export type FromProcess = ProgressMessage | WantMessage | MadeMessage;
