import { randomBytes } from 'node:crypto';
import { stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError } from '../errors.js';
import { fileProblem, systemErrorCode } from './error-message.js';

/** Where `sdt run --out OUT` puts the results of one data set. */
export interface ResultPaths {
  /** `OUT/trees/<dataset>` */
  readonly folder: string;
  /** Layers-model folder of the teacher. */
  readonly teacher: string;
  readonly baseline: string;
  readonly distilled: string;
  /** Accuracies, settings and learning curves of the run. */
  readonly results: string;
  /** `OUT/reports/<dataset>/index.html` */
  readonly report: string;
}

export function resultPaths(out: string, dataset: string): ResultPaths {
  const name = folderName(dataset);
  const folder = path.join(out, 'trees', name);
  return {
    folder,
    teacher: path.join(folder, 'teacher'),
    baseline: path.join(folder, 'baseline.json'),
    distilled: path.join(folder, 'distilled.json'),
    results: path.join(folder, 'results.json'),
    report: path.join(out, 'reports', name, 'index.html'),
  };
}

/** A data set's name as the name of a folder: no separators, no leading dots, nothing that a shell would mind. */
export function folderName(dataset: string): string {
  const name = dataset.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '');
  return name === '' ? 'data' : name;
}

/**
 * Finds out before minutes of training whether a file can be written at `file` afterwards, and leaves nothing behind:
 * the nearest folder that exists must take a new file.
 * @throws {InvalidInputError} naming the path and what is in the way
 */
export async function assertWritable(file: string): Promise<void> {
  if (await isFolder(file)) throw new InvalidInputError(`Cannot write ${file}: it is a folder`);
  const parent = await nearestExisting(path.dirname(path.resolve(file)), file);
  const probe = path.join(parent, `.sdt-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(probe, '', { flag: 'wx' });
    await unlink(probe);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

async function isFolder(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    return false; // missing or unreachable: what is wrong comes out at the parent folder
  }
}

async function nearestExisting(folder: string, file: string): Promise<string> {
  try {
    const found = await stat(folder);
    if (found.isDirectory()) return folder;
    throw new InvalidInputError(`Cannot write ${file}: ${folder} is a file, but a folder is needed`);
  } catch (error) {
    const code = systemErrorCode(error);
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    if (missing && path.dirname(folder) !== folder) return nearestExisting(path.dirname(folder), file);
    throw error instanceof InvalidInputError ? error : cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): InvalidInputError {
  const reason = fileProblem(systemErrorCode(error)) ?? String(error);
  return new InvalidInputError(`Cannot write ${file}: ${reason}`, { cause: error });
}
