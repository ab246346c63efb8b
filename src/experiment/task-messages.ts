import type { EngineChoice } from '../settings/engine-choice.js';
import type { Task, TaskData, TaskResult } from './task.js';

/** What a process that runs tasks is told. */
export type ToTaskProcess =
  | {
      readonly kind: 'run';
      readonly task: Task;
      readonly source: TaskData;
      readonly engineChoice: EngineChoice;
    }
  | { readonly kind: 'stop' };

/** What it answers. */
export type FromTaskProcess =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'done'; readonly result: TaskResult }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string; readonly stack: string };
