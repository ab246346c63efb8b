import {
  DataUnavailableError,
  EngineUnavailableError,
  InterruptedError,
  InvalidInputError,
  QueueError,
  TaskLostError,
} from '../../errors.js';

/** An error as plain data, for another process or machine. */
export interface TaskFailure {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** The errors that callers branch on, by their names. */
const typed: Readonly<Record<string, new (message: string) => Error>> = {
  DataUnavailableError,
  EngineUnavailableError,
  InterruptedError,
  InvalidInputError,
  QueueError,
  TaskLostError,
};

export function failureOf(error: unknown): TaskFailure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack: stack ?? '' };
}

/** The error again, of its own class where callers branch on it. */
export function errorOf({ name, message, stack }: TaskFailure): Error {
  const Typed = typed[name];
  if (Typed !== undefined) return new Typed(message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}

/** A failure as a text, or what the queue itself said of a task. */
export function parsedFailure(text: string): TaskFailure {
  try {
    return JSON.parse(text) as TaskFailure;
  } catch {
    return { name: 'QueueError', message: text, stack: '' };
  }
}
