import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { packCorrectness } from '../../src/experiment/correctness.js';
import { plannedTrials, type PlanName, type PlanOptions } from '../../src/experiment/plans.js';
import type { Task, TaskExecutor, TaskResult, TreeResult } from '../../src/experiment/task.js';
import { answerQuality } from '../../src/tree/answer-quality.js';
import type { AnswerQuality } from '../../src/tree/tree-scores.js';
import type { TeacherRecord, TrialRecord } from '../../src/file/trial-record.js';
import { trialKeys, type DataFacts, type Trial } from '../../src/experiment/trial.js';
import { InterruptedError } from '../../src/errors.js';

/** Facts of MNIST: 60,000 labelled rows. */
export const mnistFacts: DataFacts = {
  name: 'mnist',
  inputShape: [28, 28, 1],
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  labelledRows: 60_000,
};

export const dataKey = 'data';

export function trialsOf(plan: PlanName, seeds = 1, options: PlanOptions = { preset: 'default' }): Trial[] {
  return plannedTrials([plan], seeds, mnistFacts, options);
}

/** A teacher's record with numbers that follow from nothing. */
export function teacherRecord(key: string): TeacherRecord {
  const measured = { accuracy: 0.9942, validationAccuracy: 0.993, parameterCount: 215_370, seconds: 200 };
  return { key, fingerprint: 'f0', ...measured };
}

/** Ten test rows, the first `maxPathCorrect` of which are right by max path, one more by the mixture. */
export function treeRecord(key: string, maxPathCorrect: number): TreeResult['record'] {
  const labels = new Uint16Array(10);
  const right = (count: number) => labels.map((_, row) => (row < count ? 0 : 1));
  return {
    key,
    maxPath: maxPathCorrect / 10,
    mixture: (maxPathCorrect + 1) / 10,
    fidelity: 0.9,
    mixtureFidelity: 0.91,
    topPathProbability: 0.8,
    quality: {
      maxPath: qualityOf(labels, right(maxPathCorrect)),
      mixture: qualityOf(labels, right(maxPathCorrect + 1)),
    },
    seconds: 60,
    softTargetSeconds: 0,
    bestEpoch: 3,
    parameterCount: 202_990,
    leavesUsed: 200,
    correct: {
      maxPath: packCorrectness(right(maxPathCorrect), labels),
      mixture: packCorrectness(right(maxPathCorrect + 1), labels),
    },
  };
}

/** Of answers that are given with probability 3/4. */
function qualityOf(labels: Uint16Array, answers: Uint16Array): AnswerQuality {
  const probabilities = Float32Array.from({ length: 2 * answers.length }, (_, index) =>
    answers[index >> 1] === (index & 1) ? 0.75 : 0.25,
  );
  return answerQuality(labels, answers, probabilities, 2);
}

/** The record that a trial would leave, with 6 of 10 rows right for the baseline and 8 for the distilled tree. */
export function recordOf(trial: Trial, correct = { baseline: 6, distilled: 8 }): TrialRecord {
  const keys = trialKeys(trial, dataKey);
  return {
    key: keys.trial,
    preset: trial.title,
    seed: trial.settings.seed,
    fold: trial.fold,
    labels: trial.labels ?? mnistFacts.labelledRows,
    rows: { train: 55_000, validation: 5000, test: 10 },
    teacher: teacherRecord(keys.teacher),
    baseline: treeRecord(keys.baseline, correct.baseline),
    distilled: treeRecord(keys.distilled, correct.distilled),
    settings: trial.settings,
    engine: 'onnxruntime',
    version: '0.0.0',
  };
}

/** A machine that an engine may run on. */
export const machine = {
  engine: 'onnxruntime 1.0.0 on cpu, 1 thread',
  threads: 1,
  processor: 'a processor',
  features: ['avx2'],
  system: 'linux x64',
  node: 'v20.19.0',
};

/** Trains nothing, and remembers what it was asked for. */
export class FakeExecutor implements TaskExecutor {
  readonly tasks: Task[] = [];
  /** Called before each task; may throw. */
  before: (task: Task, signal: AbortSignal) => Promise<void> = () => Promise.resolve();

  async run(task: Task, onProgress: (share: number) => void, signal: AbortSignal): Promise<TaskResult> {
    this.tasks.push(task);
    await this.before(task, signal);
    if (signal.aborted) throw new InterruptedError('stopped');
    onProgress(0.5);
    if (task.kind === 'teacher') {
      return { kind: 'teacher', record: teacherRecord(task.key), epochs: [], reused: false };
    }
    return {
      kind: 'tree',
      record: treeRecord(task.key, task.kind === 'baseline' ? 6 : 8),
      rows: { train: 55_000, validation: 5000, test: 10 },
      epochs: [],
      topology: { depth: 1, featureCount: 1, classCount: 2 },
      parameters: {
        filters: new Float32Array(1),
        biases: new Float32Array(1),
        betas: new Float32Array(1),
        leafLogits: new Float32Array(4),
      },
      machine,
      calibration: { maxPath: 1, mixture: 1 },
      engine: 'onnxruntime',
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sdt-experiment-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
