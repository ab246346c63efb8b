import { MultiBar, type Options, type Params, type SingleBar } from 'cli-progress';
import type { ExperimentProgress } from '../../experiment/task-progress.js';
import type { Colors } from '../colors.js';
import type { TextStream } from '../io.js';
import { formatDuration } from '../number-format.js';
import { printableLine } from '../printable-text.js';

/** Shows how far an experiment is. */
export interface ExperimentDisplay {
  update(progress: ExperimentProgress): void;
  /** A line that stays. */
  log(line: string): void;
  close(): void;
}

/** Where no terminal is: the lines alone. */
export function experimentLines(write: (line: string) => void): ExperimentDisplay {
  return { update: () => undefined, log: write, close: () => undefined };
}

/** One bar for all trials, with what is trained now. */
export class ExperimentBar implements ExperimentDisplay {
  readonly #bars: MultiBar;
  readonly #bar: SingleBar;
  readonly #start = performance.now();
  #closed = false;

  constructor(stream: TextStream, colors: Colors) {
    this.#bars = new MultiBar({
      stream,
      fps: 2,
      hideCursor: true,
      emptyOnZero: true,
      autopadding: false,
      format: (_options: Options, _params: Params, state: Partial<ExperimentBarState>) =>
        printableLine(formatExperimentBar(state, stream.columns ?? 80, colors)),
    });
    this.#bar = this.#bars.create(1, 0, {});
  }

  update(progress: ExperimentProgress): void {
    if (this.#closed) return;
    const state: ExperimentBarState = { progress, seconds: (performance.now() - this.#start) / 1000 };
    this.#bar.update(progress.share, state);
  }

  log(line: string): void {
    this.#bars.log(`${printableLine(line)}\n`);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#bars.stop();
  }
}

export interface ExperimentBarState {
  readonly progress: ExperimentProgress;
  /** Since the start. */
  readonly seconds: number;
}

const barWidth = 20;
/** Share of the work after which its pace says something about the rest. */
const knownPace = 0.005;

/** `Trials  ████░░░  12 %  3 of 20 done  1 h 02 min left  depth 4, seed 1, distilled`, as much of it as fits. */
export function formatExperimentBar(
  { progress, seconds = 0 }: Partial<ExperimentBarState>,
  columns: number,
  colors: Colors,
): string {
  if (progress === undefined) return colors.bold('Trials');
  const { share, finishedTrials, totalTrials, running } = progress;
  const filled = Math.round(share * barWidth);
  const bar = colors.cyan('█'.repeat(filled)) + colors.dim('░'.repeat(barWidth - filled));
  const left =
    share > knownPace ? `${formatDuration((seconds * (1 - share)) / share)} left` : 'time left unknown';
  const fields = [`${Math.floor(share * 100)} %`, `${finishedTrials} of ${totalTrials} done`, left];
  const room = columns - 1 - ['Trials', ' '.repeat(barWidth), ...fields, ''].join('  ').length;
  const now = running.join('; ');
  const shown = now.length <= room ? now : `${now.slice(0, Math.max(0, room - 1))}…`;
  return [colors.bold('Trials'), bar, ...fields, ...(room > 10 ? [shown] : [])].join('  ');
}
