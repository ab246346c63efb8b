import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError } from '../errors.js';
import type { ResultsDocument } from './results-schema.js';

/** Files that a run writes into one folder before its results, in this order. */
export const runFileNames = [
  'teacher/weights.bin',
  'teacher/model.json',
  'baseline.json',
  'distilled.json',
] as const;
export type RunFileName = (typeof runFileNames)[number];

/** What `results.json`, which is written last, says of the files beside it. */
export type RunRecord = NonNullable<ResultsDocument['run']>;

/** The content of each file of a run. */
export type RunFiles = Readonly<Partial<Record<RunFileName, string | Uint8Array | undefined>>>;

export function runRecordOf(contents: RunFiles): RunRecord {
  const files: Partial<Record<RunFileName, string>> = {};
  for (const name of runFileNames) {
    const content = contents[name];
    if (content !== undefined) files[name] = digestOf(content);
  }
  return { id: digestOf(JSON.stringify(files)).slice(0, 16), files };
}

/**
 * Whether the files in a run's folder are those that its results were measured on.
 *
 * @throws {InvalidInputError} naming the files that are not
 */
export async function assertOneRun(folder: string, { files }: RunRecord): Promise<void> {
  const others: string[] = [];
  for (const name of runFileNames) {
    if (files[name] === undefined) continue;
    const file = path.join(folder, name);
    const isFile = (await stat(file).catch(() => undefined))?.isFile() ?? false;
    if (!isFile || digestOf(await readFile(file)) !== files[name]) others.push(name);
  }
  if (others.length === 0) return;
  throw new InvalidInputError(
    `${folder}: ${others.join(', ')} not of the run that wrote results.json (a run was interrupted while it wrote, or another command has written since); sdt run writes all of them`,
  );
}

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
