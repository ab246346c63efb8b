import { classNotes } from '../data/class-notes.js';
import type { ClassWeight } from '../data/class-weights.js';
import type { DatasetSplits } from '../data/dataset.js';
import { grow } from '../distill/grow.js';
import { meetTeacher } from '../distill/meet-teacher.js';
import type { ProgressObserver, WorkContext } from '../distill/progress.js';
import { prepareLesson } from '../distill/lesson.js';
import { selfTrain } from '../distill/self-train.js';
import { sizeTree } from '../distill/tree-search.js';
import { loadEngine } from '../engine/load-engine.js';
import { InvalidInputError } from '../errors.js';
import { newTreeDocument } from '../file/new-tree-document.js';
import { toolVersion } from '../file/tool-version.js';
import type { EngineChoice } from '../settings/engine-choice.js';
import type { PresetName } from '../settings/preset-names.js';
import { presetSettings, withSelfTraining } from '../settings/presets.js';
import type { SettingsData } from '../settings/tree-defaults.js';
import { withSize } from '../settings/tree-size.js';
import { assertExperiment } from '../settings/settings-ranges.js';
import type {
  DistillationSettings,
  ExperimentSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from '../settings/settings.js';
import { datasetLogits, knowsRows, logitClasses, type LogitSource } from '../teacher/logit-source.js';
import { openTeacher, type GivenTeacher } from '../teacher/open-teacher.js';
import { evaluateTree } from '../tree/evaluate-tree.js';
import { Model, openInput, type DataInput } from './model.js';

/** What is wanted of a distilled tree; everything else comes from the preset and the data. */
export interface DistillOptions extends Omit<GivenTeacher, 'teacher'> {
  /**
   * An ONNX file, the folder of a TensorFlow.js layers model, or anything that answers prepared rows with logits. Default: a
   * network is trained on the labels, convolutional for images and dense for tables.
   */
  readonly teacher?: string | LogitSource | undefined;
  /** Default `default`. */
  readonly preset?: PresetName | undefined;
  /** Decides every random choice; default 1. */
  readonly seed?: number | undefined;
  /**
   * A table with the same columns, a folder of images or a NumPy array: rows to learn the teacher's answers on, besides those of the
   * data that have no label. For data that is named by its path; default: none.
   */
  readonly unlabelled?: string | undefined;
  /** Keeps this many labels, validation rows among them, and forgets those of the other training rows; default: all. */
  readonly labels?: number | undefined;
  /** How often the built-in teacher is trained again, on its own answers to rows without a label; default 0. */
  readonly selfTraining?: number | undefined;
  /** How much rows count in training by their class: `balanced`, or a positive number for each class; default: all alike. */
  readonly classWeight?: ClassWeight | undefined;
  /**
   * Decisions on each path, 1 to 12, or `auto`: the smallest depth that rows kept aside show to be enough. Default: `auto`, and 8
   * for MNIST.
   */
  readonly depth?: number | 'auto' | undefined;
  /** Further settings of the tree's training in place of the preset's. */
  readonly tree?: Partial<TreeTrainingSettings> | undefined;
  /** Settings of the soft targets in place of the preset's. */
  readonly distillation?: Partial<DistillationSettings> | undefined;
  /** Settings of the built-in teacher in place of the preset's. */
  readonly teaching?: Partial<TeacherSettings> | undefined;
  /** Default: what loads on this machine. */
  readonly engine?: EngineChoice | undefined;
  /** Is told what was found out about the data rather than said, a line each; the model keeps these lines too. */
  readonly note?: ((line: string) => void) | undefined;
  /** Is told how far the work is. */
  readonly observer?: ProgressObserver | undefined;
  /** Stops the work when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Distills a teacher into a soft decision tree: the whole way from data to a model that is measured on the test rows.
 *
 * @throws {InvalidInputError} when data, teacher and settings do not fit, before any training where it can be known
 * @throws {InterruptedError} soon after `signal` is aborted
 * @throws {EngineUnavailableError} when no engine loads
 */
export async function distill(data: DataInput, options: DistillOptions = {}): Promise<Model> {
  const { unlabelled, labels } = options;
  if (unlabelled !== undefined && typeof data !== 'string')
    throw new InvalidInputError('unlabelled rows are added to data that is named by its path alone');
  const opened = await openInput(data, { unlabelled: { source: unlabelled } });
  const given = settingsFor(options, opened.facts({ labels }));
  assertExperiment(given);
  const { seed, trainRows, classWeight } = given;
  const splits = opened.splits({ seed, labels, trainRows, classWeight });
  const notes: string[] = [];
  const note = (lines: readonly string[]): void => {
    notes.push(...lines);
    for (const line of lines) options.note?.(line);
  };
  note([...opened.notes, ...classNotes(splits)]);
  const { train, test } = splits;
  const engine = await loadEngine(options.engine ?? { engine: 'auto' });
  const context: WorkContext = { engine, observer: options.observer, signal: options.signal };
  const { teacher, dispose } = await teacherFor(options, given, splits, context).catch(
    async (error: unknown) => {
      await engine.dispose();
      throw error;
    },
  );
  try {
    const { settings: met, notes: found } = await metTeacher(teacher, splits, given, options);
    note(found);
    const lesson = await prepareLesson(teacher, splits, met, context);
    const { targetsOf } = lesson;
    const { settings, groundwork } = await sizeTree(lesson.splits, targetsOf, met, context);
    const { tree } = await grow(lesson.splits, targetsOf(train), settings.tree, seed, context, groundwork);
    const testClasses = knowsRows(teacher, test)
      ? logitClasses(await datasetLogits(teacher, test), teacher.classCount)
      : undefined;
    const { scores } = evaluateTree(tree, test, testClasses);
    return new Model(
      newTreeDocument({ tree, targets: 'soft', metrics: scores }, test, settings, toolVersion()),
      notes,
    );
  } finally {
    await dispose();
    await engine.dispose();
  }
}

function settingsFor(options: DistillOptions, facts: SettingsData): ExperimentSettings {
  const { depth = options.tree?.depth, tree, distillation, teaching, classWeight } = options;
  const preset = presetSettings(options.preset ?? 'default', facts, options.seed, {
    kind: teaching?.architecture,
    members: teaching?.members,
  });
  const changed: ExperimentSettings = {
    ...preset,
    classWeight,
    teacher: { ...preset.teacher, ...teaching },
    tree: { ...preset.tree, ...tree },
    distillation: { ...preset.distillation, ...distillation },
  };
  const sized = withSize(changed, { depth, epochs: tree?.epochs }, facts);
  return withSelfTraining(sized, options.selfTraining ?? 0, facts, teaching?.epochs);
}

/** The teacher that is named, or one that is trained now, and what ends its use. */
async function teacherFor(
  options: DistillOptions,
  settings: ExperimentSettings,
  splits: DatasetSplits,
  context: WorkContext,
): Promise<{ readonly teacher: LogitSource; readonly dispose: () => Promise<void> }> {
  const { teacher: named, teacherInput, teacherOutput, teacherAnswers, teacherClasses } = options;
  const { selfTraining = 0 } = options;
  const saying = { teacherInput, teacherOutput, teacherAnswers, teacherClasses };
  if (selfTraining > 0 && (named !== undefined || teacherAnswers !== undefined))
    throw new InvalidInputError('selfTraining is for a teacher that is trained, not for one that is there');
  const isSaid = Object.values(saying).some((value) => value !== undefined);
  if (named !== undefined && typeof named !== 'string') {
    if (!isSaid) return { teacher: named, dispose: () => Promise.resolve() };
    throw new InvalidInputError(
      `${Object.keys(saying).join(', ')} are for teachers in files; an object gives the logits of all classes itself`,
    );
  }
  const teacher =
    named !== undefined || isSaid
      ? await openTeacher({ teacher: named, ...saying }, context.engine, splits.train)
      : (await selfTrain(splits, settings, context)).teacher;
  return { teacher, dispose: () => teacher.dispose() };
}

/** What a teacher that was not trained now can be asked about, and what people should know of it. */
async function metTeacher(
  teacher: LogitSource & { readonly notes?: readonly string[] },
  splits: DatasetSplits,
  settings: ExperimentSettings,
  options: DistillOptions,
): Promise<{ readonly settings: ExperimentSettings; readonly notes: readonly string[] }> {
  if (options.teacher === undefined && options.teacherAnswers === undefined) return { settings, notes: [] };
  const met = await meetTeacher(teacher, splits, settings, options.teacherClasses);
  const warnings = met.checks.flatMap(({ passed, text }) => (passed ? [] : [text]));
  const lines = [...(teacher.notes ?? []), ...met.notes, ...warnings];
  return { settings: met.settings, notes: lines.map((line) => `teacher: ${line}`) };
}
