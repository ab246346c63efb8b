import type { TeacherTask, TreeTask } from './task.js';
import { rowSelection, seedOfShared, trialKeys, type RowSelection, type Trial } from './trial.js';

export interface TaskContext {
  readonly dataKey: string;
  /** Labelled rows of the data. */
  readonly labelledRows: number;
  /** @param key of the teacher, for trials whose teachers differ on the same rows */
  readonly teacherFolder: (rows: RowSelection, sharedSeed: number, key: string) => string;
}

export interface PlannedTasks {
  readonly teacher: TeacherTask;
  readonly baseline: TreeTask;
  readonly distilled: TreeTask;
}

/** What a trial has trained; trials that share a model have a task of the same key for it. */
export function plannedTasks(
  trial: Trial,
  { dataKey, labelledRows, teacherFolder }: TaskContext,
): PlannedTasks {
  const { settings, title } = trial;
  const keys = trialKeys(trial, dataKey);
  const selection = rowSelection(trial);
  const shared = {
    rows: selection,
    rowCount:
      selection.trainRows ?? (selection.unlabelled ? labelledRows : (selection.labels ?? labelledRows)),
    sharedSeed: seedOfShared(settings),
  };
  const folder = teacherFolder(selection, shared.sharedSeed, keys.teacher);
  const tree = (kind: 'baseline' | 'distilled'): TreeTask => ({
    ...shared,
    kind,
    key: keys[kind],
    title: `${title}, seed ${settings.seed}`,
    teacherFolder: folder,
    teacherKey: keys.teacher,
    settings: settings.tree,
    search: settings.search,
    distillation: settings.distillation,
    seed: settings.seed,
  });
  return {
    teacher: {
      ...shared,
      kind: 'teacher',
      key: keys.teacher,
      settings: settings.teacher,
      selfTraining: settings.selfTraining,
      folder,
    },
    baseline: tree('baseline'),
    distilled: tree('distilled'),
  };
}
