import type { Command } from 'commander';
import { defaultMissing, type TableOptions } from '../data/table/table-options.js';
import { UsageError } from '../errors.js';
import { choiceOption } from './option-values.js';

/** Options that say how a table is to be read; what is absent is found out, and said. */
export interface TableFlags {
  readonly label?: string;
  readonly ignore?: readonly string[];
  readonly id?: string;
  readonly weight?: string;
  readonly categorical?: readonly string[];
  readonly separator?: string;
  readonly header?: 'yes' | 'no';
  readonly missing?: readonly string[];
  readonly encoding?: string;
}

/** How a table's text is written. */
export function addTextOptions(command: Command): Command {
  return command
    .option('--separator <text>', 'what stands between the cells: , ; | or tab (default: found)', separatorOf)
    .option(
      '--header <yes|no>',
      'whether the first line names the columns (default: found)',
      choiceOption('--header', ['yes', 'no']),
    )
    .option(
      '--missing <texts>',
      `cells that stand for a missing value, with commas between (default: ${defaultMissing.filter((text) => text !== '').join(',')})`,
      (text: string) => text.split(','),
    )
    .option('--encoding <name>', 'of the text, for example latin-1 (default: UTF-8)');
}

/** What a table's columns are there for, and how its text is written. */
export function addTableOptions(command: Command): Command {
  command
    .option(
      '--label <column>',
      'column of the labels, by name or number (default: found by its name, or the last)',
    )
    .option('--ignore <columns>', 'columns that are left out, with commas between', listOf)
    .option('--id <column>', 'column that names the rows; it is left out')
    .option('--weight <column>', 'column that says how much each row counts in training; no feature')
    .option('--categorical <columns>', 'columns of numbers that are names, with commas between', listOf);
  return addTextOptions(command);
}

export function tableOptionsOf(flags: TableFlags): TableOptions {
  const { label, ignore, id, weight, categorical, separator, header, missing, encoding } = flags;
  return { label, ignore, id, weight, categorical, separator, header, missing, encoding };
}

/** Names with commas between them. */
export function listOf(text: string): readonly string[] {
  return [...new Set(text.split(',').map((name) => name.trim()))];
}

function separatorOf(text: string): string {
  const separator = text === 'tab' || text === '\\t' ? '\t' : text;
  if (separator.length === 1) return separator;
  throw new UsageError(`--separator must be one character or tab, found ${JSON.stringify(text)}`);
}
