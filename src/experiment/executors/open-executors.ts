import os from 'node:os';
import type { OpenData } from '../../data/open-data.js';
import type { EngineChoice } from '../../settings/engine-choice.js';
import type { TaskData, TaskExecutor } from '../task.js';
import type { ExpectedData } from './assignment.js';
import { LocalExecutor } from './local-executor.js';
import { PoolExecutor } from './pool-executor.js';

/** Where tasks run. */
export interface ExecutorOptions {
  /** Where the data is. */
  readonly place: TaskData;
  /** The same data, open. */
  readonly data: OpenData;
  readonly expected: ExpectedData;
  readonly engine: EngineChoice;
  /** Tasks at a time on this machine, each in its own process when more than one. */
  readonly jobs: number;
  /** Opens what lets other machines run them; absent: this machine does. */
  readonly queue?: QueueOpener | undefined;
}

/** What a queue must know of an experiment. */
export type QueueOpener = (
  experiment: Pick<ExecutorOptions, 'place' | 'expected' | 'engine'>,
) => Promise<TaskExecutor>;

/** The executors that the options ask for. */
export async function openExecutors({
  place,
  data,
  expected,
  engine,
  jobs,
  queue,
}: ExecutorOptions): Promise<TaskExecutor[]> {
  if (queue !== undefined) return [await queue({ place, expected, engine })];
  if (jobs === 1) return [new LocalExecutor(place, engine, Promise.resolve(data))];
  const threads = engine.threads ?? Math.max(1, Math.floor(os.availableParallelism() / jobs));
  return [new PoolExecutor(place, { ...engine, threads }, jobs)];
}
