import { DataUnavailableError, EngineUnavailableError, QueueError } from '../../../errors.js';

/** This machine cannot run the tasks of the queue; another may. */
export class UnfitWorkerError extends QueueError {}

/** Says something of the machine, and nothing of the task. */
export function isUnfitness(error: unknown): error is Error {
  return (
    error instanceof UnfitWorkerError ||
    error instanceof DataUnavailableError ||
    error instanceof EngineUnavailableError
  );
}
