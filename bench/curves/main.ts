import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machineRecord } from '../../src/engine/machine.js';
import { createOnnxruntimeEngine } from '../../src/engine/onnxruntime-engine.js';
import { costChart } from './cost-chart.js';
import { leastCost, measureSize, type Cost } from './measure-size.js';
import { curvesReport, type CurvesResults } from './report.js';
import { allSizes, sizeNames, smallSizes } from './sizes.js';

const help = `Usage: npx tsx bench/curves/main.ts [options]

Measures what rows, features, depth and classes cost, and writes README.md, a drawing of each curve and results.json.

  --rounds N    times that every size is measured, one after the other; the least counts (default: 5)
  --small       a tenth of the rows, without the greatest sizes
  --out FOLDER  default: reports/bench
  --help`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    small: { type: 'boolean', default: false },
    out: { type: 'string', default: path.join(import.meta.dirname, '../../reports/bench') },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(help);
else await run(Number(options.rounds), options.small, options.out);

async function run(rounds: number, small: boolean, out: string): Promise<void> {
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds must be a positive integer, found ${options.rounds}`);
  const sizes = small ? smallSizes() : allSizes();
  const engine = await createOnnxruntimeEngine({ threads: 1 });
  const costs: Cost[][] = sizes.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, { size }] of sizes.entries()) costs[index]?.push(await measureSize(engine, size));
    console.log(`round ${round + 1} of ${rounds}`);
  }
  const measured = sizes.map((each, index) => ({ ...each, ...leastCost(costs[index] ?? []) }));
  const command = `npx tsx bench/curves/main.ts --rounds ${rounds}${small ? ' --small' : ''}`;
  const load = { programs: os.loadavg()[2] ?? 0, processors: os.cpus().length };
  const results: CurvesResults = { command, machine: machineRecord(engine), load, measured };
  await engine.dispose();
  mkdirSync(out, { recursive: true });
  for (const name of sizeNames) writeFileSync(path.join(out, `${name}.svg`), costChart(name, measured));
  writeFileSync(path.join(out, 'README.md'), curvesReport(results));
  writeFileSync(path.join(out, 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
  console.log(`Wrote ${out}`);
}
