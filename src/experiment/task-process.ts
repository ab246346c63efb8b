import { LocalExecutor } from './local-executor.js';
import type { FromTaskProcess, ToTaskProcess } from './task-messages.js';

/**
 * Main module of a process that runs tasks for `ProcessExecutor`, so that trees grow side by side, one processor each.
 */
let executor: LocalExecutor | undefined;
let interruption = new AbortController();

function send(message: FromTaskProcess): void {
  process.send?.(message);
}

async function runTask({ task, source, engineChoice }: ToTaskProcess & { kind: 'run' }): Promise<void> {
  interruption = new AbortController();
  executor ??= new LocalExecutor(source, engineChoice);
  try {
    const result = await executor.run(
      task,
      (share) => send({ kind: 'progress', share }),
      interruption.signal,
    );
    send({ kind: 'done', result });
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    send({ kind: 'failed', name, message, stack: stack ?? '' });
  }
}

// Stdout belongs to the command's results; TensorFlow.js greets there.
for (const method of ['log', 'info', 'debug', 'warn'] as const) console[method] = () => undefined;

// Ctrl-C and a terminal that closes reach the whole group of processes; the command decides what is stopped, and says so.
for (const name of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
process.on('message', (message: ToTaskProcess) => {
  if (message.kind === 'stop') interruption.abort();
  else void runTask(message);
});
// The command has ended, whatever the reason.
process.on('disconnect', () => process.exit());
