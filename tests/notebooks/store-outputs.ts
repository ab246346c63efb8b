import { argv } from 'node:process';
import { writeWholeFile } from '../../src/disk/whole-file.js';
import { readNotebook } from './notebook.js';
import { runNotebook } from './run-notebook.js';

/** Runs notebooks and stores what their cells show: `npx tsx tests/notebooks/store-outputs.ts notebooks/*.ipynb`. */
for (const file of argv.slice(2)) {
  const notebook = await readNotebook(file);
  const outputs = await runNotebook(file);
  let count = 0;
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'code' ? { ...cell, outputs: outputs[count++] ?? [], execution_count: count } : cell,
  );
  await writeWholeFile(file, `${JSON.stringify({ ...notebook, cells }, null, 1)}\n`);
  console.log(`${file}: stored the outputs of ${count} cells`);
}
