import { randomBytes } from 'node:crypto';
import { stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode } from '../disk/file-problem.js';
import { cannotWrite, replaceableFile } from '../disk/replaceable-file.js';
import { InvalidInputError } from '../errors.js';

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
 * Finds out before minutes of training whether a file can be written at `file` afterwards, and leaves nothing behind: what
 * is there may be replaced, or the nearest folder that exists takes a new file.
 * @throws {InvalidInputError} naming the path and what is in the way
 */
export async function assertWritable(file: string): Promise<void> {
  const { target } = await replaceableFile(file);
  const parent = await nearestExisting(path.dirname(target), file);
  const probe = path.join(parent, `.sdt-${randomBytes(6).toString('hex')}`);
  try {
    await writeFile(probe, '', { flag: 'wx' });
    await unlink(probe);
  } catch (error) {
    throw cannotWrite(file, error);
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
    throw cannotWrite(file, error);
  }
}
