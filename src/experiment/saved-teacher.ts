import { createHash } from 'node:crypto';
import path from 'node:path';
import { writeWholeFile } from '../disk/whole-file.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import { parseSavedTeacher, type SavedTeacher, type TeacherRecord } from '../file/trial-record.js';
import type { Teacher } from '../teacher/teacher.js';
import { fileIfThere } from './file-if-there.js';

/** The record beside a saved teacher, by which a later run knows it again. */
const recordFile = 'training.json';

/** The files of a saved teacher in the order in which they are written: with a record it is whole. */
export const teacherFiles = ['weights.bin', 'model.json', recordFile] as const;

/** Saves a teacher with its record, the record last, so that a teacher with a record is a whole one. */
export async function saveTeacher(
  folder: string,
  teacher: Teacher,
  record: Omit<TeacherRecord, 'fingerprint'>,
  epochs: readonly EpochMetrics[],
): Promise<SavedTeacher> {
  await teacher.save(folder);
  const { key, ...measured } = record;
  const fingerprint = (await fingerprintOf(folder)) ?? '';
  const saved: SavedTeacher = { record: { key, fingerprint, ...measured }, epochs };
  await writeWholeFile(path.join(folder, recordFile), `${JSON.stringify(saved, null, 2)}\n`);
  return saved;
}

/** The record of a teacher that is whole; a folder that something else wrote has none. */
export async function savedTeacher(folder: string): Promise<SavedTeacher | undefined> {
  const bytes = await fileIfThere(path.join(folder, recordFile));
  if (bytes === undefined) return undefined;
  const saved = parseSavedTeacher(bytes.toString('utf8'));
  // Another command may have saved its own teacher in the same place since.
  return saved?.record.fingerprint === (await fingerprintOf(folder)) ? saved : undefined;
}

/** Of the files of a saved model; `undefined` when one of them is missing. */
async function fingerprintOf(folder: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  for (const file of ['model.json', 'weights.bin']) {
    const bytes = await fileIfThere(path.join(folder, file));
    if (bytes === undefined) return undefined;
    hash.update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}
