import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidInputError } from '../../errors.js';
import { assertClassCount, orderedClassNames } from '../class-names.js';
import type { GivenParts, RawDataset, RawParts } from '../raw-dataset.js';
import { assignColumns, chooseRoles, type FeatureRole } from './column-roles.js';
import { imagesOfRows } from '../image/images-of-rows.js';
import type { ImageShape } from '../image/image-shape.js';
import { profileColumns, type ColumnProfile } from './column-profile.js';
import { rowsOf, withDatabase } from './database.js';
import { decimalCommaNotes, withDecimalCommas } from './decimal-commas.js';
import { choosePixels } from './pixel-columns.js';
import { countLabelled, readLabelled, unlabelledNotes, type ReadTable } from './labelled-rows.js';
import type { RawColumn } from './raw-column.js';
import type { PlacedColumn } from './read-rows.js';
import { openTable, type TableFile } from './table-file.js';
import type { TableOptions } from './table-options.js';
import type { UsualTable } from '../usual-values.js';
import { readWeights } from './weight-column.js';

/** What a model knows of the tables that it takes. */
export interface TableSchema {
  /** Name of the label's column; absent where labels did not stand in a column. */
  readonly label?: string | undefined;
  /** Name of the column that names the rows, and of the one that weighs them in training, where the user said so. */
  readonly id?: string | undefined;
  readonly weight?: string | undefined;
  /** Columns in the order of the raw values. */
  readonly columns: readonly RawColumn[];
  /** Cells that stand for a missing value, where other than the default. */
  readonly missing?: readonly string[] | undefined;
  /** What the columns hold in the rows that the model learned from; absent in older files. */
  readonly usual?: UsualTable | undefined;
}

/** What a table is held to: the columns and classes of a model. */
export interface KnownTable extends TableSchema {
  readonly classNames: readonly string[];
}

/**
 * Loads a labelled table, and validation and test parts with the same columns and classes if there are any.
 *
 * @param known of the model that the table is for; default: found out from the table itself
 * @param pixels how its rows are images, where they are
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadTable(
  name: string,
  files: GivenParts<string>,
  given: TableOptions,
  known?: KnownTable,
  pixels: KnownPixels = {},
): Promise<RawParts> {
  const missing = given.missing ?? known?.missing;
  const options = { ...given, missing };
  return withDatabase(async (connection) => {
    const table = await openTable(connection, files.train, options);
    const train =
      known === undefined
        ? await learnTable(connection, table, name, options, pixels)
        : await readKnown(connection, table, name, known);
    const isWanted = options.unlabelled === true;
    const notes = [...table.notes, ...train.notes, ...unlabelledNotes(table, train, isWanted)];
    const { columns = [], classNames, labelName, idName: id, weightName: weight } = train.data;
    const other = async (kind: string, path: string | undefined): Promise<RawDataset | undefined> => {
      if (path === undefined) return undefined;
      const part = await openTable(connection, path, options);
      if (labelName !== undefined && !part.columnNames.includes(labelName)) {
        notes.push(
          `${path}: has no column ${JSON.stringify(labelName)}, so it is no ${kind} part; its rows are for sdt predict`,
        );
        return undefined;
      }
      const read = await readKnown(connection, part, name, {
        label: labelName,
        id,
        weight,
        columns,
        classNames,
      });
      notes.push(...read.notes, ...unlabelledNotes(part, read, false));
      // Rows of a test part count alike, and so do those that a model is measured on.
      const isWeighted = train.data.weights !== undefined && kind !== 'test';
      if (!isWeighted || weight === undefined || labelName === undefined) return read.data;
      if (part.columnNames.includes(weight)) {
        const label = part.columnNames.indexOf(labelName);
        return { ...read.data, weights: await readWeights(connection, part, weight, label) };
      }
      notes.push(`${path}: has no column ${JSON.stringify(weight)}, so its rows count alike`);
      return read.data;
    };
    const validation = await other('validation', files.validation);
    const test = await other('test', files.test);
    const own = train.unlabelled?.rowCount === 0 ? undefined : train.unlabelled;
    const kept = isWanted ? [own].filter((rows) => rows !== undefined) : undefined;
    const parts = { train: { ...train.data, missing }, validation, test, unlabelled: kept, notes };
    return train.shape === undefined ? parts : imagesOfRows(parts, train.shape, table.path);
  });
}

/** What is known of images before their table is read. */
export interface KnownPixels {
  readonly shape?: ImageShape | undefined;
  readonly classNames?: readonly string[] | undefined;
}

