import { Type } from 'typebox';
import { InvalidInputError } from '../errors.js';
import { engineNames } from '../settings/engine-choice.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { answerQuality, treeQuality, treeScores } from '../tree/tree-scores.js';
import { checkedDocument, parseJson, type DocumentOf } from './document-schema.js';
import { epochMetrics } from './epoch-metrics.js';
import { base64Pattern, count, fraction, machine, rowCounts, seconds } from './fields.js';

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
  seed: count,
  /** Labelled rows, validation rows among them. */
  labels: count,
  rows: rowCounts,
  teacher: teacherRecord,
  baseline: treeRecord,
  distilled: treeRecord,
  /** Only the numbers that every summary needs are checked. */
  settings: Type.Unsafe<ExperimentSettings>(
    Type.Object({ tree: Type.Object({ depth: count, epochs: count }) }),
  ),
  engine: Type.Enum(engineNames),
  /** What computed; absent in trials of earlier versions. */
  machine: Type.Optional(machine),
  /** Of the toolkit. */
  version: Type.String(),
});

/** A finished trial: one line of `experiment.jsonl`. Accuracies are fractions in [0, 1], measured on the test rows. */
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
  const bytes = Math.ceil(record.rows.test / 8);
  for (const name of ['baseline', 'distilled'] as const) {
    for (const packed of Object.values(record[name].correct)) {
      if (Buffer.from(packed, 'base64').length !== bytes) {
        throw new InvalidInputError(
          `${source}: ${name}.correct must hold ${bytes} bytes for ${record.rows.test} test rows`,
        );
      }
    }
  }
  return record;
}

/** The record that a teacher's folder keeps, or `undefined` when the text is none. */
export function parseSavedTeacher(content: string): SavedTeacher | undefined {
  try {
    return checkedDocument(savedTeacher, parseJson(content, 'must be JSON'), ({ sentence }) => sentence);
  } catch {
    return undefined;
  }
}
