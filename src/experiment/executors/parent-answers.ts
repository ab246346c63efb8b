import type { SharedAnswers } from './assignment.js';
import type { MadeMessage, WantMessage } from './pool-messages.js';

type Asking = Omit<WantMessage, 'number'> | Omit<MadeMessage, 'number'>;

/** In a process of the pool: the answers that the process which started it can come by. */
export class ParentAnswers implements SharedAnswers {
  readonly #waiting = new Map<string, (answers: Float32Array | undefined) => void>();

  constructor(private readonly send: (message: Asking) => void) {}

  get(name: string): Promise<Float32Array | undefined> {
    return new Promise((resolve) => {
      this.#waiting.set(name, resolve);
      this.send({ kind: 'want', name });
    });
  }

  put(name: string, answers: Float32Array): Promise<void> {
    this.send({ kind: 'made', name, answers });
    return Promise.resolve();
  }

  /** What came for a question; absent: nobody has it. */
  take(name: string, answers: Float32Array | undefined): void {
    this.#waiting.get(name)?.(answers);
    this.#waiting.delete(name);
  }
}
