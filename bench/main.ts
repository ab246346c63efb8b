import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { selectRows, type Dataset } from '../src/data/dataset.js';
import { openData } from '../src/data/open-data.js';
import { allRows } from '../src/data/splits.js';
import { onnxruntimeVersion } from '../src/engine/onnxruntime-session.js';
import { profileTraining, type OpTime } from './profile.js';
import { PytorchUnavailableError, PytorchWorker } from './pytorch.js';
import { profileTable, resultTable } from './report.js';
import { runModels, runStartUp, type Result } from './suite.js';

const help = `Usage: npm run bench -- [options]

Times the toolkit beside our own PyTorch program (bench/pytorch_reference.py), in turn, and compares pair by pair.
PyTorch: apt-get install python3-torch libopenblas0-pthread

  --threads LIST  thread counts for both sides (default: 1,2 or as many as there are processors)
  --processor     seconds of processor time instead of those on the wall, for a machine that is busy; without start-up
  --rounds N      pairs of measurements per line, 0.5 s each (default: 15)
  --profile       only show where the time of a training step goes
  --json          one JSON document on stdout
  --help`;

const { values: options } = parseArgs({
  options: {
    threads: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    processor: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(help);
else await run();

async function run(): Promise<void> {
  const log = options.json ? console.error : console.log;
  const threadCounts = (options.threads ?? (availableParallelism() > 1 ? '1,2' : '1'))
    .split(',')
    .map((text) => positiveInteger('--threads', text));
  const rounds = positiveInteger('--rounds', options.rounds);
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    processors: availableParallelism(),
    node: process.version,
    onnxruntime: await onnxruntimeVersion(),
    load: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
  log(
    Object.entries(machine)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  );
  // Two pools of threads that wait for each other on busy processors lose by factors, and not alike: such ratios mean nothing.
  if (machine.load > 0.5 && !options.processor) {
    log(
      `Warning: other programs use this machine (load ${machine.load}); do not rely on these numbers, least of all above one thread`,
    );
  }
  const dataset = await trainingImages();

  const results: Result[] = [];
  let pytorch: string | undefined;
  if (!options.profile) {
    const onResult = (result: Result): void => {
      results.push(result);
      if (!options.json && process.stdout.isTTY)
        console.log(`measured: ${result.work}, threads ${result.threads}`);
    };
    for (const threads of threadCounts) {
      const worker = await startWorker(threads, log);
      pytorch = worker?.version;
      try {
        const clock = options.processor ? 'processor' : 'wall';
        await runModels({ dataset, threads, rounds, clock, worker, onResult });
      } finally {
        worker?.stop();
      }
    }
    if (!options.processor) onResult(await runStartUp(rounds));
    if (!options.json) log(['', ...resultTable(results)].join('\n'));
  }

  const profiles: { readonly work: string; readonly operations: OpTime[] }[] = [];
  for (const [kind, batchSize] of [
    ['tree', 64],
    ['tree', 256],
    ['cnn', 128],
  ] as const) {
    const work = `${kind} training step, batch ${batchSize}, 1 thread`;
    const operations = await profileTraining(kind, batchSize, dataset);
    profiles.push({ work, operations });
    if (!options.json)
      log([`\nTime by onnxruntime operation: ${work}`, ...profileTable(operations)].join('\n'));
  }
  if (options.json)
    console.log(JSON.stringify({ machine: { ...machine, pytorch }, results, profiles }, undefined, 2));
}

/** All 60,000 in the order of their file, as PyTorch's side reads them. */
async function trainingImages(): Promise<Dataset> {
  const mnist = await openData('mnist');
  const { preparation } = mnist.splits({ seed: 1 }).train;
  return selectRows(mnist.part('all', { seed: 1 }, preparation), allRows(60_000));
}

async function startWorker(threads: number, log: (line: string) => void): Promise<PytorchWorker | undefined> {
  try {
    return await PytorchWorker.start(threads);
  } catch (error) {
    if (!(error instanceof PytorchUnavailableError)) throw error;
    log(`Nothing to compare with: ${error.message}`);
    return undefined;
  }
}

function positiveInteger(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${option} must be a positive integer, found "${text}"`);
  return value;
}
