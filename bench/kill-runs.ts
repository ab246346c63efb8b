/**
 * Kills training commands at random moments, resumes them until they are done, and counts what is damaged or differs from an
 * uninterrupted run: `npx tsx bench/kill-runs.ts [kills=200] [seed=1]`, after `npm run build`. Exits with 1 when anything does.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../src/data/random.js';
import { readResults } from '../src/file/results.js';
import { assertOneRun } from '../src/file/run-record.js';
import { parseTreeDocument } from '../src/file/tree-text.js';
import { stonesTable } from './stones-table.js';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const [kills = 200, seed = 1] = process.argv.slice(2).map(Number);
const random = new SeededRandom(seed);
const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-kills-'));
const quick = ['--depth', '2', '--epochs', '150', '--threads', '1'];
const teacher = ['--teacher-members', '2'];

/** Commands with what they write; all of one data set, in one folder. */
const jobs = [
  { argv: ['run', ...quick, ...teacher, '--teacher-epochs', '4', '--out', '.'], share: 0.7 },
  { argv: ['train-teacher', ...teacher, '--epochs', '6'], share: 0.1 },
  { argv: ['train-baseline', ...quick], share: 0.1 },
  { argv: ['distill', ...quick, '--teacher', '../teacher'], share: 0.1 },
] as const;
const stopCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
const counts = {
  kills: 0,
  finished: 0,
  damaged: 0,
  differing: 0,
  leftBehind: 0,
  wrongExits: 0,
  mixedAndSaid: 0,
};

/** @param killAfter seconds from the first line that it prints */
function sdt(cwd: string, argv: readonly string[], kill?: { after: number; signal: NodeJS.Signals }) {
  const start = performance.now();
  const child = spawn(process.execPath, [main, ...argv], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  let began = start;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (log === '') {
      began = performance.now();
      if (kill !== undefined) setTimeout(() => child.kill(kill.signal), 1000 * kill.after);
    }
    log += text;
  });
  return new Promise<{ code: number | null; seconds: number; log: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, seconds: (performance.now() - began) / 1000, log }));
  });
}

async function filesBelow(top: string): Promise<string[]> {
  const entries = await readdir(top, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => path.relative(top, path.join(entry.parentPath, entry.name)));
}

function complain(text: string): void {
  console.error(text);
}

/** Counts files that cannot be read, and runs that are mixed: the readers say so. */
async function inspect(top: string): Promise<void> {
  for (const file of await filesBelow(top)) {
    if (!/^trees\/[^.]*\.json$/.test(file)) continue;
    try {
      const text = await readFile(path.join(top, file), 'utf8');
      if (/(baseline|distilled)\.json$/.test(file)) parseTreeDocument(text, file);
      else JSON.parse(text);
    } catch (error) {
      counts.damaged++;
      complain(`damaged: ${String(error)}`);
    }
  }
  const trees = path.join(top, 'trees/stones');
  const results = await readResults(path.join(trees, 'results.json')).catch(() => undefined);
  if (results?.run === undefined) return;
  await assertOneRun(trees, results.run).catch(() => counts.mixedAndSaid++);
}

async function compareFiles(top: string, reference: string): Promise<void> {
  for (const file of await filesBelow(reference)) {
    // Times differ between any two runs.
    if (!/(\.bin|model\.json|baseline\.json|distilled\.json)$/.test(file)) continue;
    const [found, wanted] = await Promise.all(
      [top, reference].map((where) => readFile(path.join(where, file)).catch(() => Buffer.from('none'))),
    );
    if (found?.equals(wanted ?? Buffer.alloc(0)) === true) continue;
    counts.differing++;
    complain(`differs: ${top}/${file}`);
  }
  for (const file of await filesBelow(top)) {
    if (!/(^|\/)\.|\.part$/.test(file)) continue;
    counts.leftBehind++;
    complain(`left behind: ${file}`);
  }
}

await writeFile(path.join(folder, 'stones.csv'), stonesTable());
const inPlace = async (name: string): Promise<string> => {
  const place = path.join(folder, name);
  await cp(path.join(folder, 'stones.csv'), path.join(place, 'stones.csv'));
  return place;
};
const commandOf = (argv: readonly string[], ofSeed: number) => {
  const [command = '', ...options] = argv;
  return [command, 'stones.csv', ...options, '--seed', String(ofSeed)];
};

await sdt(folder, commandOf(['train-teacher', ...teacher, '--epochs', '2', '--out', 'teacher'], 1));
const work = await Promise.all(
  jobs.map(async (job, index) => {
    const references: string[] = [];
    let seconds = 0;
    for (const ofSeed of [1, 2]) {
      const place = await inPlace(`reference-${index}-${ofSeed}`);
      const done = await sdt(place, commandOf(job.argv, ofSeed));
      if (done.code !== 0) throw new Error(done.log);
      seconds = done.seconds;
      references.push(place);
    }
    return { ...job, references, seconds, place: await inPlace(`work-${index}`) };
  }),
);

let round = 0;
while (counts.kills < kills) {
  const chosen = random.next();
  const job = work.find(
    (_, index) => chosen < jobs.slice(0, index + 1).reduce((sum, { share }) => sum + share, 0),
  );
  const { place, references, argv, seconds } = job ??
    work[0] ?? { place: '', references: [], argv: [], seconds: 0 };
  // The folder still holds what the other seed has left.
  const ofSeed = 1 + (round++ % 2);
  const resumed = [...commandOf(argv, ofSeed), '--resume', '--checkpoint', '0.05'];
  for (let attempt = 0; ; attempt++) {
    const signal = (['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGHUP', 'SIGINT'] as const)[
      random.integer(6)
    ];
    const isLast = attempt >= 10;
    const kill =
      isLast || signal === undefined ? undefined : { after: random.uniform(0, 0.4 * seconds), signal };
    const { code, log } = await sdt(place, resumed, kill);
    await inspect(place);
    if (code === 0) break;
    counts.kills++;
    const expected = signal === undefined || signal === 'SIGKILL' ? null : stopCodes[signal];
    // A signal that comes before Node has its handlers, or a second time, ends the process as the system does.
    if (code !== expected && code !== null) {
      counts.wrongExits++;
      complain(`exit ${code} after ${signal}: ${log.slice(-300)}`);
      if (isLast) break;
    }
  }
  counts.finished++;
  await compareFiles(place, references[ofSeed - 1] ?? '');
  if (round % 10 === 0) console.error(JSON.stringify(counts));
}
console.log(JSON.stringify(counts));
await rm(folder, { recursive: true });
process.exitCode = counts.damaged + counts.differing + counts.leftBehind + counts.wrongExits > 0 ? 1 : 0;
