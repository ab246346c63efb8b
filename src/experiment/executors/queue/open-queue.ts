import { shareData, assertFolder } from './shared-data.js';
import type { ExecutorOptions } from '../open-executors.js';
import type { TaskExecutor } from '../../task.js';
import type { QueueAddress } from './queue-address.js';
import { QueueConnection, type QueuePackages } from './queue-connection.js';
import { QueueExecutor } from './queue-executor.js';
import type { QueueOwner } from './queue-owner.js';
import { runQueueWorker, type QueueWorkerOptions } from './queue-worker.js';
import { RedisTeachers, SharedTeachers } from './teacher-exchange.js';

export interface QueueOptions {
  readonly address: QueueAddress;
  readonly owner: QueueOwner;
  readonly experiment: Pick<ExecutorOptions, 'place' | 'expected' | 'engine'>;
  /** A folder that all machines reach, for data and teachers. */
  readonly share?: string | undefined;
  /** Whether what another experiment left in the queue is thrown away. */
  readonly empty: boolean;
}

export interface QueueContext {
  readonly signal: AbortSignal;
  /** Gets lines for people. */
  readonly say: (line: string) => void;
  /** Called when all is done and the queue is nobody's again. */
  readonly onComplete?: () => Promise<void>;
  /** Loaded already. */
  readonly packages?: QueuePackages;
}

/**
 * Opens a queue for an experiment, which it belongs to until the experiment is complete.
 *
 * @throws {QueueError} when there is no Redis, it refuses, or the queue belongs to another experiment
 * @throws {InvalidInputError} when the shared folder is not there or cannot be written
 */
export async function openQueueExecutor(
  { address, owner, experiment, share, empty }: QueueOptions,
  { signal, say, onComplete, packages }: QueueContext,
): Promise<TaskExecutor> {
  const { place, expected, engine } = experiment;
  const shared = share === undefined ? undefined : { data: await shareData(share, place.source) };
  const connection = await QueueConnection.open(address, { signal, say }, packages);
  try {
    return await QueueExecutor.open({
      connection,
      owner,
      experiment: { code: owner.code, data: place, expected, engine, share: shared },
      teachers: share === undefined ? new RedisTeachers(connection) : new SharedTeachers(share),
      empty,
      onComplete,
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/**
 * Runs tasks of a queue on this machine until it is stopped or idle for long enough.
 *
 * @returns how many it has finished
 * @throws {QueueError} when there is no Redis, it refuses, or the tasks are of another version
 */
export async function openQueueWorker(
  address: QueueAddress,
  options: Omit<QueueWorkerOptions, 'connection'>,
  packages?: QueuePackages,
): Promise<number> {
  if (options.share !== undefined) await assertFolder(options.share);
  const connection = await QueueConnection.open(address, options, packages);
  try {
    return await runQueueWorker({ ...options, connection });
  } finally {
    connection.close();
  }
}
