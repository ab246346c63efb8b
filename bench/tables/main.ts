import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tablesReport } from './report.js';
import { runSplit } from './run-split.js';
import { addResults, isOurs, readResults, writeResults } from './table-results.js';

const help = `Usage: npx tsx bench/tables/main.ts [options]

Makes reports/tables/README.md: the toolkit beside scikit-learn on twelve tables. Results that are in reports/tables/results.jsonl
already are kept, so that a run can be stopped and continued. Needs Debian's apt-get and dpkg-deb, and Python 3 with venv.

  --again         forgets the toolkit's own results first
  --sets LIST     only these sets (default: all)
  --work FOLDER   for tables and the Python environment (default: sdt-tables in the folder for temporary files)
  --help`;

const { values: options } = parseArgs({
  options: {
    again: { type: 'boolean', default: false },
    sets: { type: 'string' },
    work: { type: 'string', default: path.join(tmpdir(), 'sdt-tables') },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(help);
else run(options.work, options.sets?.split(','), options.again);

function run(work: string, sets: readonly string[] | undefined, again: boolean): void {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const report = path.join(here, '..', '..', 'reports', 'tables');
  const file = path.join(report, 'results.jsonl');
  mkdirSync(report, { recursive: true });
  const python = pythonIn(work, path.join(here, 'requirements.txt'));
  const splits = splitsIn(work, python, path.join(here, 'make_tables.py'));
  call(python, [path.join(here, 'peers.py'), '--tables', splits, '--results', file]);
  if (again) {
    const isForgotten = (set: string) => sets === undefined || sets.includes(set);
    writeResults(
      file,
      readResults(file).filter((result) => !isOurs(result) || !isForgotten(result.set)),
    );
  }
  const known = new Set(
    readResults(file)
      .filter(isOurs)
      .map(({ set, seed }) => `${set}-${seed}`),
  );
  for (const name of readdirSync(splits).sort()) {
    const [, set = '', seed = ''] = /^(.*)-(\d+)$/.exec(name) ?? [];
    if (known.has(name) || (sets !== undefined && !sets.includes(set))) continue;
    console.log(name);
    addResults(file, runSplit(splits, set, Number(seed)));
  }
  writeFileSync(path.join(report, 'README.md'), tablesReport(readResults(file)));
}

/** An interpreter with what the scripts need, made where there is none. */
function pythonIn(work: string, requirements: string): string {
  const python = path.join(work, 'python', 'bin', 'python');
  if (!existsSync(python)) {
    call('python3', ['-m', 'venv', path.join(work, 'python')]);
    call(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
  }
  return python;
}

/** Folder of the splits, made where there is none. */
function splitsIn(work: string, python: string, script: string): string {
  const splits = path.join(work, 'splits');
  if (existsSync(splits)) return splits;
  const packaged = path.join(work, 'package');
  mkdirSync(packaged, { recursive: true });
  call('apt-get', ['download', 'r-cran-mlbench'], packaged);
  const archive = readdirSync(packaged).find((name) => name.endsWith('.deb')) ?? '';
  call('dpkg-deb', ['-x', archive, '.'], packaged);
  const data = path.join(packaged, 'usr', 'lib', 'R', 'site-library', 'mlbench', 'data');
  call(python, [script, '--mlbench', data, '--out', splits]);
  return splits;
}

function call(command: string, values: readonly string[], cwd?: string): void {
  // One core: OpenBLAS and OpenMP take all of them otherwise.
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' };
  execFileSync(command, values, { stdio: 'inherit', env, ...(cwd === undefined ? {} : { cwd }) });
}
