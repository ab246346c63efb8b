import { lstat } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { InvalidInputError, UsageError } from '../../errors.js';
import { shellWord } from '../../shell-word.js';
import { CommandOutput } from '../command-output.js';
import { addOutputOptions, type OutputOptions } from '../common-options.js';
import { exampleData, exampleText, type ExampleData } from '../example-data.js';
import type { CommandIo } from '../io.js';
import { formatCount } from '../number-format.js';
import { choiceOption, pathOption, stdoutName } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { formatTable } from '../text-table.js';

interface ExamplesOptions extends OutputOptions {
  readonly out?: string;
  readonly force?: boolean;
}

const names = exampleData.map(({ name }) => name);

export function addExamplesCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('examples')
    .summary('small real data sets to play with')
    .description(
      'List the small real data sets that come with this tool, or copy one: tables with the label in the last column.',
    )
    .argument('[name]', `the one to copy: ${names.join(', ')}`, choiceOption('<name>', names))
    .option(
      '-o, --out <file>',
      'gets the copy, or - for stdout (default: <name>.csv here)',
      pathOption('--out'),
    )
    .option('--force', 'replace a file that is there');
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt examples
  sdt examples iris
  sdt examples penguins --out penguins.csv --force
  sdt examples wine --out - | head`,
    )
    .action((name: string | undefined, options: ExamplesOptions) => examples(name, options, io));
}

async function examples(name: string | undefined, options: ExamplesOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const example = exampleData.find((one) => one.name === name);
  if (example !== undefined) return copy(example, options, output);
  if (options.out !== undefined) throw new UsageError('--out is for one data set: name it');
  output.document(exampleData);
  output.result([
    ...formatTable(
      [
        { title: 'name', align: 'left' },
        { title: 'rows', align: 'right' },
        { title: 'columns', align: 'right' },
        { title: 'classes', align: 'right' },
        { title: 'what it asks', align: 'left' },
        { title: 'license', align: 'left' },
      ],
      exampleData.map(({ name: title, rows, columns, classes, about, license }) => [
        title,
        formatCount(rows),
        String(columns),
        String(classes),
        about,
        license,
      ]),
    ),
    '',
    'sdt examples NAME copies one.',
  ]);
}

async function copy(
  example: ExampleData,
  { out = example.file, force = false, json = false }: ExamplesOptions,
  output: CommandOutput,
): Promise<void> {
  if (out === stdoutName && json)
    throw new UsageError('--json and --out - exclude each other: both are stdout');
  if (out !== stdoutName) {
    if (!force && (await isThere(out)))
      throw new InvalidInputError(
        `${out}: is there already; --force replaces it, and --out names another file`,
      );
    await assertWritable(out);
  }
  const text = await exampleText(example);
  await output.writeFile(out, out.endsWith('.gz') ? gzipSync(text) : text);
  output.document({ ...example, file: out });
  output.log(`${example.name}: ${example.license}, from ${example.source}`);
  if (out !== stdoutName) output.log(`Next: sdt inspect ${shellWord(out)}`);
}

async function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}
