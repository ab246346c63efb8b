import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { writeWholeFile } from '../../disk/whole-file.js';
import { InvalidInputError } from '../../errors.js';
import { runFileNames } from '../../file/run-record.js';
import { fileIfThere } from '../file-if-there.js';
import { searchTeachers } from '../run-plans.js';
import type { ShardFolder } from './shard-folder.js';

/** A file that one run would have written, as a shard has it. */
export interface ModelCopy {
  readonly from: string;
  readonly to: string;
}

const results = 'results.json';
/** Written last, so that a teacher with it is a whole one. */
const teacherRecord = 'training.json';
const teacherFiles = ['weights.bin', 'model.json', teacherRecord];

/**
 * What one run would have left besides its log: trees and results of seeds, and teachers, for a later run to go on with; of the first
 * shard that has them.
 *
 * @param target gets them
 * @throws {InvalidInputError} when what is there is of another run
 */
export async function modelsToCopy(
  shards: readonly ShardFolder[],
  target: Pick<ShardFolder, 'reportFolder' | 'treeFolder'>,
): Promise<ModelCopy[]> {
  const copies: ModelCopy[] = [];
  const claimed = new Set<string>();
  const withRun: ShardFolder[] = [];
  for (const shard of shards) {
    const { treeFolder, reportFolder } = shard;
    const seeds = await foldersIn(path.join(reportFolder, 'seeds'));
    const ofSeeds = seeds.map((seed) => path.join('seeds', seed, results));
    // Trees, teacher and results of the first seed are one run's, whatever shards trained the same teacher.
    const ofRun = (await isThere(path.join(treeFolder, results))) ? [...runFileNames, results] : [];
    if (ofRun.length > 0) withRun.push(shard);
    for (const [from, to, names] of [
      [reportFolder, target.reportFolder, ofSeeds],
      [treeFolder, target.treeFolder, ofRun],
    ] as const) {
      const open = names.map((name) => ({ from: path.join(from, name), to: path.join(to, name) }));
      copies.push(...(await newCopies(open.filter((copy) => !claimed.has(copy.to)))));
      for (const copy of open) claimed.add(copy.to);
    }
  }
  for (const { treeFolder } of [...withRun, ...shards]) {
    for (const teacher of await teachersIn(treeFolder)) {
      const record = path.join(target.treeFolder, teacher, teacherRecord);
      // One that is there, or comes from another shard, serves as well: its key says what it is.
      if (claimed.has(record) || (await isThere(record))) continue;
      claimed.add(record);
      for (const name of teacherFiles) {
        const to = path.join(target.treeFolder, teacher, name);
        if (!claimed.has(to) || name === teacherRecord)
          copies.push({ from: path.join(treeFolder, teacher, name), to });
      }
    }
  }
  return copies;
}

/** @returns what was written */
export async function copyModels(copies: readonly ModelCopy[]): Promise<string[]> {
  const written: string[] = [];
  for (const { from, to } of copies) {
    const bytes = await fileIfThere(from);
    if (bytes === undefined) continue;
    await writeWholeFile(to, bytes);
    written.push(to);
  }
  return written;
}

/** Those whose targets are not there yet. */
async function newCopies(copies: readonly ModelCopy[]): Promise<ModelCopy[]> {
  const open: ModelCopy[] = [];
  for (const { from, to } of copies) {
    const [there, here] = [await fileIfThere(to), await fileIfThere(from)];
    if (here === undefined || there?.equals(here) === true) continue;
    if (there !== undefined)
      throw new InvalidInputError(`${to} is of another run than ${from}; name another folder with --out`);
    open.push({ from, to });
  }
  return open;
}

/** Teachers of experiments, and those that a search has besides. */
async function teachersIn(folder: string): Promise<string[]> {
  const ofSearch = await foldersIn(path.join(folder, searchTeachers));
  return [
    ...(await foldersIn(folder)).filter((name) => name.startsWith('teacher')),
    ...ofSearch.map((name) => path.join(searchTeachers, name)),
  ];
}

async function isThere(file: string): Promise<boolean> {
  return (await fileIfThere(file)) !== undefined;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}
