import type { DatasetSplits } from '../data/dataset.js';
import { openData, type OpenData } from '../data/open-data.js';
import { ask } from '../distill/ask.js';
import { grow } from '../distill/grow.js';
import type { WorkContext } from '../distill/progress.js';
import { softTargets } from '../distill/soft-targets.js';
import { teacherScores } from '../distill/teacher-scores.js';
import { teach } from '../distill/teach.js';
import type { Engine } from '../engine/engine.js';
import { loadEngine } from '../engine/load-engine.js';
import { machineRecord } from '../engine/machine.js';
import type { EngineChoice } from '../settings/engine-choice.js';
import { Teacher } from '../teacher/teacher.js';
import { teacherAccuracy } from '../train/fit-teacher.js';
import { hardTargets, type TargetSource } from '../train/targets.js';
import { evaluateTree } from '../tree/evaluate-tree.js';
import { parameterSizes } from '../tree/soft-decision-tree.js';
import { packCorrectness } from './correctness.js';
import { savedTeacher, saveTeacher } from './saved-teacher.js';
import type {
  Task,
  TaskData,
  TaskExecutor,
  TaskResult,
  TeacherResult,
  TeacherTask,
  TreeTask,
} from './task.js';

interface LoadedTeacher {
  readonly teacher: Teacher;
  /** Its answers to the test rows. */
  readonly testClasses: Uint16Array;
  /** Its logits for the training rows, by the number of deformations: asked for once, used by every tree. */
  readonly logits: Map<number, Promise<Float32Array>>;
}

/** What a task works with. */
interface TaskWork {
  readonly splits: DatasetSplits;
  readonly context: WorkContext;
}

/** Runs tasks in this process, and keeps what other tasks may need: the rows, the teachers and the teachers' answers. */
export class LocalExecutor implements TaskExecutor {
  #engine: Promise<Engine> | undefined;
  /** By their selection. */
  readonly #splits = new Map<string, DatasetSplits>();
  /** By their keys. */
  readonly #teachers = new Map<string, LoadedTeacher>();

  /**
   * @param source where the data is
   * @param data the same, where it is open already
   */
  constructor(
    private readonly source: TaskData,
    private readonly engineChoice: EngineChoice,
    private data?: Promise<OpenData>,
  ) {}

  async run(task: Task, onProgress: (share: number) => void, signal: AbortSignal): Promise<TaskResult> {
    this.#engine ??= loadEngine(this.engineChoice);
    const engine = await this.#engine;
    const splits = await this.#splitsOf(task);
    let total = 1;
    const observer = {
      phaseStarted: (_phase: string, steps: number) => (total = steps),
      stepsDone: (phase: string, done: number) => {
        // Asking the teacher is not counted: it serves all trees of a process.
        if (phase !== 'softTargets') onProgress(done / total);
      },
    };
    const work: TaskWork = { splits, context: { engine, observer, signal } };
    return task.kind === 'teacher' ? this.#teach(task, work) : this.#grow(task, work);
  }

  async close(): Promise<void> {
    for (const { teacher } of this.#teachers.values()) await teacher.dispose();
    this.#teachers.clear();
    await (await this.#engine)?.dispose();
    this.#engine = undefined;
  }

  async #splitsOf({ rows, sharedSeed }: Task): Promise<DatasetSplits> {
    const { source, table, image } = this.source;
    this.data ??= openData(source, { table, image });
    const choice = { ...rows, seed: sharedSeed };
    const selection = JSON.stringify(choice);
    const splits = this.#splits.get(selection) ?? (await this.data).splits(choice);
    this.#splits.set(selection, splits);
    return splits;
  }

  async #teach(
    { key, settings, sharedSeed, folder }: TeacherTask,
    { splits, context }: TaskWork,
  ): Promise<TeacherResult> {
    const known = await savedTeacher(folder);
    if (known?.record.key === key) return { kind: 'teacher', ...known, reused: true };
    const { teacher, epochs, seconds } = await teach(splits, settings, sharedSeed, context);
    try {
      const { accuracy, quality } = await teacherScores(teacher, splits.test);
      const record = {
        key,
        accuracy,
        validationAccuracy: await teacherAccuracy(teacher, splits.validation),
        quality,
        parameterCount: teacher.parameterCount,
        seconds,
      };
      return { kind: 'teacher', ...(await saveTeacher(folder, teacher, record, epochs)), reused: false };
    } finally {
      await teacher.dispose();
    }
  }

  async #grow(task: TreeTask, work: TaskWork): Promise<TaskResult> {
    const { splits, context } = work;
    const { train, validation, test } = splits;
    const teacher = await this.#loadTeacher(task, work);
    const asked = performance.now();
    const targets = await this.#targets(task, teacher, work);
    const softTargetSeconds = (performance.now() - asked) / 1000;
    const { tree, epochs, bestEpoch, seconds } = await grow(
      splits,
      targets,
      task.settings,
      task.seed,
      context,
    );
    const { scores, quality, prediction } = evaluateTree(tree, test, teacher.testClasses);
    return {
      kind: 'tree',
      record: {
        key: task.key,
        ...scores,
        quality,
        seconds,
        softTargetSeconds,
        bestEpoch,
        parameterCount: Object.values(parameterSizes(tree)).reduce((sum, size) => sum + size, 0),
        leavesUsed: new Set(prediction.maxPathLeaves).size,
        correct: {
          maxPath: packCorrectness(prediction.maxPathClasses, test.labels),
          mixture: packCorrectness(prediction.mixtureClasses, test.labels),
        },
      },
      rows: { train: train.rowCount, validation: validation.rowCount, test: test.rowCount },
      epochs,
      topology: tree.shape,
      parameters: tree.parameters,
      engine: context.engine.name,
      machine: machineRecord(context.engine),
    };
  }

  async #targets(
    { kind, distillation }: TreeTask,
    { teacher, logits }: LoadedTeacher,
    { splits: { train }, context }: TaskWork,
  ): Promise<TargetSource> {
    if (kind === 'baseline') return hardTargets(train);
    const { teacherDeformations } = distillation;
    const answers =
      logits.get(teacherDeformations) ??
      ask(teacher, train, distillation, context).then(({ logits: asked }) => asked);
    logits.set(teacherDeformations, answers);
    answers.catch(() => logits.delete(teacherDeformations));
    return softTargets(await answers, train, distillation);
  }

  async #loadTeacher(
    { teacherKey, teacherFolder }: TreeTask,
    { splits: { test }, context }: TaskWork,
  ): Promise<LoadedTeacher> {
    const known = this.#teachers.get(teacherKey);
    if (known !== undefined) return known;
    const teacher = await Teacher.load(teacherFolder, context.engine, 'logits');
    const { classes } = await teacherScores(teacher, test);
    const loaded: LoadedTeacher = { teacher, testClasses: classes, logits: new Map() };
    this.#teachers.set(teacherKey, loaded);
    return loaded;
  }
}
