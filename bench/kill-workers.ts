/**
 * Kills workers, Redis and the experiment itself at random moments of an experiment over a queue, starts them again, and counts
 * finished tasks that were run twice and results that differ from those of `--jobs 1`:
 * `npx tsx bench/kill-workers.ts [moments=30] [seed=1] [appendfsync=always]`, after `npm run build`; needs `redis-server`. Exits with 1
 * when anything does. With `everysec` a Redis that is killed may forget its last second, and with it that a task was finished.
 *
 * A task is run twice when one begins it after another has finished it, or when two say that they were the first. Where a worker's
 * locks went while Redis was away, another takes its task beside it: that is counted apart.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../src/data/random.js';
import { RedisServer } from '../tests/support/redis.js';
import { stonesTable } from './stones-table.js';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [momentCount, seedNumber, appendfsync = 'always'] = process.argv.slice(2);
const moments = Number(momentCount ?? 30);
const seed = Number(seedNumber ?? 1);
const random = new SeededRandom(seed);
const top = await mkdtemp(path.join(os.tmpdir(), 'sdt-kill-workers-'));
const workerCount = 3;
const counts = {
  workersKilled: 0,
  redisRestarts: 0,
  experimentsKilled: 0,
  tasks: 0,
  runTwice: 0,
  runBeside: 0,
  differing: 0,
};

async function folderWithData(name: string): Promise<string> {
  const folder = path.join(top, name);
  await mkdir(folder);
  await writeFile(path.join(folder, 'stones.csv'), stonesTable());
  return folder;
}

interface Line {
  readonly text: string;
  /** When it came, in seconds. */
  readonly at: number;
}

interface Started {
  readonly child: ChildProcess;
  readonly log: () => string;
  readonly lines: readonly Line[];
  readonly code: Promise<number | null>;
}

function sdt(cwd: string, argv: readonly string[]): Started {
  const child = spawn(process.execPath, [main, ...argv], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: Line[] = [];
  createInterface(child.stderr).on('line', (text) => lines.push({ text, at: performance.now() / 1000 }));
  const code = once(child, 'close').then(([status]) => status as number | null);
  return { child, log: () => lines.map(({ text }) => `${text}\n`).join(''), lines, code };
}

// So many that they last longer than the moments on a machine that has nothing else to do.
const seeds = String(Math.ceil(moments / 2));
const experiment = ['experiment', 'stones.csv', '--plan', 'temperature', '--seeds', seeds, '--epochs', '60'];
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

const redis = await RedisServer.start(['--appendfsync', appendfsync]);
const queue = ['--queue', redis.url('stones')];
const places = await Promise.all(
  Array.from({ length: workerCount }, (_, index) => folderWithData(`worker-${index}`)),
);
const startWorker = (place: string) => sdt(place, ['worker', ...queue, '--takeover', '2']);
const workers = places.map(startWorker);
const killed: Started[] = [];
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

/** A task that a worker has run to its end. */
interface Run {
  readonly title: string;
  /** In seconds. */
  readonly begin: number;
  readonly end: number;
  /** Whether nobody else had finished it. */
  readonly isFirst: boolean;
}

const runLine = /^(.*): (done in|was done by another worker meanwhile, here in) ([\d.]+) s$/;

/** As workers say it. */
function finishedRuns(): Run[] {
  return [...killed, ...workers].flatMap(({ lines }) =>
    lines.flatMap(({ text, at }) => {
      const [, title, words, seconds] = runLine.exec(text) ?? [];
      return title === undefined
        ? []
        : [{ title, begin: at - Number(seconds), end: at, isFirst: words === 'done in' }];
    }),
  );
}

/** What a line may come late, and the rounding of its seconds. */
const tolerance = 0.25;

/** Counts tasks, and what was run more than once. */
function countRuns(runs: readonly Run[]): void {
  const titles = new Set(runs.map(({ title }) => title));
  counts.tasks = titles.size;
  for (const title of titles) {
    const ofTask = runs.filter((run) => run.title === title);
    const firstEnd = Math.min(...ofTask.map(({ end }) => end));
    const late = ofTask.filter(({ begin }) => begin > firstEnd + tolerance).length;
    const twice = Math.max(late, ofTask.filter(({ isFirst }) => isFirst).length - 1);
    counts.runTwice += twice;
    counts.runBeside += ofTask.length - 1 - twice;
  }
}

let done = 0;
while (done < moments && isRunning()) {
  // By the work that is done rather than by the clock alone, so that a busy machine has its moments, too.
  const wanted = finishedRuns().length + random.integer(3);
  while (finishedRuns().length < wanted && isRunning()) await sleep(50);
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
    killed.push(worker);
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

countRuns(finishedRuns());
const [found, wanted] = [await recordsIn(home), await recordsIn(reference)];
counts.differing =
  wanted.filter((record, index) => record !== found[index]).length + Math.abs(found.length - wanted.length);
console.log(JSON.stringify({ moments: done, trials: wanted.length, ...counts }));
if (done < moments)
  console.error(`the experiment was over after ${done} moments: more seeds would take longer`);
if (counts.runTwice + counts.differing > 0 || done < moments) {
  process.exitCode = 1;
  console.error(`kept: ${top}`);
  const all = [...killed, ...workers, owner].map(({ log }) => log());
  await writeFile(path.join(top, 'logs'), all.join('\n--------\n'));
} else await rm(top, { recursive: true });
