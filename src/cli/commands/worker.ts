import os from 'node:os';
import type { Command } from 'commander';
import { CommandOutput } from '../command-output.js';
import { addOutputOptions, dataDescription, type OutputOptions } from '../common-options.js';
import type { CommandIo } from '../io.js';
import { formatCounted } from '../number-format.js';
import { integerOption, pathOption } from '../option-values.js';
import { addShareOption, chosenShare, queueOption } from '../queue-options.js';

interface WorkerOptions extends OutputOptions {
  readonly queue: string;
  readonly jobs: number;
  readonly data?: string;
  readonly share?: string;
  readonly idle?: number;
  readonly takeover: number;
}

/** Long enough for a machine that is busy, short enough to be waited for. */
const usualTakeover = 30;

export function addWorkerCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('worker')
    .summary('grow trees for an experiment on another machine')
    .description(
      'Take tasks of sdt experiment --queue on this machine. What it has begun and not finished when it is stopped goes back to the queue.',
    )
    .addOption(queueOption('the queue of the experiment').makeOptionMandatory())
    .option(
      '--jobs <n>',
      'trees that grow at a time, each in a process of its own; they share the processors',
      integerOption('--jobs', 1, 256),
      1,
    )
    .option(
      '--data <source>',
      `the data on this machine, where it lies elsewhere than on the experiment's: ${dataDescription}`,
      pathOption('--data'),
    );
  addShareOption(command)
    .option(
      '--idle <seconds>',
      'end when there was nothing to do for so long (default: never)',
      integerOption('--idle', 1),
    )
    .option(
      '--takeover <seconds>',
      'after so long a silence another worker takes what this one has begun',
      integerOption('--takeover', 2, 86_400),
      usualTakeover,
    );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
The data must be the experiment's, row by row: it is looked for at the same path as there, or at --data, and in what
is shared. Version and recipe must be the experiment's, too.

Examples:
  sdt worker --queue redis://queue.example/trees
  sdt worker --queue rediss://queue.example/trees --jobs 4 --data /data/wine.csv
  sdt worker --queue redis://queue.example/trees --share /mnt/share --idle 600
  sdt worker --queue redis://queue.example/trees --share s3://trees/sweep`,
    )
    .action((options: WorkerOptions) => work(options, io));
}

async function work(options: WorkerOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const { jobs, data, share, idle, takeover } = options;
  const { parseQueueAddress } = await import('../../experiment/executors/queue/queue-address.js');
  const address = parseQueueAddress(options.queue, io.environment);
  const [{ openQueueWorker }, { TaskPool }] = await Promise.all([
    import('../../experiment/executors/queue/open-queue.js'),
    import('../../experiment/executors/task-pool.js'),
  ]);
  const finished = await openQueueWorker(address, {
    runner: new TaskPool(jobs),
    jobs,
    threads: Math.max(1, Math.floor(os.availableParallelism() / jobs)),
    data,
    share: await chosenShare(share, io.environment),
    idleSeconds: idle,
    takeoverSeconds: takeover,
    signal: io.signal,
    say: (line) => output.log(line),
  });
  output.document({ queue: address.text, finished });
  output.result([`${formatCounted(finished, 'task')} done`]);
}
