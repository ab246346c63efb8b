import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { replaceFile } from '../../disk/whole-file.js';
import { UsageError } from '../../errors.js';
import type { Exported } from '../../export/exported.js';
import {
  exportFormatNames,
  exportFormats,
  formatOfFile,
  type ExportFormat,
  type ExportFormatName,
} from '../../export/formats.js';
import { CommandOutput } from '../command-output.js';
import { addOutputOptions, type OutputOptions } from '../common-options.js';
import type { CommandIo } from '../io.js';
import { choiceOption, integerOption, pathOption, stdoutName } from '../option-values.js';
import { assertWritable } from '../output-folder.js';

interface CommandOptions extends OutputOptions {
  readonly out: string;
  readonly format?: ExportFormatName;
  readonly int8?: boolean;
  readonly table?: string;
  readonly depth?: number;
}

export function addExportCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('export')
    .summary('write a tree for other programs: ONNX, JavaScript, C, SQL, Python, drawings')
    .description(
      'Write a tree in another format. What can be run takes raw rows, as tables and images have them, and answers as sdt predict does.',
    )
    .argument(
      '<tree>',
      "tree file, as sdt run writes it; or a teacher's folder, which is written as ONNX",
      pathOption('<tree>'),
    )
    .requiredOption(
      '-o, --out <file>',
      'what is written; its ending says the format; - is stdout, for text',
      pathOption('--out'),
    )
    .option(
      '--format <name>',
      `${exportFormatNames.join(', ')} (default: by the ending of --out)`,
      choiceOption('--format', exportFormatNames),
    )
    .option('--int8', 'c: filters of 8 bits, a quarter of the size, at a small cost')
    .option('--table <name>', 'sql: name of the table that is scored (default: samples)')
    .option(
      '--depth <n>',
      'rules, dot, mermaid: levels of decisions that are shown (default: all)',
      integerOption('--depth', 1),
    );
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Formats:
${exportFormatNames.map((name) => `  ${name.padEnd(8)} ${exportFormats[name].endings.join(', ').padEnd(16)} ${exportFormats[name].description}`).join('\n')}

Examples:
  sdt export trees/mnist/distilled.json --out digits.js
  sdt export trees/mnist/distilled.json --out digits.c --int8
  sdt export trees/flowers/distilled.json --out flowers.sql --table flowers
  sdt export trees/flowers/distilled.json --format python --out - | head
  sdt export trees/mnist/teacher --out teacher.onnx`,
    )
    .action((tree: string, options: CommandOptions) => exportFile(tree, options, io));
}

async function exportFile(treeFile: string, options: CommandOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const { out: file, json, int8, table, depth } = options;
  const format = chosenFormat(options);
  if (file === stdoutName && json === true)
    throw new UsageError('--json and --out - exclude each other: both are stdout');
  const isTeacher = await isFolder(treeFile);
  if (isTeacher) assertTeacherFormat(format, options);
  if (file !== stdoutName) await assertWritable(file);
  if (isTeacher) {
    const { teacherToOnnx } = await import('../../teacher/teacher-onnx.js');
    await output.writeFile(file, await teacherToOnnx(treeFile));
    output.log('It takes features as the teacher does, prepared: of an image, pixels from 0 to 1.');
    output.document({ teacher: treeFile, out: file, format, beside: [] });
    return;
  }
  const [{ readTreeFile }, { exportTree }] = await Promise.all([
    import('../../file/tree-file.js'),
    import('../../export/export-tree.js'),
  ]);
  const document = await readTreeFile(treeFile);
  const name = file === stdoutName ? undefined : path.basename(file, path.extname(file));
  const exported = exportTree(document, format, { name, int8, table, depth });
  for (const note of exported.notes ?? []) output.log(note);
  if (file === stdoutName) await output.data(exported.content);
  else await writeFiles(file, exported, output);
  output.document({ tree: treeFile, out: file, format, beside: besideOf(file, exported) });
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true;
}

/** @throws {UsageError} when the format or an option is for trees */
function assertTeacherFormat(format: ExportFormatName, { int8, table, depth }: CommandOptions): void {
  if (format !== 'onnx')
    throw new UsageError(
      `a teacher's folder is written as onnx, and not as ${format}: --out must end in .onnx`,
    );
  if (int8 !== undefined || table !== undefined || depth !== undefined)
    throw new UsageError("--int8, --table and --depth are for trees, and not for a teacher's folder");
}

function chosenFormat({ out: file, format }: CommandOptions): ExportFormatName {
  if (file !== stdoutName) return format ?? formatOfFile(file);
  if (format === undefined) throw new UsageError(`--out - needs --format: ${exportFormatNames.join(', ')}`);
  const { isText }: ExportFormat = exportFormats[format];
  if (isText) return format;
  throw new UsageError(
    `--format ${format} is not for stdout: it is no text in one file; --out must name a file`,
  );
}

function besideOf(file: string, { beside = {} }: Exported): string[] {
  return Object.keys(beside).map((name) => path.join(path.dirname(file), name));
}

/** What lies beside a file takes its place once all of them are written, and the file last. */
async function writeFiles(file: string, exported: Exported, output: CommandOutput): Promise<void> {
  const contents: [string, string | Uint8Array][] = [
    [file, exported.content],
    ...Object.entries(exported.beside ?? {}).map(([name, content]): [string, string | Uint8Array] => [
      path.join(path.dirname(file), name),
      content,
    ]),
  ];
  await contents.reduceRight<() => Promise<void>>(
    (inner, [target, content]) =>
      () =>
        replaceFile(target, async (write) => {
          await write(content);
          await inner();
        }),
    () => Promise.resolve(),
  )();
  for (const [target] of contents) output.wrote(target);
}
