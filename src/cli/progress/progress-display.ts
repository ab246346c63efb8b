import type { ProgressObserver } from '../../distill/progress.js';

/** Progress that must be closed before anything else is written to the terminal. */
export interface ProgressDisplay extends ProgressObserver {
  close(): void;
}
