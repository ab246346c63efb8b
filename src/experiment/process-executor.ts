import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EngineChoice } from '../settings/engine-choice.js';
import { EngineUnavailableError, InterruptedError, InvalidInputError } from '../errors.js';
import type { FromTaskProcess, ToTaskProcess } from './task-messages.js';
import { taskTitle, type Task, type TaskData, type TaskExecutor, type TaskResult } from './task.js';

/** Runs tasks in a process of its own, which starts with the first task. */
export class ProcessExecutor implements TaskExecutor {
  #process: ChildProcess | undefined;

  /** @param nodeOptions for Node.js, before the module; default those of this process */
  constructor(
    private readonly source: TaskData,
    private readonly engineChoice: EngineChoice,
    private readonly nodeOptions: readonly string[] = process.execArgv,
  ) {}

  run(task: Task, onProgress: (share: number) => void, signal: AbortSignal): Promise<TaskResult> {
    const child = this.#process?.connected === true ? this.#process : this.#start();
    this.#process = child;
    const send = (message: ToTaskProcess): void => {
      if (child.connected) child.send(message);
    };
    return new Promise<TaskResult>((resolve, reject) => {
      const stop = () => send({ kind: 'stop' });
      const finish = () => {
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        signal.removeEventListener('abort', stop);
      };
      const onMessage = (message: FromTaskProcess) => {
        if (message.kind === 'progress') {
          onProgress(message.share);
          return;
        }
        finish();
        if (message.kind === 'done') resolve(message.result);
        else reject(errorFrom(message));
      };
      const onError = (error: Error) => {
        this.#process = undefined;
        finish();
        reject(error);
      };
      const onExit = (code: number | null, signalName: string | null) => {
        this.#process = undefined;
        finish();
        const how = code === null ? `by ${signalName ?? 'a signal'}` : `with code ${code}`;
        reject(new Error(`the process that trained "${taskTitle(task)}" ended ${how}`));
      };
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      signal.addEventListener('abort', stop);
      send({ kind: 'run', task, source: this.source, engineChoice: this.engineChoice });
      if (signal.aborted) stop();
    });
  }

  close(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.connected !== true) return Promise.resolve();
    return new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.disconnect();
    });
  }

  #start(): ChildProcess {
    // The module beside this one, in TypeScript or compiled.
    const here = fileURLToPath(import.meta.url);
    const module = path.join(path.dirname(here), `task-process${path.extname(here)}`);
    const child = fork(module, {
      execArgv: [...this.nodeOptions],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child.setMaxListeners(0);
    return child;
  }
}

function errorFrom({ name, message, stack }: FromTaskProcess & { kind: 'failed' }): Error {
  if (name === 'InterruptedError') return new InterruptedError(message);
  if (name === 'InvalidInputError') return new InvalidInputError(message);
  if (name === 'EngineUnavailableError') return new EngineUnavailableError(message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}
