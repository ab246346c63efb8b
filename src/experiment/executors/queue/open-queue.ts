import type { ExecutorOptions } from '../open-executors.js';
import type { TaskExecutor } from '../../task.js';
import type { QueueAddress } from './queue-address.js';
import { QueueConnection, type QueuePackages } from './queue-connection.js';
import { QueueExecutor } from './queue-executor.js';
import type { QueueOwner } from './queue-owner.js';
import { runQueueWorker, type QueueWorkerOptions } from './queue-worker.js';
import { RedisFiles } from './share/redis-files.js';
import type { Share } from './share/shared-files.js';
import { TeacherExchange } from './teacher-exchange.js';

export interface QueueOptions {
  readonly address: QueueAddress;
  readonly owner: QueueOwner;
  readonly experiment: Pick<ExecutorOptions, 'place' | 'expected' | 'engine'>;
  /** What all machines reach, for data and teachers; default: Redis, for teachers alone. */
  readonly share?: Share | undefined;
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
 * @throws {InvalidInputError} when what is shared through is not there or cannot be written
 */
export async function openQueueExecutor(
  { address, owner, experiment, share, empty }: QueueOptions,
  { signal, say, onComplete, packages }: QueueContext,
): Promise<TaskExecutor> {
  const { place, expected, engine } = experiment;
  const shared = share === undefined ? undefined : { data: await share.putData(place.source) };
  const connection = await QueueConnection.open(address, { signal, say }, packages);
  try {
    return await QueueExecutor.open({
      connection,
      owner,
      experiment: { code: owner.code, data: place, expected, engine, share: shared },
      teachers: new TeacherExchange(share ?? new RedisFiles(connection)),
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
  await options.share?.assertThere();
  const connection = await QueueConnection.open(address, options, packages);
  try {
    return await runQueueWorker({ ...options, connection });
  } finally {
    connection.close();
  }
}
