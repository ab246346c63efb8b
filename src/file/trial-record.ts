import { Ajv2020 } from 'ajv/dist/2020.js';
import type { EpochMetrics } from './epoch-metrics.js';
import type { ExperimentSettings } from '../settings/settings.js';
import type { EngineName } from '../settings/engine-choice.js';
import { InvalidInputError } from '../errors.js';

/** A finished trial: one line of `experiment.jsonl`. Accuracies are fractions in [0, 1], measured on the test rows. */
export interface TrialRecord {
  /** Equal for equal data, settings and seed. */
  readonly key: string;
  /** The preset, and what differs from it. */
  readonly preset: string;
  readonly seed: number;
  /** Labelled rows, validation rows among them. */
  readonly labels: number;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly teacher: TeacherRecord;
  readonly baseline: TreeRecord;
  readonly distilled: TreeRecord;
  readonly settings: ExperimentSettings;
  readonly engine: EngineName;
  /** Of the toolkit. */
  readonly version: string;
}

export interface TeacherRecord {
  readonly key: string;
  /** Of the saved files. */
  readonly fingerprint: string;
  readonly accuracy: number;
  readonly validationAccuracy: number;
  readonly parameterCount: number;
  /** Training time. */
  readonly seconds: number;
}

/** What the folder of a teacher says about it. */
export interface SavedTeacher {
  readonly record: TeacherRecord;
  readonly epochs: readonly EpochMetrics[];
}

export interface TreeRecord {
  readonly key: string;
  readonly maxPath: number;
  readonly mixture: number;
  readonly fidelity: number;
  readonly mixtureFidelity: number;
  readonly topPathProbability: number;
  /** Training time, validation after each epoch included. */
  readonly seconds: number;
  /** Time for the teacher's answers; about 0 where they were kept from an earlier tree of the same run. */
  readonly softTargetSeconds: number;
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number;
  readonly parameterCount: number;
  /** Leaves that answered at least one test row. */
  readonly leavesUsed: number;
  /** Bits of the rows that were answered correctly, see `packCorrectness`. */
  readonly correct: { readonly maxPath: string; readonly mixture: string };
}

const fraction = { type: 'number', minimum: 0, maximum: 1 };
const count = { type: 'integer', minimum: 0 };
const seconds = { type: 'number', minimum: 0 };
const text = { type: 'string' };
const bits = { type: 'string', pattern: '^[A-Za-z0-9+/]*={0,2}$' };

function object(properties: Readonly<Record<string, object>>) {
  return { type: 'object', required: Object.keys(properties), properties };
}

const tree = object({
  key: text,
  maxPath: fraction,
  mixture: fraction,
  fidelity: fraction,
  mixtureFidelity: fraction,
  topPathProbability: fraction,
  seconds,
  softTargetSeconds: seconds,
  bestEpoch: count,
  parameterCount: count,
  leavesUsed: count,
  correct: object({ maxPath: bits, mixture: bits }),
});

const teacher = object({
  key: text,
  fingerprint: text,
  accuracy: fraction,
  validationAccuracy: fraction,
  parameterCount: count,
  seconds,
});

const epochs = {
  type: 'array',
  items: object({ epoch: count, loss: { type: 'number' }, validationAccuracy: fraction, seconds }),
};

const savedTeacher = object({ record: teacher, epochs });

const record = object({
  key: text,
  preset: text,
  seed: count,
  labels: count,
  rows: object({ train: count, validation: count, test: count }),
  teacher,
  baseline: tree,
  distilled: tree,
  settings: object({ tree: object({ depth: count, epochs: count }) }),
  engine: { enum: ['onnxruntime', 'tensorflow'] },
  version: text,
});

const ajv = new Ajv2020();
const isRecord = ajv.compile<TrialRecord>(record);
const isSavedTeacher = ajv.compile<SavedTeacher>(savedTeacher);

/**
 * Reads one line of `experiment.jsonl`.
 *
 * @param source for messages: file and line
 * @throws {InvalidInputError} when it is not a finished trial
 */
export function parseTrialRecord(line: string, source: string): TrialRecord {
  const value = parsedJson(line, source);
  if (!isRecord(value)) {
    const [problem] = isRecord.errors ?? [];
    throw new InvalidInputError(
      `${source}: not a finished trial of sdt experiment: ${problem?.instancePath ?? ''} ${problem?.message ?? 'unknown form'}`,
    );
  }
  const bytes = Math.ceil(value.rows.test / 8);
  for (const name of ['baseline', 'distilled'] as const) {
    for (const packed of Object.values(value[name].correct)) {
      if (Buffer.from(packed, 'base64').length !== bytes) {
        throw new InvalidInputError(
          `${source}: ${name}.correct must hold ${bytes} bytes for ${value.rows.test} test rows`,
        );
      }
    }
  }
  return value;
}

/** The record that a teacher's folder keeps, or `undefined` when the text is none. */
export function parseSavedTeacher(content: string): SavedTeacher | undefined {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    return undefined;
  }
  return isSavedTeacher(value) ? value : undefined;
}

function parsedJson(content: string, source: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new InvalidInputError(`${source}: must be JSON`, { cause });
  }
}
