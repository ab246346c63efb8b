import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWholeFile } from '../../../disk/whole-file.js';
import { InvalidInputError } from '../../../errors.js';
import { savedTeacher, teacherFiles } from '../../saved-teacher.js';
import type { QueueConnection } from './queue-connection.js';

/** Where machines leave trained teachers for each other, by their keys. */
export interface TeacherExchange {
  /** @throws {InvalidInputError} when it cannot be left there */
  publish(key: string, folder: string): Promise<void>;
  /** Brings it into a folder, unless it is there. */
  fetch(key: string, folder: string): Promise<boolean>;
}

/** Values of Redis are held in memory, there and here; the built-in teacher of MNIST has 0.9 MB. */
const mostBytesInRedis = 64 * 2 ** 20;

/** Teachers in Redis. */
export class RedisTeachers implements TeacherExchange {
  constructor(
    private readonly connection: QueueConnection,
    private readonly mostBytes = mostBytesInRedis,
  ) {}

  async publish(key: string, folder: string): Promise<void> {
    const files = await Promise.all(teacherFiles.map((file) => readFile(path.join(folder, file))));
    const bytes = files.reduce((sum, { length }) => sum + length, 0);
    if (bytes > this.mostBytes) {
      const mebibytes = (count: number) => (count / 2 ** 20).toFixed(1);
      throw new InvalidInputError(
        `the teacher has ${mebibytes(bytes)} MiB, and ${mebibytes(this.mostBytes)} travel through Redis; give the experiment and all workers a folder that they reach with --share`,
      );
    }
    const fields = teacherFiles.flatMap((file, index) => [file, files[index] ?? Buffer.alloc(0)]);
    await this.connection.ask((client) => client.hset(this.#key(key), ...fields));
  }

  async fetch(key: string, folder: string): Promise<boolean> {
    if (await isThere(key, folder)) return true;
    const files = await this.connection.ask((client) => client.hmgetBuffer(this.#key(key), ...teacherFiles));
    return takeFiles(files, key, folder);
  }

  #key(key: string): string {
    return this.connection.key('teacher', key);
  }
}

/** Teachers in a folder that all machines reach. */
export class SharedTeachers implements TeacherExchange {
  constructor(private readonly share: string) {}

  async publish(key: string, folder: string): Promise<void> {
    const place = this.#place(key);
    if (await isThere(key, place)) return;
    await takeFiles(await readAll(folder), key, place);
  }

  async fetch(key: string, folder: string): Promise<boolean> {
    if (await isThere(key, folder)) return true;
    if (!(await isThere(key, this.#place(key)))) return false;
    return takeFiles(await readAll(this.#place(key)), key, folder);
  }

  #place(key: string): string {
    return path.join(this.share, 'teachers', key);
  }
}

async function isThere(key: string, folder: string): Promise<boolean> {
  return (await savedTeacher(folder))?.record.key === key;
}

function readAll(folder: string): Promise<Buffer[]> {
  return Promise.all(teacherFiles.map((file) => readFile(path.join(folder, file))));
}

/** Writes the files, the record last, so that a teacher with a record is a whole one. */
async function takeFiles(files: readonly (Buffer | null)[], key: string, folder: string): Promise<boolean> {
  for (const [index, file] of teacherFiles.entries()) {
    const content = files[index];
    if (content === null || content === undefined) return false;
    await writeWholeFile(path.join(folder, file), content);
  }
  if (await isThere(key, folder)) return true;
  throw new InvalidInputError(`${folder}: the teacher that came there is damaged, or another than ${key}`);
}
