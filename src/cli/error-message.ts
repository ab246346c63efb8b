import { CommanderError } from 'commander';
import { fileProblem, systemErrorCode } from '../disk/file-problem.js';
import { EngineUnavailableError, InterruptedError, InvalidInputError, UsageError } from '../errors.js';
import { exitCodes, stopCode, type ExitCode } from './exit-codes.js';

/** Exit code of a command that ended with this error. */
export function exitCodeOf(error: unknown, signal: AbortSignal): ExitCode {
  if (error instanceof InterruptedError || (signal.aborted && isAbortError(error)))
    return stopCode(signal.reason);
  if (error instanceof UsageError || error instanceof CommanderError) return exitCodes.usage;
  return exitCodes.failed;
}

/** The error as one line for people: what is wrong, with what, and what would be right. */
export function errorLine(error: unknown): string {
  return withoutLogin(describe(error))
    .replace(/\s*\n\s*/g, ' ')
    .trim();
}

/** A queue's address may stand where something else belongs, and be repeated; its user and password are not. */
export function withoutLogin(text: string): string {
  return text.replace(/(rediss?:\/\/)\S*@/g, '$1***@');
}

function describe(error: unknown): string {
  if (!isError(error)) return String(error);
  if (error instanceof CommanderError) return commanderLine(error);
  if (error instanceof InvalidInputError || error instanceof EngineUnavailableError) return error.message;
  if (isFileError(error)) return fileErrorLine(error);
  if (hasDomainName(error)) return error.message;
  return `${error.name}: ${error.message} (this is a bug of the toolkit; --verbose shows where)`;
}

/** Other typed errors speak for themselves; a TypeError does not. */
function hasDomainName(error: Error): boolean {
  return [
    'DataDependentTraceError',
    'UnsupportedOpError',
    'InterruptedError',
    'OutputLostError',
    'TaskLostError',
    'QueueError',
  ].includes(error.name);
}

/** commander writes `error: unknown option '--dept'\n(Did you mean --depth?)`. */
function commanderLine(error: CommanderError): string {
  return error.message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .replace(/\s*\(Did you mean (.+?)\?\)/s, '; did you mean $1?');
}

function isAbortError(error: unknown): boolean {
  return isError(error) && error.name === 'AbortError';
}

/** By form rather than class: errors of Node's own code, and DOMException, may be of another realm or no Error at all. */
function isError(value: unknown): value is Error {
  return typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
}

function isFileError(error: Error): error is NodeJS.ErrnoException {
  return systemErrorCode(error) !== undefined && 'syscall' in error;
}

/** `trees/x.json: no such file or folder`. */
function fileErrorLine(error: NodeJS.ErrnoException): string {
  const problem = fileProblem(error.code) ?? error.message;
  return error.path === undefined ? problem : `${error.path}: ${problem}`;
}
