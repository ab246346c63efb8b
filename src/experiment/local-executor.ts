import { createHash } from 'node:crypto';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { DatasetSplits } from '../data/dataset.js';
import { loadDataset, type LoadedDataset } from '../data/load-dataset.js';
import { evaluateTree } from '../tree/evaluate-tree.js';
import { fitTree } from '../train/fit-tree.js';
import { computeMeanLogits } from '../distill/mean-logits.js';
import { softTargets } from '../distill/target-source.js';
import { hardTargets, type TargetSource } from '../train/targets.js';
import type { Engine } from '../engine/engine.js';
import { loadEngine } from '../engine/load-engine.js';
import { type EngineChoice } from '../settings/engine-choice.js';
import { logitClasses } from '../teacher/logit-source.js';
import { Teacher } from '../teacher/teacher.js';
import { teacherAccuracy, fitTeacher } from '../train/fit-teacher.js';
import { predict } from '../tree/prediction.js';
import { parameterSizes } from '../tree/soft-decision-tree.js';
import { packCorrectness } from './correctness.js';
import { fileIfThere } from './file-if-there.js';
import { selectedRows } from './selected-rows.js';
import type { Task, TaskExecutor, TaskResult, TeacherResult, TeacherTask, TreeTask } from './task.js';
import { parseSavedTeacher, type SavedTeacher, type TeacherRecord } from '../file/trial-record.js';
import { sharedSeed, type RowSelection } from './trial.js';

/** The record beside a saved teacher, by which a later run knows it again. */
const teacherRecordFile = 'training.json';

interface LoadedTeacher {
  readonly teacher: Teacher;
  /** Its answers to the test rows. */
  readonly testClasses: Uint8Array;
  /** Its answers to the training rows, by the number of deformations: asked for once, used by every tree. */
  readonly meanLogits: Map<number, Promise<Float32Array>>;
}

/** Runs tasks in this process, and keeps what other tasks may need: the rows, the teachers and the teachers' answers. */
export class LocalExecutor implements TaskExecutor {
  #engine: Promise<Engine> | undefined;
  /** By their selection. */
  readonly #selectedRows = new Map<string, DatasetSplits>();
  /** By their keys. */
  readonly #teachers = new Map<string, LoadedTeacher>();

  /**
   * @param source data set as for `loadDataset`
   * @param loaded the same, where it is loaded already
   */
  constructor(
    private readonly source: string,
    private readonly engineChoice: EngineChoice,
    private loaded?: Promise<LoadedDataset>,
  ) {}

  async run(task: Task, onProgress: (share: number) => void, signal: AbortSignal): Promise<TaskResult> {
    this.#engine ??= loadEngine(this.engineChoice);
    const engine = await this.#engine;
    const splits = await this.#splits(task.rows);
    return task.kind === 'teacher'
      ? this.#teach(task, splits, engine, onProgress, signal)
      : this.#grow(task, splits, engine, onProgress, signal);
  }

