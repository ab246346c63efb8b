import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Assignment, AssignmentRunner } from '../../../../src/experiment/executors/assignment.js';
import { openQueueExecutor, openQueueWorker } from '../../../../src/experiment/executors/queue/open-queue.js';
import { parseQueueAddress } from '../../../../src/experiment/executors/queue/queue-address.js';
import { QueueConnection } from '../../../../src/experiment/executors/queue/queue-connection.js';
import { QueueStore } from '../../../../src/experiment/executors/queue/queue-store.js';
import { FolderShare } from '../../../../src/experiment/executors/queue/share/folder-share.js';
import type { QueueWorkerOptions } from '../../../../src/experiment/executors/queue/queue-worker.js';
import { ownCode, type CodeVersion } from '../../../../src/experiment/executors/queue/queued-experiment.js';
import { plannedTasks } from '../../../../src/experiment/planned-tasks.js';
import { runTrials } from '../../../../src/experiment/run-trials.js';
import type { Task, TaskExecutor, TaskResult, TeacherTask } from '../../../../src/experiment/task.js';
import { TrialLog } from '../../../../src/experiment/trial-log.js';
import type { Trial } from '../../../../src/experiment/trial.js';
import { FakeExecutor, dataKey, teacherRecord, trialsOf } from '../../trial-cases.js';

/** Leaves a teacher where its task says, as training would. */
export async function writeTeacher(
  { folder, key }: Pick<TeacherTask, 'folder' | 'key'>,
  bytes = 8,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = { 'model.json': '{}', 'weights.bin': Buffer.alloc(bytes, key) };
  const hash = createHash('sha256');
  for (const [name, content] of Object.entries(files)) {
    hash.update(content);
    await writeFile(path.join(folder, name), content);
  }
  const record = { ...teacherRecord(key), fingerprint: hash.digest('hex').slice(0, 16) };
  await writeFile(path.join(folder, 'training.json'), JSON.stringify({ record, epochs: [] }));
}

/** Trains nothing, leaves teachers where they belong, and remembers what it was given. */
export class FakeRunner implements AssignmentRunner {
  readonly assignments: Assignment[] = [];
  readonly #executor = new FakeExecutor();
  /** Called before each task; may throw. */
  before: (assignment: Assignment, signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  async run(
    assignment: Assignment,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    this.assignments.push(assignment);
    const { task } = assignment;
    await this.before(assignment, signal);
    const result = await this.#executor.run(task, onProgress, signal);
    if (task.kind === 'teacher') await writeTeacher(task);
    return result;
  }

  get keys(): string[] {
    return this.assignments.map(({ task }) => task.key);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export interface SideOptions {
  readonly url: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly share?: string;
  readonly signal?: AbortSignal;
  readonly say?: (line: string) => void;
}

/** The experiment's side of a queue. */
export function openFor(
  { url, environment = {}, share, signal = new AbortController().signal, say = () => undefined }: SideOptions,
  {
    id = 'one',
    empty = false,
    source = 'stones.csv',
    code = ownCode(),
  }: {
    readonly id?: string;
    readonly empty?: boolean;
    readonly source?: string;
    readonly code?: CodeVersion;
  } = {},
): Promise<TaskExecutor> {
  const owner = {
    id,
    command: `sdt experiment ${id}.csv`,
    folder: `/home/${id}/reports`,
    host: 'a-host',
    since: '2026-01-01T00:00:00.000Z',
    code,
  };
  const experiment = {
    place: { source },
    expected: { name: 'stones', dataKey },
    engine: { engine: 'auto', device: undefined, threads: undefined } as const,
  };
  const address = parseQueueAddress(url, environment);
  const shared = share === undefined ? undefined : new FolderShare(share);
  return openQueueExecutor({ address, owner, experiment, share: shared, empty }, { signal, say });
}

/** A worker with a runner of its own; it runs until it is stopped. */
export function startWorker(
  { url, environment = {}, share, say = () => undefined }: SideOptions,
  options: Partial<QueueWorkerOptions> = {},
): { readonly runner: FakeRunner; readonly ended: Promise<number>; readonly stop: () => Promise<unknown> } {
  const runner = new FakeRunner();
  const stopping = new AbortController();
  const ended = openQueueWorker(parseQueueAddress(url, environment), {
    runner,
    jobs: 1,
    threads: 1,
    takeoverSeconds: 2,
    share: share === undefined ? undefined : new FolderShare(share),
    signal: stopping.signal,
    say,
    ...options,
  });
  ended.catch(() => undefined); // looked at by who cares
  const stop = () => {
    stopping.abort('SIGINT');
    return ended.catch((error: unknown) => error);
  };
  return { runner, ended, stop };
}

/** Runs trials, as an experiment does. */
export async function gather(
  trials: readonly Trial[],
  executor: TaskExecutor,
  folder: string,
  signal = new AbortController().signal,
): Promise<TrialLog> {
  const log = await TrialLog.open(path.join(folder, 'experiment.jsonl'));
  try {
    await runTrials(trials, {
      dataKey,
      log,
      executors: [executor],
      labelledRows: 60_000,
      teacherFolder: ({ labels }) => path.join(folder, `teacher-${labels ?? 'all'}`),
      version: '0.0.0',
      signal,
    });
    await executor.complete?.();
    return log;
  } finally {
    await executor.close();
  }
}

/** An experiment's side, a worker and a tree to be grown, whose teacher is there. */
export async function openTask(url: string, folder: string) {
  const [trial] = trialsOf('main');
  if (trial === undefined) throw new Error('no trial');
  const lines: string[] = [];
  const worker = startWorker({ url, say: (line) => lines.push(line) }, { takeoverSeconds: 30 });
  const executor = await openFor({ url });
  const teacherFolder = () => path.join(folder, 'teacher');
  const { teacher, distilled } = plannedTasks(trial, { dataKey, labelledRows: 60_000, teacherFolder });
  const { signal } = new AbortController();
  const run = (task: Task) => executor.run(task, () => undefined, signal);
  await run(teacher);
  const context = { signal, say: () => undefined };
  const connection = await QueueConnection.open(parseQueueAddress(url, {}), context);
  return {
    ...{ worker, executor, connection, run },
    task: distilled,
    result: await new FakeExecutor().run(distilled, () => undefined, signal),
    store: new QueueStore(connection),
    /** Waits until the worker says it. */
    said: async (words: RegExp): Promise<void> => {
      while (!lines.some((line) => words.test(line))) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    close: async (): Promise<void> => {
      await worker.stop();
      connection.close();
      await executor.complete?.();
      await executor.close();
    },
  };
}
