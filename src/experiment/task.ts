import type { ImageOptions } from '../data/image/image-options.js';
import type { LoadOptions } from '../data/load-raw-data.js';
import type { TableOptions } from '../data/table/table-options.js';
import type { MachineRecord } from '../engine/machine.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import type {
  DistillationSettings,
  SearchRange,
  SelfTrainingSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from '../settings/settings.js';
import type { EngineName } from '../settings/engine-choice.js';
import type { Calibration } from '../tree/calibration.js';
import type { TreeParameters } from '../tree/soft-decision-tree.js';
import type { TreeQuality } from '../tree/tree-scores.js';
import type { TreeShapeData } from '../tree/tree-shape.js';
import type { TeacherRecord, TreeRecord } from '../file/trial-record.js';
import type { RowSelection } from './trial.js';

/** Where executors find the data. */
export interface TaskData {
  /** As for `openData`. */
  readonly source: string;
  /** How a table is to be read. */
  readonly table?: TableOptions | undefined;
  /** How images are to be read. */
  readonly image?: ImageOptions | undefined;
  /** Whether rows without a label are read; without a source of their own: those of the data whose label is missing or forgotten. */
  readonly unlabelled?: LoadOptions['unlabelled'];
}

/** Training one model, wherever it runs. Several trials may wait for the same task. Plain data, as are its results. */
export type Task = TeacherTask | TreeTask;

interface TaskRows {
  readonly rows: RowSelection;
  /** How many rows there are to train on, more or less. */
  readonly rowCount: number;
  /** Decides which rows go where, and the teacher. */
  readonly sharedSeed: number;
}

export interface TeacherTask extends TaskRows {
  readonly kind: 'teacher';
  readonly key: string;
  readonly settings: TeacherSettings;
  readonly selfTraining?: SelfTrainingSettings | undefined;
  /** Where the teacher is saved, or is already from an earlier run. */
  readonly folder: string;
}

export interface TreeTask extends TaskRows {
  readonly kind: 'baseline' | 'distilled';
  readonly key: string;
  /** For progress. */
  readonly title: string;
  readonly teacherFolder: string;
  readonly teacherKey: string;
  readonly settings: TreeTrainingSettings;
  /** Where depth and epochs are to be found: those that suit the distilled tree, for both. */
  readonly search?: SearchRange | undefined;
  readonly distillation: DistillationSettings;
  readonly seed: number;
}

export type TaskResult = TeacherResult | TreeResult;

export interface RowCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

export interface TeacherResult {
  readonly kind: 'teacher';
  readonly record: TeacherRecord;
  readonly epochs: readonly EpochMetrics[];
  /** It was there already. */
  readonly reused: boolean;
}

export interface TreeResult {
  readonly kind: 'tree';
  readonly record: TreeRecord & { readonly quality: TreeQuality };
  readonly rows: RowCounts;
  readonly epochs: readonly EpochMetrics[];
  readonly topology: TreeShapeData;
  readonly parameters: TreeParameters;
  readonly calibration: Calibration;
  readonly engine: EngineName;
  readonly machine: MachineRecord;
}

/** Runs tasks: one after another, unless `concurrency` says more. */
export interface TaskExecutor {
  /** Tasks that it may be given at a time; default 1, Infinity where they wait elsewhere. */
  readonly concurrency?: number;
  /** Whether a task may wait after it was given: `onProgress` is then called when it begins. */
  readonly waits?: boolean;
  /**
   * @param onProgress share of the task that is done, in [0, 1], and who does it where that is on another machine
   * @param place in the order of all tasks: of those that wait, a lower one comes first
   * @throws {InterruptedError} soon after `signal` is aborted
   */
  run(
    task: Task,
    onProgress: (share: number, worker?: string) => void,
    signal: AbortSignal,
    place?: number,
  ): Promise<TaskResult>;
  /** The results of these tasks are kept by whoever asked for them, and are not asked for again. */
  release?(tasks: readonly Task[]): Promise<void>;
  /** All tasks are done, and nothing has to be remembered for a later run. */
  complete?(): Promise<void>;
  close(): Promise<void>;
}

export function taskTitle(task: Task): string {
  return task.kind === 'teacher' ? 'teacher' : `${task.title}, ${task.kind}`;
}
