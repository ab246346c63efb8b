import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Exported } from '../../src/export/exported.js';

/** Whether a program runs here; says plainly where it does not, and what is not tried for that. */
export function hasProgram(command: string, argv: readonly string[], purpose: string): boolean {
  const { status } = spawnSync(command, [...argv], { stdio: 'ignore' });
  if (status === 0) return true;
  console.warn(`${[command, ...argv].join(' ')} does not run here: ${purpose} is not tried`);
  return false;
}

export const hasNumpy = (): boolean => hasProgram('python3', ['-c', 'import numpy'], 'the python format');
export const hasCompiler = (): boolean => hasProgram('gcc', ['--version'], 'the c format');

/** Runs a program and gives what it prints. */
export function run(command: string, argv: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, [...argv], { cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new Error(`${command} ${argv.join(' ')}: ${error.message.slice(0, 500)}\n${stderr.slice(0, 2000)}`),
        );
    });
  });
}

/** Runs `work` in a new folder that holds an export and other files, and removes it afterwards. */
export async function withExport<T>(
  file: string,
  { content, beside = {} }: Exported,
  others: Readonly<Record<string, string | Uint8Array>>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-export-'));
  try {
    await mkdir(folder, { recursive: true });
    const files = { [file]: content, ...beside, ...others };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
