import { taskTitle, type Task, type TaskResult } from '../../task.js';
import { errorOf, parsedFailure } from '../task-failure.js';
import { jobIdOf } from './queued-experiment.js';

/** Someone waits for the result of a task. */
export interface PendingTask {
  readonly task: Task;
  readonly place: number;
  readonly onProgress: (share: number, worker?: string) => void;
  readonly resolve: (result: TaskResult) => void;
  readonly reject: (error: Error) => void;
}

/** Tasks whose results are waited for, by their names in the queue. Each ends once. */
export class PendingTasks {
  readonly #tasks = new Map<string, PendingTask>();

  get ids(): string[] {
    return [...this.#tasks.keys()];
  }

  get tasks(): Task[] {
    return [...this.#tasks.values()].map(({ task }) => task);
  }

  add(pending: PendingTask): void {
    this.#tasks.set(jobIdOf(pending.task), pending);
  }

  get(id: string): PendingTask | undefined {
    return this.#tasks.get(id);
  }

  resolve(id: string, result: TaskResult): void {
    this.#take(id)?.resolve(result);
  }

  reject(id: string, error: unknown): void {
    this.#take(id)?.reject(error instanceof Error ? error : new Error(String(error)));
  }

  rejectAll(error: unknown): void {
    for (const id of this.ids) this.reject(id, error);
  }

  /** @param reason what the worker or the queue said */
  fail(id: string, reason: string): void {
    const pending = this.#take(id);
    if (pending === undefined) return;
    const error = errorOf(parsedFailure(reason));
    error.message = `${taskTitle(pending.task)}: ${error.message}`;
    pending.reject(error);
  }

  #take(id: string): PendingTask | undefined {
    const pending = this.#tasks.get(id);
    this.#tasks.delete(id);
    return pending;
  }
}
