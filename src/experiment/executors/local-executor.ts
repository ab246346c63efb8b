import type { DatasetSplits } from '../../data/dataset.js';
import { openData, type OpenData } from '../../data/open-data.js';
import { ask } from '../../distill/ask.js';
import { grow } from '../../distill/grow.js';
import type { WorkContext } from '../../distill/progress.js';
import { softTargetsOf } from '../../distill/soft-targets.js';
import { teacherScores } from '../../distill/teacher-scores.js';
import { assertSameClasses } from '../../teacher/checks/class-count.js';
import { datasetLogits, logitClasses } from '../../teacher/logit-source.js';
import { prepareLesson, type LessonSplits } from '../../distill/lesson.js';
import { selfTrain } from '../../distill/self-train.js';
import { searchTree, type FoundTree } from '../../distill/tree-search.js';
import type { Engine } from '../../engine/engine.js';
import { loadEngine } from '../../engine/load-engine.js';
import { machineRecord } from '../../engine/machine.js';
import type { EngineChoice } from '../../settings/engine-choice.js';
import { Teacher } from '../../teacher/teacher.js';
import { teacherAccuracy } from '../../train/fit-teacher.js';
import { forFewerRows } from '../../settings/tree-defaults.js';
import { hardTargets, type TargetsOf } from '../../train/targets.js';
import { evaluateTree } from '../../tree/evaluate-tree.js';
import { parameterSizes } from '../../tree/soft-decision-tree.js';
import { packCorrectness } from '../correctness.js';
import { savedTeacher, saveTeacher } from '../saved-teacher.js';
import type { SharedAnswers } from './assignment.js';
import { TeacherAnswers } from './teacher-answers.js';
import type {
  Task,
  TaskData,
  TaskExecutor,
  TaskResult,
  TeacherResult,
  TeacherTask,
  TreeTask,
} from '../task.js';

interface LoadedTeacher {
  readonly teacher: Teacher;
  /** Its answers to the test rows. */
  readonly testClasses: Uint16Array;
  /** Asked for once, used by every tree. */
  readonly answers: TeacherAnswers;
}

/** What a task works with. */
interface TaskWork {
  readonly splits: DatasetSplits;
  readonly context: WorkContext;
}

/** Data sets, each with other rows, that are kept for the next tasks. */
const keptSplits = 2;
/** Teachers, with their answers to all rows, that are kept: a search may have one of its own for every trial. */
const keptTeachers = 4;

/** Runs tasks in this process, and keeps what other tasks may need: the rows, the teachers and the teachers' answers. */
export class LocalExecutor implements TaskExecutor {
  #engine: Promise<Engine> | undefined;
  /** By their selection. */
  readonly #splits = new Map<string, DatasetSplits>();
  /** By their keys. */
  readonly #teachers = new Map<string, LoadedTeacher>();
  /** The last size that was searched for: the other tree of the trial needs it next. */
  #found: { readonly key: string; readonly tree: Promise<FoundTree> } | undefined;

  /**
   * @param source where the data is
   * @param data the same, where it is open already
   * @param shared answers of teachers that other processes have asked for; default: none
   */
  constructor(
    private readonly source: TaskData,
    private readonly engineChoice: EngineChoice,
    private data?: Promise<OpenData>,
    private readonly shared?: SharedAnswers,
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
    const { source, ...reading } = this.source;
    this.data ??= openData(source, reading);
    const choice = { ...rows, unlabelled: rows.unlabelled ?? false, seed: sharedSeed };
    const selection = JSON.stringify(choice);
    const splits = this.#splits.get(selection) ?? (await this.data).splits(choice);
    // Trials with the same rows follow each other; all rows of a data set are too many to be kept for each seed.
    this.#splits.delete(selection);
    const [oldest] = this.#splits.keys();
    if (this.#splits.size >= keptSplits && oldest !== undefined) this.#splits.delete(oldest);
    this.#splits.set(selection, splits);
    return splits;
  }

  async #teach(
    { key, settings, selfTraining, sharedSeed: seed, folder }: TeacherTask,
    { splits, context }: TaskWork,
  ): Promise<TeacherResult> {
    const known = await savedTeacher(folder);
    if (known?.record.key === key) return { kind: 'teacher', ...known, reused: true };
    const { teacher, epochs, seconds, rounds } = await selfTrain(
      splits,
      { teacher: settings, selfTraining, seed },
      context,
    );
    try {
      const { accuracy, quality } = await teacherScores(teacher, splits.test);
      const record = {
        key,
        accuracy,
        validationAccuracy: await teacherAccuracy(teacher, splits.validation),
        quality,
        parameterCount: teacher.parameterCount,
        seconds,
        machine: machineRecord(context.engine),
        rounds: rounds && [...rounds],
      };
      return { kind: 'teacher', ...(await saveTeacher(folder, teacher, record, epochs)), reused: false };
    } finally {
      await teacher.dispose();
    }
  }

