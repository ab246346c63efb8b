import { mkdir, open, truncate } from 'node:fs/promises';
import path from 'node:path';
import { cannotWrite } from '../disk/replaceable-file.js';
import { fileIfThere } from './file-if-there.js';
import { parseTrialRecord, type TrialRecord } from '../file/trial-record.js';

/**
 * The finished trials of an experiment in a JSON Lines file, which only ever grows: a line is written in one piece and
 * flushed to the disk; what a full disk took of a line is cut off again, and what a crash left of it when the file is opened anew.
 */
export class TrialLog {
  readonly #records = new Map<string, TrialRecord>();
  /** Writes follow each other, whoever asks for them. */
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(readonly file: string) {}

  /**
   * Opens the file, or a new one; nothing is written before the first trial.
   *
   * @throws {InvalidInputError} naming the line that is not a finished trial
   */
  static async open(file: string): Promise<TrialLog> {
    const log = new TrialLog(file);
    const content = await readTrialLog(file);
    for (const [key, record] of content.records) log.#records.set(key, record);
    if (content.rest === 'whole') await appendWhole(file, '\n');
    else if (content.rest === 'cut') await truncate(file, content.end);
    return log;
  }

  get records(): ReadonlyMap<string, TrialRecord> {
    return this.#records;
  }

  /** Adds a line; the trial counts as finished when it is on the disk. */
  append(record: TrialRecord): Promise<void> {
    const write = this.#lastWrite.then(() => this.#write(record));
    this.#lastWrite = write.catch(() => undefined);
    return write;
  }

  async #write(record: TrialRecord): Promise<void> {
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      await appendWhole(this.file, `${JSON.stringify(record)}\n`);
    } catch (error) {
      throw cannotWrite(this.file, error);
    }
    this.#records.set(record.key, record);
  }
}

/** The trials of a log, and what stands behind its last line break: nothing, a whole line, or a piece of one. */
export interface TrialLogContent {
  readonly records: ReadonlyMap<string, TrialRecord>;
  readonly rest: 'nothing' | 'whole' | 'cut';
  /** Bytes before the rest. */
  readonly end: number;
}

/**
 * Reads a log, which another process may be writing to; one that is not there has no trials.
 *
 * @throws {InvalidInputError} naming the line that is not a finished trial
 */
export async function readTrialLog(file: string): Promise<TrialLogContent> {
  const records = new Map<string, TrialRecord>();
  const bytes = await fileIfThere(file);
  if (bytes === undefined) return { records, rest: 'nothing', end: 0 };
  const end = bytes.lastIndexOf('\n') + 1;
  const text = bytes.toString('utf8', end);
  // What lost nothing but the end of its line, in an editor say, is whole.
  const rest = end === bytes.length ? 'nothing' : isJson(text) ? 'whole' : 'cut';
  const lines = bytes.toString('utf8', 0, rest === 'whole' ? bytes.length : end).split('\n');
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const record = parseTrialRecord(line, `${file} line ${index + 1}`);
    records.set(record.key, record);
  }
  return { records, rest, end };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function appendWhole(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a');
  try {
    const { size } = await handle.stat();
    try {
      await handle.writeFile(line);
      await handle.sync();
    } catch (error) {
      await handle.truncate(size);
      throw error;
    }
  } finally {
    await handle.close();
  }
}
