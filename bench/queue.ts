/**
 * What a task costs in a queue besides its work: tiny tasks through Redis with one worker, and by one process of the pool.
 * `npx tsx bench/queue.ts [tasks=10000] [workers=1] [jobs=4]`; needs `redis-server`. Prints one JSON line.
 */
import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import type { Task, TreeTask } from '../src/experiment/task.js';
import { plannedTasks } from '../src/experiment/planned-tasks.js';
import { openFor, startWorker, writeTeacher } from '../tests/experiment/executors/queue/queue-cases.js';
import { dataKey, trialsOf } from '../tests/experiment/trial-cases.js';
import { RedisServer } from '../tests/support/redis.js';

const [count = 10_000, workerCount = 1, jobs = 4] = process.argv.slice(2).map(Number);
const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-queue-bench-'));
const redis = await RedisServer.start();
const client = new Redis(redis.port);

async function memory(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
}

async function sent(): Promise<{
  readonly input: number;
  readonly output: number;
  readonly commands: number;
}> {
  const text = await client.info('stats');
  const field = (name: string) => Number(new RegExp(`${name}:(\\d+)`).exec(text)?.[1]);
  return {
    input: field('total_net_input_bytes'),
    output: field('total_net_output_bytes'),
    commands: field('total_commands_processed'),
  };
}

const [trial] = trialsOf('main');
if (trial === undefined) throw new Error('no trial');
const teacherFolder = path.join(folder, 'teacher');
const { teacher, distilled } = plannedTasks(trial, {
  dataKey,
  labelledRows: 60_000,
  teacherFolder: () => teacherFolder,
});
await writeTeacher(teacher);
const tasks: Task[] = Array.from({ length: count }, (_, index): TreeTask => ({
  ...distilled,
  key: index.toString(16).padStart(16, '0'),
}));

const { signal } = new AbortController();
setMaxListeners(0, signal);
const side = { url: redis.url('bench') };
const executor = await openFor(side);
await executor.run(teacher, () => undefined, signal);
const before = { memory: await memory(), sent: await sent() };
const filling = performance.now();
const results = tasks.map((task, place) => executor.run(task, () => undefined, signal, place));
while ((await client.zcard('sdt:bench:prioritized')) < count)
  await new Promise((resolve) => setTimeout(resolve, 5));
const filled = { seconds: (performance.now() - filling) / 1000, memory: await memory() };
const workers = Array.from({ length: workerCount }, () => startWorker(side, { jobs, takeoverSeconds: 30 }));
const start = performance.now();
await Promise.all(results);
const seconds = (performance.now() - start) / 1000;
const after = { memory: await memory(), sent: await sent() };
for (const { stop } of workers) await stop();
const releasing = performance.now();
for (const task of tasks) await executor.release?.([task]);
const released = (performance.now() - releasing) / 1000;
await executor.complete?.();
await executor.close();
client.disconnect();
await redis.remove();
await rm(folder, { recursive: true });

const perTask = (value: number) => Number((value / count).toPrecision(3));
console.log(
  JSON.stringify({
    tasks: count,
    workers: workerCount,
    jobs,
    millisecondsPerTask: {
      fill: perTask(1000 * filled.seconds),
      runAndGather: perTask(1000 * seconds),
      release: perTask(1000 * released),
      all: perTask(1000 * (filled.seconds + seconds + released)),
    },
    bytesInRedisPerTask: {
      waiting: Math.round((filled.memory - before.memory) / count),
      finished: Math.round((after.memory - before.memory) / count),
    },
    perTaskOverTheNetwork: {
      bytesToRedis: Math.round((after.sent.input - before.sent.input) / count),
      bytesFromRedis: Math.round((after.sent.output - before.sent.output) / count),
      commands: perTask(after.sent.commands - before.sent.commands),
    },
  }),
);