  async #grow(task: TreeTask, work: TaskWork): Promise<TaskResult> {
    const { splits, context } = work;
    const { train, validation, test, unlabelled } = splits;
    const teacher = await this.#loadTeacher(task, work);
    const asked = performance.now();
    const { splits: learned, targetsOf } = await this.#lesson(task, teacher, work);
    const softTargetSeconds = (performance.now() - asked) / 1000;
    const { kind, seed } = task;
    const found = await this.#size(task, teacher, work);
    const sized = found?.settings ?? task.settings;
    const isFewer = unlabelled !== undefined && learned.unlabelled === undefined;
    const settings = isFewer ? forFewerRows(sized, train.rowCount) : sized;
    const ofBaseline = found?.groundwork.targetsOf && { targetsOf: hardTargets };
    const groundwork = kind === 'baseline' ? ofBaseline : found?.groundwork;
    const { tree, epochs, bestEpoch, seconds } = await grow(
      learned,
      targetsOf(train),
      settings,
      seed,
      context,
      groundwork,
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
        ...(found && { depth: tree.depth }),
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
      calibration: tree.calibration,
      engine: context.engine.name,
      machine: machineRecord(context.engine),
    };
  }

  /** The size that suits the distilled tree, for both trees as in `compare`; `undefined` where it is given. */
  #size(task: TreeTask, teacher: LoadedTeacher, work: TaskWork): Promise<FoundTree> | undefined {
    const { search, settings, distillation, teacherKey, seed } = task;
    if (search === undefined) return undefined;
    const key = JSON.stringify({ search, settings, distillation, teacherKey, seed });
    if (this.#found?.key !== key) {
      const tree = this.#lesson({ ...task, kind: 'distilled' }, teacher, work).then(({ splits, targetsOf }) =>
        searchTree(splits, targetsOf, settings, search, seed, work.context),
      );
      this.#found = { key, tree };
      tree.catch(() => (this.#found = undefined));
    }
    return this.#found.tree;
  }

  /** What a tree learns: a baseline the labels alone. */
  async #lesson(
    { kind, distillation, seed }: TreeTask,
    { teacher, answers }: LoadedTeacher,
    { splits, context: given }: TaskWork,
  ): Promise<{ readonly splits: LessonSplits; readonly targetsOf: TargetsOf }> {
    const { train, validation, test } = splits;
    if (kind === 'baseline') return { splits: { train, validation, test }, targetsOf: hardTargets };
    const context = { ...given, answers };
    if (splits.unlabelled !== undefined)
      return prepareLesson(teacher, splits, { distillation, seed }, context);
    const { logits } = await ask(teacher, train, distillation, context);
    return { splits, targetsOf: softTargetsOf(logits, distillation) };
  }

  async #loadTeacher(
    { teacherKey, teacherFolder }: TreeTask,
    { splits: { test }, context }: TaskWork,
  ): Promise<LoadedTeacher> {
    const known = this.#teachers.get(teacherKey);
    if (known !== undefined) return known;
    const teacher = await Teacher.load(teacherFolder, context.engine, 'logits');
    assertSameClasses(teacher, test);
    const answers = new TeacherAnswers(
      (await savedTeacher(teacherFolder))?.record.fingerprint,
      machineRecord(context.engine),
      this.shared,
    );
    const logits = await answers.logits(test, 'as they are', () => datasetLogits(teacher, test));
    const testClasses = logitClasses(logits, teacher.classCount);
    const loaded: LoadedTeacher = { teacher, testClasses, answers };
    const [oldest] = this.#teachers;
    if (this.#teachers.size >= keptTeachers && oldest !== undefined) {
      this.#teachers.delete(oldest[0]);
      await oldest[1].teacher.dispose();
    }
    this.#teachers.set(teacherKey, loaded);
    return loaded;
  }
}
