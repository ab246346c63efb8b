import { Type } from 'typebox';
import { InvalidInputError } from '../errors.js';
import { engineNames } from '../settings/engine-choice.js';
import { assertExperiment } from '../settings/settings-ranges.js';
import { experimentSettings } from './settings-schema.js';
import { answerQuality, treeQuality, treeScores } from '../tree/tree-scores.js';
import { checkedDocument, parseJson, type DocumentOf } from './document-schema.js';
import { epochMetrics } from './epoch-metrics.js';
import { base64Pattern, count, fraction, machine, rowCounts, seconds, seed } from './fields.js';

const bits = Type.String({ pattern: base64Pattern });

const treeRecord = Type.Object({
  key: Type.String(),
  ...treeScores.properties,
  /** Absent in trials of earlier versions. */
  quality: Type.Optional(treeQuality),
  /** Training time, validation after each epoch included. */
  seconds,
  /** Time for the teacher's answers; about 0 where they were kept from an earlier tree of the same run. */
  softTargetSeconds: seconds,
  /** The epoch whose weights were kept. */
  bestEpoch: count,
  parameterCount: count,
  /** Leaves that answered at least one test row. */
  leavesUsed: count,
  /** Where it was searched for. */
  depth: Type.Optional(count),
  /** What grew it, where that is another than the machine of the trial. */
  machine: Type.Optional(machine),
  /** Bits of the rows that were answered correctly, see `packCorrectness`. */
  correct: Type.Object({ maxPath: bits, mixture: bits }),
});

/** What a trial keeps of one of its trees. */
export type TreeRecord = DocumentOf<typeof treeRecord>;

const teacherRecord = Type.Object({
  key: Type.String(),
  /** Of the saved files. */
  fingerprint: Type.String(),
  accuracy: fraction,
  validationAccuracy: fraction,
  /** On the test rows; absent where an earlier version trained the teacher. */
  quality: Type.Optional(answerQuality),
  parameterCount: count,
  /** Training time. */
  seconds,
  /** What trained it; in a trial, where that is another than the machine of the trial. */
  machine: Type.Optional(machine),
  /** With self-training: of each training, the first on the labels alone. */
  rounds: Type.Optional(Type.Array(Type.Object({ validationAccuracy: fraction, kept: Type.Boolean() }))),
});

/** What a trial keeps of its teacher. */
export type TeacherRecord = DocumentOf<typeof teacherRecord>;

const savedTeacher = Type.Object({ record: teacherRecord, epochs: Type.Array(epochMetrics) });

/** What the folder of a teacher says about it. */
export type SavedTeacher = DocumentOf<typeof savedTeacher>;

const trialRecord = Type.Object({
  /** Equal for equal data, settings and seed. */
  key: Type.String(),
  /** The preset, and what differs from it. */
  preset: Type.String(),
  seed: seed(),
  /** The fold of the labelled rows that it was measured on, where that was not the test part. */
  fold: Type.Optional(Type.Object({ number: count, count })),
  /** Labelled rows, validation rows among them. */
  labels: count,
  rows: rowCounts,
  teacher: teacherRecord,
  baseline: treeRecord,
  distilled: treeRecord,
  settings: experimentSettings,
  engine: Type.Enum(engineNames),
  /** What computed; absent in trials of earlier versions. */
  machine: Type.Optional(machine),
  /** Of the toolkit. */
  version: Type.String(),
});

/** A finished trial: one line of `experiment.jsonl`. Accuracies are fractions in [0, 1], measured on the test rows, or on a fold. */
export type TrialRecord = DocumentOf<typeof trialRecord>;

/**
 * Reads one line of `experiment.jsonl`.
 *
 * @param source for messages: file and line
 * @throws {InvalidInputError} when it is not a finished trial
 */
export function parseTrialRecord(line: string, source: string): TrialRecord {
  const record = checkedDocument(
    trialRecord,
    parseJson(line, `${source}: must be JSON`),
    ({ pointer, rule }) => `${source}: not a finished trial of sdt experiment: ${pointer} ${rule}`,
  );
  try {
    assertExperiment(record.settings);
    for (const name of ['baseline', 'distilled'] as const)
      assertRightRows(name, record[name], record.rows.test);
    assertOneClassCount(record);
  } catch (error) {
    throw error instanceof InvalidInputError ? new InvalidInputError(`${source}: ${error.message}`) : error;
  }
  return record;
}

/** The accuracy is the share of the rows that were right: a bit for each, and no other. */
function assertRightRows(tree: string, record: TreeRecord, rows: number): void {
  for (const answer of ['maxPath', 'mixture'] as const) {
    const packed = Buffer.from(record.correct[answer], 'base64');
    const bytes = Math.ceil(rows / 8);
    if (packed.length !== bytes)
      throw new InvalidInputError(`${tree}.correct must hold ${bytes} bytes for ${rows} test rows`);
    const right = packed.reduce((sum, byte) => sum + bitsOf(byte), 0);
    const isCut = bitsOf((packed.at(-1) ?? 0) >> (rows % 8 || 8)) === 0;
    if (isCut && Math.abs(right / rows - record[answer]) < 1e-9) continue;
    throw new InvalidInputError(
      `${tree}.${answer} must be the share of right rows, ${right} of ${rows}, found ${record[answer]}`,
    );
  }
}

/** Recall and precision have a number for each class. */
function assertOneClassCount({ teacher, baseline, distilled }: TrialRecord): void {
  const qualities = [baseline, distilled].flatMap(({ quality }) => [quality?.maxPath, quality?.mixture]);
  const lists = [teacher.quality, ...qualities].flatMap((quality) => [quality?.recall, quality?.precision]);
  const lengths = new Set(lists.flatMap((list) => list?.length ?? []));
  if (lengths.size > 1)
    throw new InvalidInputError(
      `recall and precision must have one length, found ${[...lengths].join(' and ')}`,
    );
}

function bitsOf(byte: number): number {
  return byte.toString(2).replaceAll('0', '').length;
}

/** The record that a teacher's folder keeps, or `undefined` when the text is none. */
export function parseSavedTeacher(content: string): SavedTeacher | undefined {
  try {
    return checkedDocument(savedTeacher, parseJson(content, 'must be JSON'), ({ sentence }) => sentence);
  } catch {
    return undefined;
  }
}
