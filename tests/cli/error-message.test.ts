import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { errorLine, exitCodeOf } from '../../src/cli/error-message.js';
import {
  EngineUnavailableError,
  InterruptedError,
  InvalidInputError,
  UnsupportedOpError,
  UsageError,
} from '../../src/errors.js';

const running = new AbortController().signal;
const stopped = AbortSignal.abort();

describe('exit codes', () => {
  test.each<[string, Error, AbortSignal, number]>([
    ['bad usage', new UsageError('x'), running, 2],
    ['a bad file', new InvalidInputError('x'), running, 1],
    ['a missing engine', new EngineUnavailableError('x'), running, 1],
    ['a bug', new TypeError('x'), running, 1],
    ['an interruption', new InterruptedError('x'), stopped, 130],
    ['an aborted read', new DOMException('x', 'AbortError'), stopped, 130],
    ['an abort that nobody asked for', new DOMException('x', 'AbortError'), running, 1],
    ['a failure that happens while stopping', new InvalidInputError('x'), stopped, 1],
  ])('%s', (_title, error, signal, code) => {
    expect(exitCodeOf(error, signal)).toBe(code);
  });
});

describe('one line for an error', () => {
  test('a system error names the path and what is wrong in words', async () => {
    const error: unknown = await readFile('/none/at/all').catch((reason: unknown) => reason);
    expect(errorLine(error)).toBe('/none/at/all: no such file or folder');
  });

  test('typed errors speak for themselves, on one line', () => {
    expect(errorLine(new InvalidInputError('a.json: wrong\n  size'))).toBe('a.json: wrong size');
    expect(errorLine(new UnsupportedOpError('Erf', 'gelu'))).toBe(
      'Cannot compile the TensorFlow.js kernel "Erf" (used by layer "gelu")',
    );
  });

  test('the address of a queue that stands where something else belongs is told without its user and password', () => {
    const wrong = "unknown option '--queu=rediss://me:/hidden@host/trees'";
    expect(errorLine(new UsageError(wrong))).toBe("unknown option '--queu=rediss://***@host/trees'");
  });

  test('anything else is called the bug that it is', () => {
    expect(errorLine(new TypeError('x is not a function'))).toBe(
      'TypeError: x is not a function (this is a bug of the toolkit; --verbose shows where)',
    );
    expect(errorLine('thrown text')).toBe('thrown text');
  });
});
