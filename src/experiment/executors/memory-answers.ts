import type { SharedAnswers } from './assignment.js';

/** A search may have a teacher of its own for every trial. */
const kept = 8;

/** Answers in the memory of this process, for those that it has started; the ones that were used last. */
export class MemoryAnswers implements SharedAnswers {
  readonly #answers = new Map<string, Float32Array>();

  get(name: string): Promise<Float32Array | undefined> {
    const found = this.#answers.get(name);
    if (found !== undefined) this.#set(name, found);
    return Promise.resolve(found);
  }

  put(name: string, answers: Float32Array): Promise<void> {
    this.#set(name, answers);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > kept && oldest !== undefined) this.#answers.delete(oldest);
    return Promise.resolve();
  }

  #set(name: string, answers: Float32Array): void {
    this.#answers.delete(name);
    this.#answers.set(name, answers);
  }
}
