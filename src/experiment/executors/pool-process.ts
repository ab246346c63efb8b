import type { EngineChoice } from '../../settings/engine-choice.js';
import type { Assignment } from './assignment.js';
import { LocalExecutor } from './local-executor.js';
import { ParentAnswers } from './parent-answers.js';
import type { FromProcess, PoolAnswer, PoolTask, ToProcess } from './pool-messages.js';
import { openTaskData } from './task-data.js';
import { failureOf } from './task-failure.js';

/**
 * Module of a process that runs tasks for `TaskPool`, so that trees grow side by side, one processor each, and one that runs out of
 * memory takes nothing else with it.
 */
let executor: LocalExecutor | undefined;
/** Which data and engine the executor is for. */
let place = '';
let running: { readonly number: number; readonly interruption: AbortController } | undefined;
/** Tasks that were stopped before they came: the two take different ways. */
const stopped = new Set<number>();
const parent = new ParentAnswers((message) => {
  if (running !== undefined) send({ ...message, number: running.number });
});

function send(message: FromProcess): void {
  process.send?.(message);
}

/** Called by the pool, for one task after another. */
export default async function runPoolTask({ number, assignment }: PoolTask): Promise<PoolAnswer> {
  const interruption = new AbortController();
  running = { number, interruption };
  if (stopped.delete(number)) interruption.abort();
  try {
    const { task } = assignment;
    const result = await (
      await executorFor(assignment)
    ).run(task, (share) => send({ kind: 'progress', number, share }), interruption.signal);
    return { result };
  } catch (error) {
    return { failure: failureOf(error) };
  } finally {
    running = undefined;
  }
}

/** The executor of the last task, where it is for the same data and engine: it keeps rows, teachers and their answers. */
async function executorFor({ places, expected, engine }: Assignment): Promise<LocalExecutor> {
  const wanted = JSON.stringify({ places, expected, engine } satisfies Partial<Assignment>);
  if (executor === undefined || place !== wanted) {
    await executor?.close();
    executor = undefined;
    const data = await openTaskData(places, expected);
    executor = new LocalExecutor(
      places[0] ?? { source: data.name },
      engine satisfies EngineChoice,
      Promise.resolve(data),
      parent,
    );
    place = wanted;
  }
  return executor;
}

// Stdout belongs to the command's results; TensorFlow.js greets there.
for (const method of ['log', 'info', 'debug', 'warn'] as const) console[method] = () => undefined;
process.stdout.write = () => true;

// Ctrl-C and a terminal that closes reach the whole group of processes; the command decides what is stopped, and says so.
for (const name of ['SIGHUP', 'SIGINT'] as const) process.on(name, () => undefined);
// The pool ends processes by SIGTERM; a service that is stopped sends it to all, and then a task ends in good order.
process.on('SIGTERM', () => {
  if (running === undefined) process.exit();
});
process.on('message', (message: Partial<ToProcess> | null) => {
  if (message?.kind === 'given' && message.name !== undefined) parent.take(message.name, message.answers);
  if (message?.kind !== 'stop' || message.number === undefined) return;
  if (running?.number === message.number) running.interruption.abort();
  else stopped.add(message.number);
});
// The command has ended, whatever the reason.
process.on('disconnect', () => process.exit());
