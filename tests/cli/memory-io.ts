import { Writable } from 'node:stream';
import type { CommandIo } from '../../src/cli/io.js';

/** A stream that keeps what is written to it; with `columns` it passes for a terminal of that width. */
export class MemoryStream extends Writable {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number;

  constructor(terminalColumns?: number) {
    super({ decodeStrings: false });
    this.isTTY = terminalColumns !== undefined;
    this.columns = terminalColumns ?? 80;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface MemoryIo extends CommandIo {
  readonly stdout: MemoryStream;
  readonly stderr: MemoryStream;
}

/** Streams in memory for a command that runs in the test's own process. */
export function memoryIo(
  options: { terminalColumns?: number; signal?: AbortSignal; environment?: Record<string, string> } = {},
): MemoryIo {
  return {
    stdout: new MemoryStream(options.terminalColumns),
    stderr: new MemoryStream(options.terminalColumns),
    environment: options.environment ?? {},
    signal: options.signal ?? new AbortController().signal,
  };
}
