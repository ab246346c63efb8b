import path from 'node:path';
import type { Command } from 'commander';
import type { Write } from '../../disk/whole-file.js';
import { UsageError } from '../../errors.js';
import type { TreeDocument } from '../../file/tree-document.js';
import { CommandOutput } from '../command-output.js';
import { addOutputOptions, type OutputOptions } from '../common-options.js';
import type { CommandIo } from '../io.js';
import { formatCounted } from '../number-format.js';
import { pathOption, stdoutName } from '../option-values.js';
import { assertWritable } from '../output-folder.js';
import { answerTypes, answerWriter, type AnswerFormat, type AnswerWriter } from '../answer-format.js';
import { intoFile } from '../answer-file.js';
import { withInputFile } from '../standard-input.js';
import { keptNames, withAnswerRows, type RowsOptions } from '../answer-rows.js';
import { addPixelOptions } from '../image-options.js';
import { addTextOptions, listOf } from '../table-options.js';

interface PredictOptions extends OutputOptions, RowsOptions {
  readonly out?: string;
  readonly allClasses?: boolean;
}

export function addPredictCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('predict')
    .summary('answer for new rows')
    .description(
      'Answer for the rows of a table or for images, one line for each: class by max path, its leaf, path probability and leaf probability, and the class by the mixture with its probability. Labels are not needed. Rows are read and written some at a time.',
    )
    .argument('<tree>', 'tree file, as sdt run writes it', pathOption('<tree>'))
    .requiredOption(
      '--data <file>',
      'table with the columns of the tree, in any order (.csv, .tsv, .csv.gz, .parquet, .jsonl; - for stdin, CSV or JSON lines), or images: a file, a folder or a .npy array',
      pathOption('--data'),
    )
    .option(
      '-o, --out <file>',
      'gets the answers: .csv, .jsonl or .parquet, or - for stdout as CSV (default: -)',
      pathOption('--out'),
    )
    .option('--keep <columns>', 'columns of the data that are passed on, with commas between', listOf)
    .option('--all-classes', 'the whole distribution of leaf and mixture as well');
  addTextOptions(command);
  addPixelOptions(command);
  addOutputOptions(command, { json: false })
    .option('--json', 'answers as JSON Lines on stdout')
    .addHelpText(
      'after',
      `
Examples:
  sdt predict trees/iris/distilled.json --data new-flowers.csv --out answers.csv
  sdt predict trees/iris/distilled.json --data new.parquet --keep id,name --out answers.parquet
  sdt predict trees/mnist/distilled.json --data scans/ --invert --out answers.csv
  cat new-flowers.csv | sdt predict trees/iris/distilled.json --data - --all-classes | head`,
    )
    .action((tree: string, options: PredictOptions) => predictRows(tree, options, io));
}

async function predictRows(treeFile: string, options: PredictOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, { ...options, json: false });
  const file = options.out === stdoutName ? undefined : options.out;
  const format = formatOf(file, options);
  if (file !== undefined) await assertWritable(file);
  const { readTreeFile } = await import('../../file/tree-file.js');
  const document = await readTreeFile(treeFile);
  const { allClasses = false } = options;
  const kept = await keptNames(document, options);
  const writer = answerWriter(document, format === 'csv' ? 'csv' : 'jsonl', allClasses, kept);
  const columns = format === 'parquet' ? answerTypes(writer.names) : undefined;
  const rows = await withInputFile(options.data, io, (data) => {
    const answer = (write: Write) => answerRows(document, { ...options, data }, output, writer, write);
    return file === undefined ? answer((text) => output.data(text)) : intoFile(file, columns, answer);
  });
  if (file !== undefined) output.wrote(file);
  output.log(`Answered ${formatCounted(rows, 'row')}`);
}

function formatOf(file: string | undefined, { json }: PredictOptions): AnswerFormat | 'parquet' {
  if (file === undefined) return json === true ? 'jsonl' : 'csv';
  const ending = path.extname(file).toLowerCase();
  if (ending === '.csv') return 'csv';
  if (ending === '.jsonl' || ending === '.ndjson') return 'jsonl';
  if (ending === '.parquet') return 'parquet';
  throw new UsageError(`--out must end in .csv, .jsonl or .parquet, or be -, found ${JSON.stringify(file)}`);
}

async function answerRows(
  document: TreeDocument,
  options: RowsOptions,
  output: CommandOutput,
  writer: AnswerWriter,
  write: Write,
): Promise<number> {
  const [{ applyPreparation }, { predict }, { throwIfStopped }] = await Promise.all([
    import('../../data/apply-preparation.js'),
    import('../../tree/prediction.js'),
    import('../training-session.js'),
  ]);
  const { tree, preparation } = document;
  return withAnswerRows(
    document,
    options,
    (note) => output.log(note),
    async (chunks) => {
      await write(writer.header);
      let rows = 0;
      for await (const { rowCount, values, kept } of chunks) {
        throwIfStopped(output.signal);
        const features = applyPreparation(values, values.length / rowCount, preparation);
        await write(writer.rows(predict(tree, features, rowCount), rows, kept));
        rows += rowCount;
      }
      return rows;
    },
  );
}
