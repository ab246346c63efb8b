import type { ClassWeight } from '../../data/class-weights.js';
import type { EngineChoice } from '../../settings/engine-choice.js';
import type { Task, TaskData, TaskResult } from '../task.js';

/** What data an experiment is about, wherever it lies. */
export interface ExpectedData {
  readonly name: string;
  /** From `dataKeyOf`. */
  readonly dataKey: string;
  /** How much rows count by their class: a part of the key. */
  readonly classWeight?: ClassWeight | undefined;
}

/** A task with everything that a process needs which knows of nothing else. Plain data. */
export interface Assignment {
  readonly task: Task;
  /** Where the data may lie, the likeliest place first. */
  readonly places: readonly TaskData[];
  /** Which data it must be; absent: whatever is there. */
  readonly expected?: ExpectedData | undefined;
  readonly engine: EngineChoice;
}

/** Answers of teachers that processes leave for each other, by names that follow from all that decides them. */
export interface SharedAnswers {
  get(name: string): Promise<Float32Array | undefined>;
  /** Comes back when they are there, or cannot be. */
  put(name: string, answers: Float32Array): Promise<void>;
}

/** Runs several assignments at a time. */
export interface AssignmentRunner {
  /**
   * @param onProgress share of the task that is done, in [0, 1]
   * @param answers that need not be asked for; default: none
   * @throws {InterruptedError} soon after `signal` is aborted
   * @throws {TaskLostError} when the process that ran it has ended
   */
  run(
    assignment: Assignment,
    onProgress: (share: number) => void,
    signal: AbortSignal,
    answers?: SharedAnswers,
  ): Promise<TaskResult>;
  close(): Promise<void>;
}
