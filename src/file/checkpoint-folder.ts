import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { writeWholeFile } from '../disk/whole-file.js';
import { InvalidInputError } from '../errors.js';
import type { Checkpoint, CheckpointPart, KeptWork } from './checkpoint.js';

/** Says what the parts beside it are of. */
const purposeFile = 'checkpoint.json';
const digestBytes = 32;

/** A checkpoint in a folder of its own, which is there from the first time that something is written until the work is done. */
export class CheckpointFolder implements Checkpoint {
  #sparedSeconds = 0;
  #lastWrite = performance.now();
  readonly #unwritten = new Map<string, KeptWork>();
  /** Whether the folder is this work's. */
  #isOurs: boolean;

  /**
   * @param purpose all that decides the result, as JSON
   * @param resumes whether what the folder holds is read; else it is replaced at the first time of writing
   * @param interval seconds between two times of writing
   */
  constructor(
    readonly folder: string,
    private readonly purpose: object,
    private readonly resumes: boolean,
    private readonly interval: number,
  ) {
    this.#isOurs = resumes;
  }

  get sparedSeconds(): number {
    return this.#sparedSeconds;
  }

  part(
    kind: string,
    inputs: object,
    arrays: readonly (NodeJS.TypedArray | undefined)[] = [],
  ): CheckpointPart {
    const hash = createHash('sha256').update(JSON.stringify([this.purpose, inputs]));
    for (const array of arrays) {
      hash.update(`${array?.length}`);
      if (array !== undefined) hash.update(bytesOf(array));
    }
    const name = `${kind}-${hash.digest('hex').slice(0, 16)}`;
    const isDue = (): boolean => performance.now() - this.#lastWrite > 1000 * this.interval;
    return {
      get isDue() {
        return isDue();
      },
      read: <T extends KeptWork>() => this.#read<T>(name),
      keep: async (work) => {
        this.#unwritten.set(name, work);
        if (isDue()) await this.write();
      },
    };
  }

  /** Writes what is kept and not on the disk yet; says whether the folder holds anything then. */
  async write(): Promise<boolean> {
    if (this.#unwritten.size > 0) {
      if (!this.#isOurs) {
        await rm(this.folder, { recursive: true, force: true });
        await mkdir(this.folder, { recursive: true });
        await writeWholeFile(path.join(this.folder, purposeFile), `${JSON.stringify(this.purpose)}\n`);
        this.#isOurs = true;
      }
      for (const [name, work] of this.#unwritten) {
        const content = serialize(work);
        await writeWholeFile(this.#fileOf(name), Buffer.concat([digestOf(content), content]));
        this.#unwritten.delete(name);
      }
    }
    this.#lastWrite = performance.now();
    return this.#isOurs;
  }

  /** The work is done. */
  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async #read<T extends KeptWork>(name: string): Promise<T | undefined> {
    if (!this.resumes) return undefined;
    const file = this.#fileOf(name);
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const content = bytes.subarray(digestBytes);
    if (!digestOf(content).equals(bytes.subarray(0, digestBytes))) {
      throw new InvalidInputError(`${file}: is damaged; without --resume the work begins anew`);
    }
    // Ours, as the digest says, and of this very part, as its name does.
    const work = deserialize(content) as T;
    this.#sparedSeconds += work.seconds;
    return work;
  }

  #fileOf(name: string): string {
    return path.join(this.folder, `${name}.part`);
  }
}

/** What the checkpoint in a folder is of; `undefined` where there is none. */
export async function checkpointPurpose(folder: string): Promise<unknown> {
  const text = await readFile(path.join(folder, purposeFile), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function digestOf(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

function bytesOf({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
