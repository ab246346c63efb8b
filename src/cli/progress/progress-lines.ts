import type { Phase } from '../../distill/progress.js';
import type { EpochMetrics } from '../../file/epoch-metrics.js';
import type { ProgressDisplay } from './progress-display.js';
import { formatDuration } from '../number-format.js';
import { epochText, lossText, phaseTitles, phaseTitleWidth, validationText } from './phase-titles.js';

/** Progress where no terminal is: one line per epoch and one at the end of a phase, fit for a log file. */
export class ProgressLines implements ProgressDisplay {
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  epochEnded(phase: Phase, metrics: EpochMetrics, totalEpochs: number): void {
    this.#phaseLine(phase, [
      epochText(metrics.epoch, totalEpochs),
      lossText(metrics.loss),
      validationText(metrics),
      formatDuration(metrics.seconds),
    ]);
  }

  phaseEnded(phase: Phase, seconds: number): void {
    this.#phaseLine(phase, [`done in ${formatDuration(seconds)}`]);
  }

  close(): void {
    // Nothing is left open: every line is complete when it is written.
  }

  #phaseLine(phase: Phase, fields: readonly string[]): void {
    this.#write([phaseTitles[phase].padEnd(phaseTitleWidth), ...fields].join('  '));
  }
}
