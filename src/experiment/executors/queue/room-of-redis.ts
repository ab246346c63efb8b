import type { QueueConnection } from './queue-connection.js';
import { isFull } from './queue-problem.js';

/** Whether Redis has room for changes, and that people are told once when it has not. */
export class RoomOfRedis {
  #isMissed = false;

  constructor(private readonly connection: QueueConnection) {}

  /** Whether an error says so: what Redis did not take is given to it again. */
  isMissing(error: unknown): boolean {
    if (!isFull(error)) return false;
    if (!this.#isMissed && error instanceof Error)
      this.connection.tell(`${error.message}; waiting until it does`);
    this.#isMissed = true;
    return true;
  }

  /** It has taken something. */
  isThere(): void {
    this.#isMissed = false;
  }
}
