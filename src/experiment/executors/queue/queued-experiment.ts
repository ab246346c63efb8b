import { createHash } from 'node:crypto';
import type { JobsOptions } from 'bullmq';
import type { EngineChoice } from '../../../settings/engine-choice.js';
import { toolVersion } from '../../../file/tool-version.js';
import { currentRecipe, recipeText } from '../../recipe-version.js';
import type { Task, TaskData } from '../../task.js';
import type { ExpectedData } from '../assignment.js';

/** What all tasks of an experiment have in common; a worker reads it once. */
export interface QueuedExperiment {
  readonly code: CodeVersion;
  /** Where the data lies on the machine of the experiment. */
  readonly data: TaskData;
  readonly expected: ExpectedData;
  readonly engine: EngineChoice;
  /** Whether teachers lie in the shared folder rather than in Redis, and where in it the data is. */
  readonly share?: { readonly data?: string | undefined } | undefined;
}

/** What decides the numbers that a task gives, besides data, settings and seed. */
export interface CodeVersion {
  /** Of the toolkit. */
  readonly tool: string;
  /** Of the recipe and of the drawing of labels. */
  readonly recipe: string;
}

/** What BullMQ keeps of a task. */
export interface QueuedTask {
  /** From {@link digestOf}. */
  readonly experiment: string;
  readonly task: Task;
}

/** What a worker says while it works. */
export interface QueuedProgress {
  readonly share: number;
  /** Host and process. */
  readonly worker: string;
}

export function ownCode(): CodeVersion {
  return { tool: toolVersion(), recipe: recipeText(currentRecipe) };
}

export function isSameCode(a: CodeVersion, b: CodeVersion): boolean {
  return a.tool === b.tool && a.recipe === b.recipe;
}

/** `soft-decision-tree 0.1.0 (recipe 1.2)` */
export function codeText({ tool, recipe }: CodeVersion): string {
  return `soft-decision-tree ${tool} (recipe ${recipe})`;
}

export function digestOf(experiment: QueuedExperiment): string {
  return createHash('sha256').update(JSON.stringify(experiment)).digest('hex').slice(0, 16);
}

/** The name of a task in BullMQ, where mere numbers are not allowed: the same task is never there twice. */
export function jobIdOf({ key }: Pick<Task, 'key'>): string {
  return `task-${key}`;
}

/** A task that failed for a reason that may pass is tried so often, after 2, 4, 8 ... seconds. */
const attempts = 4;
const backoffMilliseconds = 2000;
/** BullMQ's greatest number, for what comes last. */
const lastPriority = 2 ** 21;

/** @param place in the order of all tasks */
export function jobOptionsOf(task: Task, place: number): JobsOptions {
  return {
    jobId: jobIdOf(task),
    priority: Math.min(1 + place, lastPriority),
    attempts,
    backoff: { type: 'exponential', delay: backoffMilliseconds },
  };
}
