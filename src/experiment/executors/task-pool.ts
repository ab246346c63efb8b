import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Tinypool, type TinypoolChannel } from 'tinypool';
import { InterruptedError, TaskLostError } from '../../errors.js';
import { taskTitle, type TaskResult } from '../task.js';
import type { Assignment, AssignmentRunner, SharedAnswers } from './assignment.js';
import type { FromProcess, PoolAnswer, PoolTask, ToProcess } from './pool-messages.js';
import { errorOf } from './task-failure.js';

/** A process that has nothing to do keeps its data, teachers and answers for the next task: 24 days, the longest that a timer takes. */
const idleTimeout = 2 ** 31 - 1;
/** A signal that ends all processes of a group reaches this one as well, but perhaps later. */
const signalMilliseconds = 200;

const done = Promise.resolve();
const nothing = Promise.resolve(undefined);

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
    // Of a process that ended between two tasks, and the next gets a new one; or before its first, which would wait for ever.
    this.#pool.on('error', () => this.#pool.cancelPendingTasks());
  }

  async run(
    assignment: Assignment,
    onProgress: (share: number) => void,
    signal: AbortSignal,
    answers?: SharedAnswers,
  ): Promise<TaskResult> {
    const number = this.#count++;
    let send: ((message: ToProcess) => void) | undefined;
    const stop = () => send?.({ kind: 'stop', number });
    const leaving: Promise<void>[] = [];
    const give = (name: string, found?: Float32Array) =>
      send?.({ kind: 'given', number, name, answers: found });
    const channel: TinypoolChannel = {
      onMessage(toProcess: (message: ToProcess) => void) {
        send = toProcess;
        if (signal.aborted) stop();
      },
      postMessage(message: FromProcess | undefined) {
        if (message?.number !== number) return;
        if (message.kind === 'progress') onProgress(message.share);
        else if (message.kind === 'made') leaving.push(answers?.put(message.name, message.answers) ?? done);
        else
          (answers?.get(message.name) ?? nothing).then(
            (found) => give(message.name, found),
            () => give(message.name), // it is asked then
          );
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
    await Promise.allSettled(leaving); // before others hear of the result
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
