import { taskTitle, type Task } from './task.js';

/** How far an experiment is. */
export interface ExperimentProgress {
  readonly finishedTrials: number;
  readonly totalTrials: number;
  /** Share of this run's work that is done, in [0, 1], by the number of rows times epochs. */
  readonly share: number;
  /** What is being trained. */
  readonly running: readonly string[];
}

interface PlannedTask {
  /** Its expected time, in arbitrary units. */
  readonly work: number;
  share: number;
}

/** Adds up what the tasks of an experiment have done. */
export class TaskProgress {
  /** By their keys. */
  readonly #tasks = new Map<string, PlannedTask>();
  readonly #running = new Map<string, string>();

  constructor(
    private readonly totalTrials: number,
    private finishedTrials: number,
    private readonly onProgress: ((progress: ExperimentProgress) => void) | undefined,
  ) {}

  plan(task: Task): void {
    this.#tasks.set(task.key, { work: expectedWork(task), share: 0 });
  }

  /**
   * @param share of the task that is done, in [0, 1]
   * @param worker who runs it, where that is on another machine
   */
  update(task: Task, share: number, worker?: string): void {
    const title = taskTitle(task);
    this.#running.set(task.key, worker === undefined ? title : `${title} (${worker})`);
    this.#set(task, share);
  }

  end(task: Task): void {
    this.#running.delete(task.key);
    this.#set(task, 1);
  }

  trialFinished(): void {
    this.finishedTrials++;
    this.#report();
  }

  #set({ key }: Task, share: number): void {
    const planned = this.#tasks.get(key);
    if (planned !== undefined) planned.share = share;
    this.#report();
  }

  #report(): void {
    const tasks = [...this.#tasks.values()];
    const total = tasks.reduce((sum, { work }) => sum + work, 0);
    const done = tasks.reduce((sum, { work, share }) => sum + work * share, 0);
    this.onProgress?.({
      finishedTrials: this.finishedTrials,
      totalTrials: this.totalTrials,
      share: total === 0 ? 1 : done / total,
      running: [...this.#running.values()],
    });
  }
}

/** Time of one training row in a teacher, as a multiple of one in a tree of depth 8. */
const teacherRowCost = 20;

/** By the rows that are looked at; half of a tree's time grows with the number of its nodes. */
function expectedWork(task: Task): number {
  const rowCost = task.kind === 'teacher' ? teacherRowCost : 0.5 + 0.5 * 2 ** (task.settings.depth - 8);
  return task.rowCount * task.settings.epochs * rowCost;
}
