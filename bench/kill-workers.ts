/**
 * Kills workers, Redis and the experiment itself at random moments of an experiment over a queue, starts them again, and counts
 * finished tasks that were run twice and results that differ from those of `--jobs 1`:
 * `npx tsx bench/kill-workers.ts [moments=30] [seed=1]`, after `npm run build`; needs `redis-server`. Exits with 1 when anything does.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../src/data/random.js';
import { RedisServer } from '../tests/support/redis.js';
import { stonesTable } from './stones-table.js';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [moments = 30, seed = 1] = process.argv.slice(2).map(Number);
const random = new SeededRandom(seed);
const top = await mkdtemp(path.join(os.tmpdir(), 'sdt-kill-workers-'));
const workerCount = 3;
const counts = {
  workersKilled: 0,
  redisRestarts: 0,
  experimentsKilled: 0,
  tasks: 0,
  runTwice: 0,
  differing: 0,
};
const logs: string[] = [];

async function folderWithData(name: string): Promise<string> {
  const folder = path.join(top, name);
  await mkdir(folder);
  await writeFile(path.join(folder, 'stones.csv'), stonesTable());
  return folder;
}

interface Started {
  readonly child: ChildProcess;
  readonly log: () => string;
  readonly code: Promise<number | null>;
}

function sdt(cwd: string, argv: readonly string[]): Started {
  const child = spawn(process.execPath, [main, ...argv], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const code = once(child, 'close').then(([status]) => status as number | null);
  return { child, log: () => log, code };
}

const experiment = ['experiment', 'stones.csv', '--plan', 'temperature', '--seeds', '6', '--epochs', '60'];
const options = ['--threads', '1', '--out', 'out'];

/** The records of all trials without times and without where they ran, in one order. */
async function recordsIn(folder: string): Promise<string[]> {
  const text = await readFile(path.join(folder, 'out/reports/stones/experiment.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      JSON.stringify(JSON.parse(line), (key, value: unknown) => (/seconds$/i.test(key) ? 0 : value)),
    )
    .sort();
}

const reference = await folderWithData('reference');
const alone = sdt(reference, [...experiment, ...options]);
if ((await alone.code) !== 0) throw new Error(alone.log());

const redis = await RedisServer.start();
const queue = ['--queue', redis.url('stones')];
const places = await Promise.all(
  Array.from({ length: workerCount }, (_, index) => folderWithData(`worker-${index}`)),
);
const startWorker = (place: string) => sdt(place, ['worker', ...queue, '--takeover', '2']);
const workers = places.map(startWorker);
const home = await folderWithData('home');
let owner = sdt(home, [...experiment, ...options, ...queue]);
let isOver = false;
const isRunning = (): boolean => !isOver;
const watch = (started: Started) =>
  void started.code.then((code) => {
    if (code === null) return; // killed here
    isOver = true;
    if (code !== 0) console.error(started.log());
    process.exitCode = code;
  });
watch(owner);

/** Tasks that workers say they have done, as often as they say it. */
function finishedTitles(): string[] {
  const said = [...logs, ...workers.map(({ log }) => log())];
  return said.flatMap((log) => [...log.matchAll(/^(.*): done in /gm)].map(([, title = '']) => title));
}

let done = 0;
while (done < moments && isRunning()) {
  // By the work that is done rather than by the clock alone, so that a busy machine has its moments, too.
  const wanted = finishedTitles().length + random.integer(3);
  while (finishedTitles().length < wanted && isRunning()) await sleep(50);
  await sleep(random.uniform(0, 1000));
  if (!isRunning()) break;
  done++;
  const chosen = random.next();
  if (chosen < 0.6) {
    const index = random.integer(workerCount);
    const worker = workers[index];
    const place = places[index];
    if (worker === undefined || place === undefined) continue;
    worker.child.kill('SIGKILL');
    await worker.code;
    logs.push(worker.log());
    workers[index] = startWorker(place);
    counts.workersKilled++;
  } else if (chosen < 0.9) {
    await redis.end(random.next() < 0.5 ? 'SIGKILL' : 'SIGTERM');
    await sleep(random.uniform(0, 1500));
    await redis.begin();
    counts.redisRestarts++;
  } else {
    owner.child.kill('SIGKILL');
    await owner.code;
    owner = sdt(home, [...experiment, ...options, ...queue]);
    watch(owner);
    counts.experimentsKilled++;
  }
}
await owner.code;
for (const { child, code } of workers) {
  child.kill('SIGTERM');
  await code;
}
await redis.remove();

const finished = finishedTitles();
counts.tasks = new Set(finished).size;
counts.runTwice = finished.length - counts.tasks;
const [found, wanted] = [await recordsIn(home), await recordsIn(reference)];
counts.differing =
  wanted.filter((record, index) => record !== found[index]).length + Math.abs(found.length - wanted.length);
console.log(JSON.stringify({ moments: done, trials: wanted.length, ...counts }));
if (done < moments)
  console.error(`the experiment was over after ${done} moments: more seeds would take longer`);
if (counts.runTwice + counts.differing > 0 || done < moments) {
  process.exitCode = 1;
  console.error(`kept: ${top}`);
  const all = [...logs, ...workers.map(({ log }) => log()), owner.log()];
  await writeFile(path.join(top, 'logs'), all.join('\n--------\n'));
} else await rm(top, { recursive: true });
