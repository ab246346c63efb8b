import type { Command } from 'commander';
import { UsageError } from '../errors.js';
import { noColors } from './colors.js';
import type { CommandOutput } from './command-output.js';
import type { OutputOptions } from './common-options.js';
import { choiceOption, pathOption, stdoutName } from './option-values.js';
import type { OutlineItem } from './outline.js';
import { assertWritable } from './output-folder.js';
import { printableLine } from './printable-text.js';

const formats = ['text', 'json', 'svg', 'html'] as const;
type Format = (typeof formats)[number];

export interface FormatFlags extends OutputOptions {
  readonly format?: Format;
  readonly out?: string;
}

/** An explanation in all the forms that it may be asked for. */
export interface Explained {
  readonly title: string;
  readonly outline: () => Promise<OutlineItem[]>;
  readonly document: () => Promise<unknown>;
  readonly svg: () => Promise<string>;
  /** What the picture in the page is, for screen readers. */
  readonly picture: string;
}

/** @param pictures what the formats svg and html are */
export function addFormatOptions(command: Command, pictures: string, what: string): void {
  command
    .option('--format <name>', `text, json, ${pictures} (default: text)`, choiceOption('--format', formats))
    .option('-o, --out <file>', `gets the ${what}; - for stdout (default: -)`, pathOption('--out'));
}

/** @throws {UsageError} when `--json` and another format are asked for */
export function chosenFormat({ format, json }: FormatFlags): Format {
  if (json !== true) return format ?? 'text';
  if (format !== undefined && format !== 'json')
    throw new UsageError(`--json and --format ${format} exclude each other`);
  return 'json';
}

/** @throws {InvalidInputError} when the file of `--out` cannot be written */
export async function assertOutWritable({ out = stdoutName }: FormatFlags): Promise<void> {
  if (out !== stdoutName) await assertWritable(out);
}

/** Prints or writes an explanation in the format that the options ask for. */
export async function writeFormatted(
  options: FormatFlags,
  output: CommandOutput,
  explained: Explained,
): Promise<void> {
  const { out = stdoutName } = options;
  const format = chosenFormat(options);
  const { outlineText, outlineHtml } = await import('./outline.js');
  if (out === stdoutName && format === 'json') {
    output.document(await explained.document());
    return;
  }
  if (out === stdoutName && format === 'text') {
    output.result(outlineText(await explained.outline(), output.colors, output.width));
    return;
  }
  const contents = {
    text: async () =>
      `${outlineText(await explained.outline(), noColors, output.width)
        .map(printableLine)
        .join('\n')}\n`,
    json: async () => `${output.jsonText(await explained.document())}\n`,
    svg: () => explained.svg(),
    html: async () => {
      const { htmlPage } = await import('./html-page.js');
      const { title, picture } = explained;
      return htmlPage(title, await explained.svg(), {
        body: outlineHtml(await explained.outline()),
        picture,
      });
    },
  } as const;
  await output.writeFile(out, await contents[format]());
}
