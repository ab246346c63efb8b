import type { EngineChoice } from '../../settings/engine-choice.js';
import type { Task, TaskData, TaskExecutor, TaskResult } from '../task.js';
import { MemoryAnswers } from './memory-answers.js';
import { TaskPool } from './task-pool.js';

/** Runs several tasks at a time on this machine, each in a process of its own. */
export class PoolExecutor implements TaskExecutor {
  readonly #pool: TaskPool;
  readonly #answers = new MemoryAnswers();

  /**
   * @param concurrency tasks at a time
   * @param nodeOptions for Node.js, before the module; default those of this process
   */
  constructor(
    private readonly data: TaskData,
    private readonly engine: EngineChoice,
    readonly concurrency: number,
    nodeOptions?: readonly string[],
  ) {
    this.#pool = new TaskPool(concurrency, nodeOptions);
  }

  run(task: Task, onProgress: (share: number) => void, signal: AbortSignal): Promise<TaskResult> {
    return this.#pool.run(
      { task, places: [this.data], engine: this.engine },
      onProgress,
      signal,
      this.#answers,
    );
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
