/** An input (file, data, option value) is not what it must be. The message names it, says what was found and what is allowed. */
export class InvalidInputError extends Error {
  override readonly name: string = 'InvalidInputError';
}

/** The command line itself is wrong: unknown option, value outside its range. The CLI exits with code 2. */
export class UsageError extends InvalidInputError {
  override readonly name = 'UsageError';
}

/** The requested engine, or a device of it, cannot be loaded on this machine. */
export class EngineUnavailableError extends Error {
  override readonly name = 'EngineUnavailableError';
}

/** A traced program tried to read a value that exists only when the compiled graph runs. */
export class DataDependentTraceError extends Error {
  override readonly name = 'DataDependentTraceError';
}

/** A traced program used a TensorFlow.js kernel that the compiler has no rule for. */
export class UnsupportedOpError extends Error {
  override readonly name = 'UnsupportedOpError';
  constructor(
    readonly kernel: string,
    readonly layer: string | undefined,
    detail?: string,
  ) {
    const where = layer === undefined ? '' : ` (used by layer "${layer}")`;
    super(
      `Cannot compile the TensorFlow.js kernel "${kernel}"${where}${detail === undefined ? '' : `: ${detail}`}`,
    );
  }
}

/** The work was stopped on request (Ctrl-C, an aborted signal). */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** The data that a task is about is not on the machine that is to run it. */
export class DataUnavailableError extends InvalidInputError {
  override readonly name = 'DataUnavailableError';
}

/** The process or machine that ran a task has ended without an answer; another may run it. */
export class TaskLostError extends Error {
  override readonly name = 'TaskLostError';
}

/** The queue of tasks cannot be reached, refuses what is asked, or belongs to others. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
}
