import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeCells, linesOf, readNotebook, type CellOutput } from './notebook.js';
import type { CellEvent } from './tslab.js';

/** Where the names that cells import lead: to the library's sources, and to our stand-in for the kernel's module. */
const paths = {
  'soft-decision-tree': [pathOf('../../src/index.ts')],
  'soft-decision-tree/*': [pathOf('../../src/*.ts')],
  tslab: [pathOf('./tslab.ts')],
};

/**
 * Runs all code cells of a notebook in order, as one ES module in a Node process of its own, in the notebook's folder.
 *
 * @returns what each code cell prints and displays
 * @throws {Error} naming the cell that fails
 */
export async function runNotebook(file: string): Promise<CellOutput[][]> {
  const cells = codeCells(await readNotebook(file));
  const folder = await mkdtemp(join(tmpdir(), 'notebook-'));
  try {
    const module = join(folder, 'cells.mts');
    const sources = cells.map(({ source }) => `startCell();\n${source.join('')}\n`);
    await writeFile(module, ["import { startCell } from 'tslab';\n", ...sources].join(''));
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { paths } }));
    const { stdout, error } = await runModule(module, folder, dirname(file));
    const outputs = outputsByCell(stdout);
    if (error !== undefined) {
      throw new Error(`${file}: cell "${cells[outputs.length - 1]?.id ?? 'none'}" fails: ${error}`);
    }
    return outputs;
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface ModuleRun {
  readonly stdout: string;
  readonly error?: string;
}

function runModule(module: string, folder: string, workingFolder: string): Promise<ModuleRun> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', import.meta.resolve('tsx'), module],
      {
        cwd: workingFolder,
        env: { ...process.env, TSX_TSCONFIG_PATH: join(folder, 'tsconfig.json') },
        maxBuffer: 2 ** 26,
      },
      (error, stdout, stderr) =>
        resolve(error === null ? { stdout } : { stdout, error: stderr || error.message }),
    );
  });
}

/** Cells that never started are missing at the end. */
function outputsByCell(stdout: string): CellOutput[][] {
  const outputs: CellOutput[][] = [];
  let printed = '';
  const flush = (): void => {
    if (printed !== '')
      outputs.at(-1)?.push({ name: 'stdout', output_type: 'stream', text: linesOf(printed) });
    printed = '';
  };
  for (const line of stdout.split('\n').filter(Boolean)) {
    const event = JSON.parse(line) as CellEvent;
    if (event.kind === 'print') {
      printed += event.text;
      continue;
    }
    flush();
    if (event.kind === 'cell') outputs.push([]);
    else {
      const data = { [event.mediaType]: linesOf(event.text) };
      outputs.at(-1)?.push({ data, metadata: {}, output_type: 'display_data' });
    }
  }
  flush();
  return outputs;
}

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}