  async close(): Promise<void> {
    for (const { teacher } of this.#teachers.values()) await teacher.dispose();
    this.#teachers.clear();
    await (await this.#engine)?.dispose();
    this.#engine = undefined;
  }

  async #splits(rows: RowSelection): Promise<DatasetSplits> {
    this.loaded ??= loadDataset(this.source);
    const selection = JSON.stringify(rows);
    const splits = this.#selectedRows.get(selection) ?? selectedRows(await this.loaded, rows);
    this.#selectedRows.set(selection, splits);
    return splits;
  }

  async #teach(
    { key, settings, folder }: TeacherTask,
    { train, validation, test }: DatasetSplits,
    engine: Engine,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<TeacherResult> {
    const known = await savedTeacher(folder);
    if (known?.record.key === key) return { kind: 'teacher', ...known, reused: true };
    const start = performance.now();
    let total = 1;
    const { teacher, epochs } = await fitTeacher(train, validation, settings, {
      engine,
      seed: sharedSeed,
      signal,
      onStart: (steps) => (total = steps),
      onProgress: (done) => onProgress(done / total),
    });
    try {
      const seconds = (performance.now() - start) / 1000;
      await teacher.save(folder);
      const record: TeacherRecord = {
        key,
        fingerprint: (await fingerprintOf(folder)) ?? '',
        accuracy: await teacherAccuracy(teacher, test),
        validationAccuracy: await teacherAccuracy(teacher, validation),
        parameterCount: teacher.parameterCount,
        seconds,
      };
      const saved: SavedTeacher = { record, epochs };
      // Last, so that a teacher with a record is a whole one.
      await writeFileAtomic(path.join(folder, teacherRecordFile), `${JSON.stringify(saved, null, 2)}\n`);
      return { kind: 'teacher', ...saved, reused: false };
    } finally {
      await teacher.dispose();
    }
  }

  async #grow(
    task: TreeTask,
    splits: DatasetSplits,
    engine: Engine,
    onProgress: (share: number) => void,
    signal: AbortSignal,
  ): Promise<TaskResult> {
    const { train, validation, test } = splits;
    const teacher = await this.#loadTeacher(task, splits, engine);
    const asked = performance.now();
    const targets = await this.#targets(task, teacher, splits, signal);
    const start = performance.now();
    let total = 1;
    const { tree, epochs, bestEpoch } = await fitTree(train, validation, targets, task.settings, {
      engine,
      seed: task.seed,
      signal,
      onStart: (steps) => (total = steps),
      onProgress: (done) => onProgress(done / total),
    });
    const seconds = (performance.now() - start) / 1000;
    const scores = evaluateTree(tree, test, teacher.testClasses);
    const { maxPathClasses, mixtureClasses, maxPathLeaves } = predict(tree, test.features, test.rowCount);
    return {
      kind: 'tree',
      record: {
        key: task.key,
        maxPath: scores.maxPath,
        mixture: scores.mixture,
        fidelity: scores.fidelity,
        mixtureFidelity: scores.mixtureFidelity,
        topPathProbability: scores.topPathProbability,
        seconds,
        softTargetSeconds: (start - asked) / 1000,
        bestEpoch,
        parameterCount: Object.values(parameterSizes(tree.topology)).reduce((sum, size) => sum + size, 0),
        leavesUsed: new Set(maxPathLeaves).size,
        correct: {
          maxPath: packCorrectness(maxPathClasses, test.labels),
          mixture: packCorrectness(mixtureClasses, test.labels),
        },
      },
      rows: { train: train.rowCount, validation: validation.rowCount, test: test.rowCount },
      epochs,
      topology: tree.topology,
      parameters: tree.parameters,
      engine: engine.name,
    };
  }

  async #targets(
    { kind, distillation }: TreeTask,
    { teacher, meanLogits }: LoadedTeacher,
    { train }: DatasetSplits,
    signal: AbortSignal,
  ): Promise<TargetSource> {
    if (kind === 'baseline') return hardTargets(train);
    return softTargets(teacher, train, {
      ...distillation,
      signal,
      meanLogits(source, dataset, deformations, progress) {
        const answers =
          meanLogits.get(deformations) ?? computeMeanLogits(source, dataset, deformations, progress);
        meanLogits.set(deformations, answers);
        answers.catch(() => meanLogits.delete(deformations));
        return answers;
      },
    });
  }

  async #loadTeacher(
    { teacherKey, teacherFolder }: TreeTask,
    { test }: DatasetSplits,
    engine: Engine,
  ): Promise<LoadedTeacher> {
    const known = this.#teachers.get(teacherKey);
    if (known !== undefined) return known;
    const teacher = await Teacher.load(teacherFolder, engine);
    const logits = await teacher.logits(test.features, test.rowCount);
    const testClasses = logitClasses(logits, teacher.classCount);
    const loaded: LoadedTeacher = { teacher, testClasses, meanLogits: new Map() };
    this.#teachers.set(teacherKey, loaded);
    return loaded;
  }
}

/** The record of a teacher that is whole; a folder that something else wrote has none. */
async function savedTeacher(folder: string): Promise<SavedTeacher | undefined> {
  const file = path.join(folder, teacherRecordFile);
  const bytes = await fileIfThere(file);
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
