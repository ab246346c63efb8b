import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../errors.js';

/** One epoch of a learning curve, as `results.json` holds it. */
interface StoredEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly validationAccuracy: number;
  readonly validationMixtureAccuracy?: number;
}

interface StoredTree {
  readonly maxPath: number;
  readonly mixture: number;
  readonly fidelity: number;
  readonly mixtureFidelity: number;
  readonly topPathProbability: number;
  readonly bestEpoch: number;
  readonly epochs: readonly StoredEpoch[];
}

/** The part of `results.json` that is read back. */
export interface StoredResults {
  readonly dataset: string;
  readonly seed: number;
  readonly preset: string;
  readonly engine: string;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly teacher: {
    readonly accuracy: number;
    readonly parameterCount?: number;
    readonly epochs: readonly StoredEpoch[];
  };
  readonly baseline: StoredTree;
  readonly distilled: StoredTree;
  readonly seconds: Readonly<Record<string, number>>;
  readonly settings: object;
}

const fraction = { type: 'number', minimum: 0, maximum: 1 };
const count = { type: 'integer', minimum: 0 };
const epochs = {
  type: 'array',
  items: {
    type: 'object',
    required: ['epoch', 'loss', 'validationAccuracy'],
    properties: {
      epoch: count,
      loss: { type: 'number' },
      validationAccuracy: fraction,
      validationMixtureAccuracy: fraction,
    },
  },
};
const tree = {
  type: 'object',
  required: [
    'maxPath',
    'mixture',
    'fidelity',
    'mixtureFidelity',
    'topPathProbability',
    'bestEpoch',
    'epochs',
  ],
  properties: {
    maxPath: fraction,
    mixture: fraction,
    fidelity: fraction,
    mixtureFidelity: fraction,
    topPathProbability: fraction,
    bestEpoch: count,
    epochs,
  },
};
const schema = {
  type: 'object',
  required: [
    'dataset',
    'seed',
    'preset',
    'engine',
    'rows',
    'teacher',
    'baseline',
    'distilled',
    'seconds',
    'settings',
  ],
  properties: {
    dataset: { type: 'string' },
    seed: count,
    preset: { type: 'string' },
    engine: { type: 'string' },
    rows: {
      type: 'object',
      required: ['train', 'validation', 'test'],
      properties: { train: count, validation: count, test: count },
    },
    teacher: {
      type: 'object',
      required: ['accuracy', 'epochs'],
      properties: { accuracy: fraction, parameterCount: count, epochs },
    },
    baseline: tree,
    distilled: tree,
    seconds: { type: 'object', additionalProperties: { type: 'number', minimum: 0 } },
    settings: { type: 'object' },
  },
};

/**
 * Reads a `results.json` of `sdt run`.
 * @throws {InvalidInputError} when it is missing or not such a file
 */
export async function readResults(file: string): Promise<StoredResults> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const isResults = new Ajv2020().compile<StoredResults>(schema);
  const value = parsed(await readFile(file, 'utf8'), file);
  if (isResults(value)) return value;
  const [problem] = isResults.errors ?? [];
  const place = problem === undefined || problem.instancePath === '' ? '' : ` at ${problem.instancePath}`;
  throw new InvalidInputError(
    `${file}: not the results of sdt run${place}: ${problem?.message ?? 'unknown form'}`,
  );
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError(`${file}: not the results of sdt run: this is not JSON`);
  }
}
