import type { Command } from 'commander';
import { CommandOutput } from '../command-output.js';
import { addOutputOptions, dataDescription, type OutputOptions } from '../common-options.js';
import { addImageOptions, imageOptionsOf, type ImageFlags } from '../image-options.js';
import type { CommandIo } from '../io.js';
import { formatCount, formatCounted } from '../number-format.js';
import { pathOption } from '../option-values.js';
import { addTableOptions, tableOptionsOf, type TableFlags } from '../table-options.js';
import { formatTable } from '../text-table.js';

interface InspectOptions extends OutputOptions, TableFlags, ImageFlags {}

const shownCategories = 6;

export function addInspectCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('inspect')
    .summary('say how data would be read')
    .description(
      'Say how data would be read, column by column and class by class, without training anything.',
    )
    .argument('<data>', `data set: ${dataDescription}`, pathOption('<data>'));
  addImageOptions(addTableOptions(command));
  addOutputOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  sdt inspect flowers.csv
  sdt inspect patients.csv --label diagnosis --ignore name,date
  sdt inspect digits/ --json`,
    )
    .action((source: string, options: InspectOptions) => inspect(source, options, io));
}

async function inspect(source: string, options: InspectOptions, io: CommandIo): Promise<void> {
  const output = new CommandOutput(io, options);
  const [{ openData }, { classNotes }] = await Promise.all([
    import('../../data/open-data.js'),
    import('../../data/class-notes.js'),
  ]);
  const data = await openData(source, { table: tableOptionsOf(options), image: imageOptionsOf(options) });
  const { train, validation, test } = data.splits({ seed: 1 });
  const parts = { train, validation, test };
  const notes = [...data.notes, ...classNotes(parts)];
  const rows = { train: train.rowCount, validation: validation.rowCount, test: test.rowCount };
  const classes = data.classNames.map((name, index) => ({
    name,
    rows: Object.values(parts).reduce(
      (sum, { labels }) => sum + labels.reduce((count, label) => count + Number(label === index), 0),
      0,
    ),
  }));
  output.document({
    name: data.name,
    fingerprint: data.fingerprint,
    rows,
    inputShape: data.inputShape,
    features: train.featureCount,
    label: data.table?.label,
    columns: data.table?.columns,
    classes,
    notes,
  });
  const { bold } = output.colors;
  output.result([
    `${bold(data.name)}: ${formatCounted(rows.train + rows.validation + rows.test, 'row')} (${formatCount(rows.train)} training, ${formatCount(rows.validation)} validation, ${formatCount(rows.test)} test), ${formatCounted(train.featureCount, 'feature')}`,
    ...notes.map((note) => `  ${note}`),
    '',
    ...formatTable(
      [
        { title: 'class', align: 'left' },
        { title: 'rows', align: 'right' },
      ],
      classes.map(({ name, rows: count }) => [name, formatCount(count)]),
      '',
      output.tableWidth,
    ),
    '',
    ...(data.table === undefined
      ? [`images of ${data.inputShape.join(' x ')}`]
      : formatTable(
          [
            { title: 'column', align: 'left' },
            { title: 'type', align: 'left' },
            { title: 'values', align: 'left' },
          ],
          data.table.columns.map((column) => [
            column.name,
            column.type,
            column.type === 'category' ? categoryList(column.categories) : '',
          ]),
          '',
          output.tableWidth,
        )),
  ]);
}

function categoryList(categories: readonly string[]): string {
  const shown = categories.slice(0, shownCategories).join(', ');
  return categories.length > shownCategories ? `${shown}, ... (${categories.length})` : shown;
}
