import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Option, type Command } from 'commander';
import { writeWholeFile } from '../disk/whole-file.js';
import { UsageError } from '../errors.js';
import type { QueueOpener } from '../experiment/executors/open-executors.js';
import type { Share } from '../experiment/executors/queue/share/shared-files.js';
import type { CommandIo } from './io.js';
import { pathOption } from './option-values.js';

/** Options of a command whose tasks other machines may run. */
export interface QueueFlags {
  readonly queue?: string;
  readonly share?: string;
  readonly emptyQueue?: boolean;
}

const queueForm =
  'redis://host/name, or rediss:// with TLS; user and password in SDT_REDIS_USER and SDT_REDIS_PASSWORD';

/** `--share`, for both sides of a queue. */
export function addShareOption(command: Command): Command {
  return command.option(
    '--share <place>',
    'what the experiment and all workers reach, for data, teachers and their answers: a folder, which each side names as it is called there, or s3://BUCKET/PREFIX (endpoint and keys in AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)',
    pathOption('--share'),
  );
}

/**
 * What `--share` names; `undefined` where it is not given.
 *
 * @throws {UsageError} when it is nothing that could be shared through
 */
export async function chosenShare(
  share: string | undefined,
  environment: CommandIo['environment'],
): Promise<Share | undefined> {
  if (share === undefined) return undefined;
  const { openShare } = await import('../experiment/executors/queue/share/open-share.js');
  return openShare(share, environment);
}

/** `--queue`, for both sides of a queue. */
export function queueOption(purpose: string): Option {
  return new Option('--queue <url>', `${purpose}: ${queueForm}`);
}

/** `--queue` and what belongs to it, for a command that has tasks. */
export function addQueueOptions(command: Command): Command {
  command.addOption(
    queueOption('let workers (sdt worker) on any machine grow the trees, by a queue in Redis').conflicts(
      'jobs',
    ),
  );
  return addShareOption(command).option(
    '--empty-queue',
    'throw away what another experiment, which has stopped, left in the queue',
  );
}

/** Which queue, for whom: the same experiment finds its results again by a small file beside them. */
export interface QueueUser {
  /** For people who find the queue taken. */
  readonly command: string;
  /** Gets `queue.json`, which is removed when all is done. */
  readonly folder: string;
  readonly say: (line: string) => void;
}

/**
 * What opens the queue that the options name; `undefined` where they name none.
 *
 * @throws {UsageError} when `--queue` or `--share` is no address, or `--queue` is missing beside what belongs to it
 */
export async function queueOf(
  { queue, share, emptyQueue }: QueueFlags,
  { environment, signal }: Pick<CommandIo, 'environment' | 'signal'>,
): Promise<((user: QueueUser) => QueueOpener) | undefined> {
  if (queue === undefined) {
    if (share === undefined && emptyQueue === undefined) return undefined;
    throw new UsageError(`${share === undefined ? '--empty-queue' : '--share'} needs --queue`);
  }
  const { parseQueueAddress } = await import('../experiment/executors/queue/queue-address.js');
  const address = parseQueueAddress(queue, environment);
  const shared = await chosenShare(share, environment);
  return ({ command, folder, say }) =>
    async (experiment) => {
      const [{ openQueueExecutor }, { ownCode }] = await Promise.all([
        import('../experiment/executors/queue/open-queue.js'),
        import('../experiment/executors/queue/queued-experiment.js'),
      ]);
      const file = path.join(folder, 'queue.json');
      const id = await ownerId(file, address.text);
      const owner = {
        id,
        command,
        folder: path.resolve(folder),
        host: os.hostname(),
        since: new Date().toISOString(),
        code: ownCode(),
      };
      return openQueueExecutor(
        { address, owner, experiment, share: shared, empty: emptyQueue === true },
        { signal, say, onComplete: () => rm(file, { force: true }) },
      );
    };
}

/** The one that the experiment had when it was stopped, or a new one. */
async function ownerId(file: string, queue: string): Promise<string> {
  const known = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as { readonly queue?: unknown; readonly owner?: unknown },
    () => undefined,
  );
  if (known?.queue === queue && typeof known.owner === 'string') return known.owner;
  const owner = randomUUID();
  await writeWholeFile(file, `${JSON.stringify({ queue, owner }, null, 2)}\n`);
  return owner;
}
