/** A stream that text is written to; `isTTY` and `columns` are those of a terminal. */
export interface TextStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Everything that a command touches besides files, so that tests can run commands in their own process. */
export interface CommandIo {
  /** Results: tables, explanations, one JSON document with `--json`. */
  readonly stdout: TextStream;
  /** Where rows may come from; absent where there is none. */
  readonly stdin?: NodeJS.ReadableStream | undefined;
  /** Progress, logs and errors. */
  readonly stderr: TextStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the user asks to stop, with the name of the signal. */
  readonly signal: AbortSignal;
}
