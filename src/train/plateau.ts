import type { Verdict } from './training-loop.js';

/** Form of a training that ends when nothing is gained any more. */
export interface PlateauSettings {
  /** Learning rate until the first plateau, > 0. */
  readonly learningRate: number;
  /** Epochs without gain that make a plateau, at least 1. */
  readonly patience: number;
  /** The most epochs; the last quarter of them has the lower learning rate in any case. */
  readonly epochs: number;
  /** Steps in which the learning rate rises at the start. */
  readonly warmUpSteps: number;
}

/** At the first plateau the learning rate falls to this share, and the second ends the training. */
const lowerShare = 0.2;

/** Decides by the scores of the epochs how long a training goes on and how fast. */
export class Plateau {
  #best = -Infinity;
  #sinceGain = 0;
  #epoch = 0;
  #isLowered = false;

  constructor(private readonly settings: PlateauSettings) {}

  /** Learning rate of a step, counted from 0 over all epochs. */
  rateAt(step: number): number {
    const { learningRate, warmUpSteps } = this.settings;
    return learningRate * Math.min(1, (step + 1) / warmUpSteps) * (this.#isLowered ? lowerShare : 1);
  }

  /** @param score of the epoch that has just ended, greater is better */
  judge(score: number): Verdict {
    const { patience, epochs } = this.settings;
    this.#epoch++;
    this.#sinceGain = score > this.#best ? 0 : this.#sinceGain + 1;
    this.#best = Math.max(this.#best, score);
    const isPlateau = this.#sinceGain >= patience;
    if (isPlateau && this.#isLowered) return { score, next: 'stop' };
    if (this.#isLowered || !(isPlateau || this.#epoch >= 0.75 * epochs)) return { score };
    this.#isLowered = true;
    this.#sinceGain = 0;
    return { score, next: 'return to best' };
  }
}
