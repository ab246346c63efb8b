import { classNotes } from '../data/class-notes.js';
import type { ClassWeight } from '../data/class-weights.js';
import { ask } from '../distill/ask.js';
import { grow } from '../distill/grow.js';
import type { ProgressObserver, WorkContext } from '../distill/progress.js';
import { softTargets } from '../distill/soft-targets.js';
import { teach } from '../distill/teach.js';
import { loadEngine } from '../engine/load-engine.js';
import { newTreeDocument } from '../file/new-tree-document.js';
import { toolVersion } from '../file/tool-version.js';
import type { EngineChoice } from '../settings/engine-choice.js';
import type { PresetName } from '../settings/preset-names.js';
import { presetSettings } from '../settings/presets.js';
import { assertExperiment } from '../settings/settings-ranges.js';
import type {
  DistillationSettings,
  ExperimentSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from '../settings/settings.js';
import { logitClasses, type LogitSource } from '../teacher/logit-source.js';
import { openTeacher } from '../teacher/open-teacher.js';
import { evaluateTree } from '../tree/evaluate-tree.js';
import { Model, openInput, type DataInput } from './model.js';

/** What is wanted of a distilled tree; everything else comes from the preset and the data. */
export interface DistillOptions {
  /**
   * Folder of a TensorFlow.js layers model, or anything that answers prepared rows with logits. Default: a network is trained
   * on the labels, convolutional for images and dense for tables.
   */
  readonly teacher?: string | LogitSource | undefined;
  /** Default `default`. */
  readonly preset?: PresetName | undefined;
  /** Decides every random choice; default 1. */
  readonly seed?: number | undefined;
  /** How much rows count in training by their class: `balanced`, or a positive number for each class; default: all alike. */
  readonly classWeight?: ClassWeight | undefined;
  /** Decisions on each path, 1 to 12. */
  readonly depth?: number | undefined;
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
  const opened = await openInput(data);
  const settings = settingsFor(
    options,
    presetSettings(options.preset ?? 'default', opened.facts(), options.seed, {
      kind: options.teaching?.architecture,
      members: options.teaching?.members,
    }),
  );
  assertExperiment(settings);
  const { seed, trainRows, classWeight } = settings;
  const splits = opened.splits({ seed, trainRows, classWeight });
  const notes = [...opened.notes, ...classNotes(splits)];
  for (const line of notes) options.note?.(line);
  const { train, test } = splits;
  const engine = await loadEngine(options.engine ?? { engine: 'auto' });
  const context: WorkContext = { engine, observer: options.observer, signal: options.signal };
  const { teacher, dispose } = await teacherFor(options, settings, splits, context).catch(
    async (error: unknown) => {
      await engine.dispose();
      throw error;
    },
  );
  try {
    const { logits } = await ask(teacher, train, settings.distillation, context);
    const targets = softTargets(logits, train, settings.distillation);
    const { tree } = await grow(splits, targets, settings.tree, seed, context);
    const testLogits = await teacher.logits(test.features, test.rowCount);
    const { scores } = evaluateTree(tree, test, logitClasses(testLogits, teacher.classCount));
    return new Model(
      newTreeDocument({ tree, targets: 'soft', metrics: scores }, test, settings, toolVersion()),
      notes,
    );
  } finally {
    await dispose();
    await engine.dispose();
  }
}

function settingsFor(options: DistillOptions, preset: ExperimentSettings): ExperimentSettings {
  const { depth = preset.tree.depth, tree, distillation, teaching, classWeight } = options;
  return {
    ...preset,
    classWeight,
    teacher: { ...preset.teacher, ...teaching },
    tree: { ...preset.tree, depth, ...tree },
    distillation: { ...preset.distillation, ...distillation },
  };
}

/** The teacher that is named, or one that is trained now, and what ends its use. */
async function teacherFor(
  { teacher: named }: DistillOptions,
  { teacher: settings, seed }: ExperimentSettings,
  splits: Parameters<typeof teach>[0],
  context: WorkContext,
): Promise<{ readonly teacher: LogitSource; readonly dispose: () => Promise<void> }> {
  if (named !== undefined && typeof named !== 'string') {
    return { teacher: named, dispose: () => Promise.resolve() };
  }
  const teacher =
    named === undefined
      ? (await teach(splits, settings, seed, context)).teacher
      : await openTeacher(named, context.engine);
  return { teacher, dispose: () => teacher.dispose() };
}
