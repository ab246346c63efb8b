import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Tinypool, type TinypoolChannel } from 'tinypool';
import { InterruptedError, TaskLostError } from '../../errors.js';
import { taskTitle, type TaskResult } from '../task.js';
import type { Assignment, AssignmentRunner } from './assignment.js';
import type { PoolAnswer, PoolTask, ProgressMessage, StopMessage } from './pool-messages.js';
import { errorOf } from './task-failure.js';

/** A process that has nothing to do keeps its data, teachers and answers for the next task: 24 days, the longest that a timer takes. */
const idleTimeout = 2 ** 31 - 1;
/** A signal that ends all processes of a group reaches this one as well, but perhaps later. */
const signalMilliseconds = 200;

/** Runs assignments in processes of their own, which start when they are needed. */
export class TaskPool implements AssignmentRunner {
  readonly #pool: Tinypool;
  #count = 0;

  /**
   * @param jobs tasks that run at a time
   * @param nodeOptions for Node.js, before the module; default those of this process
   */
  constructor(jobs: number, nodeOptions: readonly string[] = process.execArgv) {
    // The module beside this one, in TypeScript or compiled.
    const here = fileURLToPath(import.meta.url);
    const module = path.join(path.dirname(here), `pool-process${path.extname(here)}`);
    this.#pool = new Tinypool({
      filename: pathToFileURL(module).href,
      runtime: 'child_process',
      serialization: 'advanced',
      minThreads: 0,
      maxThreads: jobs,
      idleTimeout,
      execArgv: [...nodeOptions],
      env: environment(),
    });
    // Of a process that ends between two tasks: the next task gets a new one.
    this.#pool.on('error', () => undefined);
  }

  async run(
    assignment: Assignment,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    const number = this.#count++;
    let send: ((message: StopMessage) => void) | undefined;
    const stop = () => send?.({ kind: 'stop', number });
    const channel: TinypoolChannel = {
      onMessage(toProcess: (message: StopMessage) => void) {
        send = toProcess;
        if (signal.aborted) stop();
      },
      postMessage(message: Partial<ProgressMessage> | undefined) {
        if (message?.kind === 'progress' && message.number === number) onProgress(message.share ?? 0);
      },
    };
    // The pool's own way to stop a task would end its process, and what it keeps.
    signal.addEventListener('abort', stop);
    let answer: PoolAnswer;
    try {
      answer = (await this.#pool.run({ number, assignment } satisfies PoolTask, { channel })) as PoolAnswer;
    } catch (error) {
      await sleep(signalMilliseconds);
      if (signal.aborted)
        throw new InterruptedError('stopped with the process that trained', { cause: error });
      throw new TaskLostError(
        `the process that trained "${taskTitle(assignment.task)}" ended before it was done: it was killed, or ran out of memory`,
        { cause: error },
      );
    } finally {
      signal.removeEventListener('abort', stop);
    }
    if ('failure' in answer) throw errorOf(answer.failure);
    return answer.result;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

function environment(): Record<string, string> {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
