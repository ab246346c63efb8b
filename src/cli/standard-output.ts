import { fstatSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { fileProblem, systemErrorCode } from '../disk/file-problem.js';
import type { TextStream } from './io.js';

/** Stdout takes no more: its reader has gone, its disk is full. Why a command is stopped then: the reason of its signal. */
export class OutputLostError extends Error {
  override readonly name = 'OutputLostError';
  readonly isReaderGone: boolean;

  constructor(cause: Error) {
    const code = systemErrorCode(cause);
    super(`stdout cannot be written: ${fileProblem(code) ?? cause.message}`, { cause });
    this.isReaderGone = code === 'EPIPE';
  }
}

/**
 * Stdout of a command. What it does not take is dropped and told once, rather than thrown in the middle of the work; a file
 * gets every byte, where Node's own stream would leave out without a word what a full disk did not take.
 */
export class StandardOutput extends Writable implements TextStream {
  #isLost = false;

  constructor(
    private readonly target: NodeJS.WriteStream & { readonly fd: number },
    private readonly onLost: (error: OutputLostError) => void,
  ) {
    super();
    target.on('error', () => undefined); // each write is told its own error
  }

  get isTTY(): boolean {
    return this.target.isTTY;
  }

  get columns(): number {
    return this.target.columns;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const finish = (error?: Error | null): void => {
      if (error && !this.#isLost) {
        this.#isLost = true;
        this.onLost(new OutputLostError(error));
      }
      done();
    };
    if (this.#isLost) done();
    else if (!fstatSync(this.target.fd).isFile()) this.target.write(chunk, finish);
    else finish(failureOf(() => writeAll(this.target.fd, chunk)));
  }
}

function writeAll(fd: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
}

function failureOf(work: () => void): Error | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
