import { once } from 'node:events';
import { writeWholeFile } from '../disk/whole-file.js';
import { streamColors, type Colors } from './colors.js';
import type { CommandIo, TextStream } from './io.js';
import { stdoutName } from './option-values.js';
import { printableJson, printableLine, printableLines } from './printable-text.js';
import type { ExperimentDisplay } from './progress/experiment-progress.js';
import type { ProgressDisplay } from './progress/progress-display.js';
import { foldLine, lineWidth } from './wrapped-text.js';

/** Options that every command has. */
export interface OutputOptions {
  /** One JSON document on stdout instead of text. */
  readonly json?: boolean;
  /** No progress and no notes on stderr. */
  readonly quiet?: boolean;
  /** Stack traces, warnings of libraries. */
  readonly verbose?: boolean;
}

/**
 * Where a command writes: results on stdout, everything else on stderr. With `--json` stdout carries exactly one
 * JSON document. Whatever stands in a line, a terminal shows it as it is.
 */
export class CommandOutput {
  readonly json: boolean;
  readonly #quiet: boolean;
  readonly #io: CommandIo;
  /** Colors for stdout, off unless it is a terminal that wants them. */
  readonly colors: Colors;
  readonly #logColors: Colors;

  constructor(io: CommandIo, options: OutputOptions) {
    this.#io = io;
    this.json = options.json ?? false;
    this.#quiet = options.quiet ?? false;
    this.colors = streamColors(io.stdout, io.environment);
    this.#logColors = streamColors(io.stderr, io.environment);
  }

  /** Places of a line of text on stdout: those of the terminal or of COLUMNS, 100 elsewhere. */
  get width(): number {
    return this.#widthOf(this.#io.stdout) ?? 100;
  }

  /** Places that a table may take: those of a line where that is limited, any number elsewhere. */
  get tableWidth(): number {
    return this.#widthOf(this.#io.stdout) ?? Infinity;
  }

  #widthOf(stream: TextStream): number | undefined {
    return lineWidth(stream, this.#io.environment);
  }

  #printed(lines: readonly string[], stream: TextStream): string {
    const width = this.#widthOf(stream) ?? Infinity;
    return lines
      .flatMap((line) => foldLine(line, width))
      .map((line) => `${printableLine(line)}\n`)
      .join('');
  }

  get signal(): AbortSignal {
    return this.#io.signal;
  }

  /** Lines of a result for people, on stdout; nothing with `--json`. */
  result(lines: readonly string[]): void {
    if (!this.json && lines.length > 0) this.#io.stdout.write(this.#printed(lines, this.#io.stdout));
  }

  /** The result for programs, on stdout; nothing without `--json`. */
  document(value: unknown): void {
    if (this.json) this.#io.stdout.write(`${printableJson(this.jsonText(value))}\n`);
  }

  /** The same as it is written to files. */
  jsonText(value: unknown): string {
    return JSON.stringify(value, jsonNumbers, 2);
  }

  /** Content for programs, to stdout: exactly so, unless a terminal reads text. Waits where the reader is slower. */
  async data(content: string | Uint8Array): Promise<void> {
    const { stdout } = this.#io;
    if (content.length === 0) return;
    const isShown = typeof content === 'string' && stdout.isTTY === true;
    if (!stdout.write(isShown ? printableLines(content) : content))
      await once(stdout, 'drain', { signal: this.signal });
  }

  /** A line on stderr about what is going on; nothing with `--quiet`. */
  log(line: string): void {
    if (!this.#quiet) this.#io.stderr.write(this.#printed([line], this.#io.stderr));
  }

  /** Writes a result, whole or not at all, makes its folder, and says so; `-` is stdout. */
  async writeFile(file: string, content: string | Uint8Array): Promise<void> {
    if (file === stdoutName) {
      await this.data(content);
      return;
    }
    await writeWholeFile(file, content);
    this.wrote(file);
  }

  /** Says that a file or folder is complete. */
  wrote(file: string): void {
    this.log(`Wrote ${file}`);
  }

  /** `title` padded to a column, then the text: `Data      mnist: ...`. */
  logField(title: string, text: string): void {
    this.log(`${this.#logColors.bold(title.padEnd(10))} ${text}`);
  }

  /** One bar for a whole experiment on a terminal, lines alone elsewhere, nothing with `--quiet`. */
  async experimentProgress(): Promise<ExperimentDisplay> {
    const { ExperimentBar, experimentLines } = await import('./progress/experiment-progress.js');
    if (this.#quiet) return experimentLines(() => undefined);
    if (!this.#isTerminal()) return experimentLines((line) => this.log(line));
    const bar = new ExperimentBar(this.#io.stderr, this.#logColors);
    this.signal.addEventListener('abort', () => bar.close(), { once: true });
    return bar;
  }

  /** Bars on a terminal, one line per epoch elsewhere, nothing with `--quiet`. */
  async progress(): Promise<ProgressDisplay> {
    if (this.#quiet) return { close: () => undefined };
    if (this.#isTerminal()) {
      const { ProgressBars } = await import('./progress/progress-bars.js');
      const bars = new ProgressBars(this.#io.stderr, this.#logColors);
      this.signal.addEventListener('abort', () => bars.close(), { once: true });
      return bars;
    }
    const { ProgressLines } = await import('./progress/progress-lines.js');
    return new ProgressLines((line) => this.log(line));
  }

  #isTerminal(): boolean {
    return this.#io.stderr.isTTY === true && this.#io.environment.TERM !== 'dumb';
  }
}

/** JSON has no NaN or typed arrays: a typed array becomes a list, a number that is not finite null. */
function jsonNumbers(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>);
  return value;
}
