import { MultiBar, type Options, type Params, type SingleBar } from 'cli-progress';
import type { Phase } from '../../distill/progress.js';
import type { EpochMetrics } from '../../file/epoch-metrics.js';
import type { ProgressDisplay } from './progress-display.js';
import type { Colors } from '../colors.js';
import type { TextStream } from '../io.js';
import { formatDuration, formatPercent } from '../number-format.js';
import { printableLine } from '../printable-text.js';
import { epochText, lossText, phaseTitles, phaseTitleWidth, validationText } from './phase-titles.js';

/** What a bar shows besides its length. */
interface BarState {
  readonly phase: Phase;
  readonly epoch?: { readonly metrics: EpochMetrics; readonly total: number };
  readonly loss?: number | undefined;
  /** Seconds the phase took; present when it has ended. */
  readonly seconds?: number;
}

const widestBar = 24;
const narrowestBar = 6;

/** Progress on a terminal: one bar per phase, the finished ones stay above the running one. */
export class ProgressBars implements ProgressDisplay {
  readonly #bars: MultiBar;
  #closed = false;
  #current: { readonly bar: SingleBar; state: BarState; readonly total: number; done: number } | undefined;

  constructor(stream: TextStream, colors: Colors) {
    this.#bars = new MultiBar({
      stream,
      fps: 5,
      // The pace of the last few seconds rather than of the last few steps, whose times jump.
      etaBuffer: 200,
      hideCursor: true,
      emptyOnZero: true,
      autopadding: false,
      format: (_options: Options, params: Params, state: BarState) =>
        printableLine(formatBar(params, state, stream.columns ?? 80, colors)),
    });
  }

  phaseStarted(phase: Phase, totalSteps: number): void {
    if (this.#closed) return; // creating a bar would start the display anew
    const state: BarState = { phase };
    const bar = this.#bars.create(totalSteps, 0, state);
    this.#current = { bar, state, total: totalSteps, done: 0 };
  }

  stepsDone(phase: Phase, doneSteps: number, loss: number | undefined): void {
    if (this.#current === undefined) return;
    this.#current.done = doneSteps;
    this.#show({ phase, loss: loss ?? this.#current.state.loss });
  }

  epochEnded(phase: Phase, metrics: EpochMetrics, totalEpochs: number): void {
    this.#show({ phase, loss: metrics.loss, epoch: { metrics, total: totalEpochs } });
  }

  phaseEnded(phase: Phase, seconds: number): void {
    if (this.#current === undefined) return;
    this.#current.done = this.#current.total;
    this.#show({ phase, seconds });
    this.#current.bar.stop();
    this.#current = undefined;
  }

  close(): void {
    this.#closed = true;
    this.#current = undefined;
    if (this.#bars.isActive) this.#bars.stop();
  }

  #show(change: BarState): void {
    if (this.#current === undefined) return;
    this.#current.state = { ...this.#current.state, ...change };
    this.#current.bar.update(this.#current.done, this.#current.state);
  }
}

/** One line that fits `columns` characters: title, bar, percentage, as much of the metrics as there is room for, time. */
export function formatBar(
  params: Pick<Params, 'progress' | 'eta'>,
  state: BarState,
  columns: number,
  colors: Colors,
): string {
  const title = phaseTitles[state.phase].padEnd(phaseTitleWidth);
  const percentage = `${Math.floor(params.progress * 100)}`.padStart(3) + ' %';
  const time = state.seconds === undefined ? timeLeft(params) : formatDuration(state.seconds);
  const room = (metrics: readonly string[]) =>
    columns - 1 - [title, '', percentage, ...metrics, time].join('  ').length;
  const choices = metricFields(state);
  const metrics = choices.find((fields) => room(fields) >= narrowestBar) ?? [];
  const width = Math.max(narrowestBar, Math.min(widestBar, room(metrics)));
  const filled = Math.round(params.progress * width);
  const bar = colors.cyan('█'.repeat(filled)) + colors.dim('░'.repeat(width - filled));
  return [colors.bold(title), bar, percentage, ...metrics, time].join('  ');
}

/** What can be said about the running phase, from the longest form to the shortest. */
function metricFields({ epoch, loss }: BarState): string[][] {
  const lossFields = loss === undefined ? [] : [lossText(loss)];
  if (epoch === undefined) return [lossFields];
  const epochField = epochText(epoch.metrics.epoch, epoch.total);
  const validation = `validation ${formatPercent(epoch.metrics.validationAccuracy)}`;
  return [
    [epochField, ...lossFields, validationText(epoch.metrics)],
    [epochField, ...lossFields, validation],
    [...lossFields, validation],
    [validation],
  ];
}

function timeLeft({ eta }: Pick<Params, 'eta'>): string {
  // cli-progress says 'NULL' or 'INF' until it knows the pace.
  if (typeof eta !== 'number' || !Number.isFinite(eta)) return 'time left unknown';
  return `${eta < 60 ? `${Math.round(eta)} s` : formatDuration(eta)} left`;
}
