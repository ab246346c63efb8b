import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWholeFile } from '../../../disk/whole-file.js';
import { InvalidInputError } from '../../../errors.js';
import { savedTeacher, teacherFiles } from '../../saved-teacher.js';
import type { SharedFiles } from './share/shared-files.js';

/** Where machines leave trained teachers for each other, by their keys. */
export class TeacherExchange {
  constructor(private readonly files: SharedFiles) {}

  /** @throws {InvalidInputError} when it cannot be left there, or is damaged */
  async publish(key: string, folder: string): Promise<void> {
    if (!(await isThere(key, folder)))
      throw new InvalidInputError(`${folder}: the teacher there is damaged, or another than ${key}`);
    const contents = await Promise.all(teacherFiles.map((file) => readFile(path.join(folder, file))));
    const bytes = contents.reduce((sum, { length }) => sum + length, 0);
    const { mostBytes = Infinity } = this.files;
    if (bytes > mostBytes) {
      throw new InvalidInputError(
        `the teacher has ${mebibytes(bytes)} MiB, and ${mebibytes(mostBytes)} travel through Redis; give the experiment and all workers a folder or s3://BUCKET/PREFIX that they reach with --share`,
      );
    }
    const there = await this.files.get(placeOf(key), teacherFiles);
    if (contents.every((content, index) => there[index]?.equals(content) === true)) return;
    // The record last, so that a teacher with a record is a whole one.
    await this.files.put(
      placeOf(key),
      new Map(teacherFiles.map((file, index) => [file, contents[index] ?? Buffer.alloc(0)])),
    );
  }

  /**
   * Brings a teacher into a folder, unless it is there.
   *
   * @returns whether it is there now; one that comes damaged is not, and is to be trained anew
   */
  async fetch(key: string, folder: string): Promise<boolean> {
    if (await isThere(key, folder)) return true;
    const contents = await this.files.get(placeOf(key), teacherFiles);
    if (contents.includes(undefined)) return false;
    for (const [index, file] of teacherFiles.entries())
      await writeWholeFile(path.join(folder, file), contents[index] ?? Buffer.alloc(0));
    return isThere(key, folder);
  }
}

function placeOf(key: string): string {
  return `teachers/${key}`;
}

async function isThere(key: string, folder: string): Promise<boolean> {
  return (await savedTeacher(folder))?.record.key === key;
}

function mebibytes(count: number): string {
  return (count / 2 ** 20).toFixed(1);
}