async function learnTable(
  connection: DuckDBConnection,
  table: TableFile,
  name: string,
  options: TableOptions,
  pixels: KnownPixels,
): Promise<ReadTable> {
  const profiles = await profileColumns(connection, table);
  if ((profiles[0]?.rows ?? 0) === 0)
    throw new InvalidInputError(`${table.path}: has no row below its header`);
  const assigned = assignColumns(profiles, options, table.path);
  const pixelRoles = choosePixels(assigned, pixels.shape, table.path);
  const roles = pixelRoles ?? chooseRoles(assigned, table.path);
  const { label, features, notes } = roles;
  const [id, weight] = [assigned.id?.name, assigned.weight?.name];
  const placed: PlacedColumn[] = [];
  for (const { profile, type } of features) {
    placed.push({
      column: await rawColumn(connection, table, { profile, type }),
      index: profile.index,
      decimalComma: type === 'decimal comma',
    });
  }
  const classNames = pixels.classNames ?? orderedClassNames(await wordsOf(connection, table, label));
  assertClassCount(classNames, `${table.path}: its label column`);
  const counted = { rows: label.rows, labelled: label.present };
  const placedLabel = { name: label.name, index: label.index, classNames };
  const data = await readLabelled(
    connection,
    table,
    name,
    placed,
    counted,
    placedLabel,
    assigned.id,
    pixelRoles?.areBytes,
  );
  const weights =
    weight === undefined ? undefined : await readWeights(connection, table, weight, label.index);
  return {
    shape: pixelRoles?.shape,
    data: { ...data.data, constants: roles.constants, idName: id, weights, weightName: weight },
    unlabelled: data.unlabelled,
    notes: [...notes, ...decimalCommaNotes(table.path, placed)],
  };
}

async function readKnown(
  connection: DuckDBConnection,
  table: TableFile,
  name: string,
  known: KnownTable,
): Promise<ReadTable> {
  const { columns, extra } = await placeColumns(connection, table, known);
  const { classNames } = known;
  // An older tree does not know the name of its label; the only other column has to be it.
  const label = known.label ?? (extra.length === 1 ? extra[0] : undefined);
  const index = label === undefined ? -1 : table.columnNames.indexOf(label);
  if (label === undefined || index < 0) {
    throw new InvalidInputError(
      `${table.path}: has no column of labels${known.label === undefined ? '' : ` (${JSON.stringify(known.label)})`}; rows without labels are for sdt predict`,
    );
  }
  const counted = await countLabelled(connection, table, index);
  const placedLabel = { name: label, index, classNames };
  const idIndex = known.id === undefined ? -1 : table.columnNames.indexOf(known.id);
  const id = known.id === undefined || idIndex < 0 ? undefined : { name: known.id, index: idIndex };
  const read = await readLabelled(connection, table, name, columns, counted, placedLabel, id);
  const others = extra.filter((column) => column !== label);
  const note = `${table.path}: columns that the model does not know are left out: ${others.join(', ')}`;
  const notes = decimalCommaNotes(table.path, columns);
  const data = { ...read.data, idName: known.id, weightName: known.weight };
  return { data, unlabelled: read.unlabelled, notes: [...notes, ...(others.length === 0 ? [] : [note])] };
}

/**
 * Finds a model's columns in a table by their names, in whatever order they stand.
 *
 * @throws {InvalidInputError} naming the columns that are missing, and those that the model does not know
 */
export async function placeColumns(
  connection: DuckDBConnection,
  table: TableFile,
  { columns, label, id, weight }: TableSchema,
): Promise<{ readonly columns: readonly PlacedColumn[]; readonly extra: readonly string[] }> {
  const { columnNames, path } = table;
  const names = columns.map(({ name }) => name);
  const missing = names.filter((name) => !columnNames.includes(name));
  const known = [...names, label, id, weight];
  const extra = columnNames.filter((name) => !known.includes(name));
  if (missing.length > 0) {
    const unknown = extra.length === 0 ? '' : `, and the model does not know ${extra.join(', ')}`;
    throw new InvalidInputError(
      `${path}: misses ${missing.length === 1 ? 'a column' : 'columns'} of the model: ${missing.join(', ')}${unknown}`,
    );
  }
  const placed = columns.map((column) => ({
    column,
    index: columnNames.indexOf(column.name),
    decimalComma: false,
  }));
  return { columns: await withDecimalCommas(connection, table, placed), extra };
}

async function rawColumn(
  connection: DuckDBConnection,
  table: TableFile,
  { profile, type }: FeatureRole,
): Promise<RawColumn> {
  const { name } = profile;
  if (type === 'category') {
    return { name, type, categories: orderedClassNames(await wordsOf(connection, table, profile)) };
  }
  return { name, type: type === 'truth value' ? type : 'number' };
}

/** The different words of a column. */
async function wordsOf(
  connection: DuckDBConnection,
  { relation, cell }: TableFile,
  { index, words }: ColumnProfile,
): Promise<readonly string[]> {
  // All of them are wanted, and where they are few they are known.
  if (words !== undefined) return words;
  const column = cell(index);
  const rows = await rowsOf(
    connection,
    `SELECT DISTINCT ${column} AS word FROM ${relation} WHERE ${column} IS NOT NULL`,
  );
  return rows.map(({ word }) => String(word));
}
