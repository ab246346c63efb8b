import type { DuckDBConnection } from '@duckdb/node-api';
import { namingFile, numberOf, rowsOf, textOf } from './database.js';
import type { TableFile } from './table-file.js';

/** What the cells of one column are like. */
export interface ColumnProfile {
  readonly name: string;
  /** Place in the file, from 0. */
  readonly index: number;
  readonly rows: number;
  /** Rows whose cell is not missing. */
  readonly present: number;
  /** Cells that are finite numbers. */
  readonly numbers: number;
  /** Cells that are whole numbers. */
  readonly integers: number;
  /** Cells that are numbers when their comma is a decimal point. */
  readonly commaNumbers: number;
  /** Different cells; exact where there are few or where all differ, else within some percent. */
  readonly distinct: number;
  /** The different cells, in no order, where they are few. */
  readonly words?: readonly string[] | undefined;
  /** Least and greatest number. */
  readonly least: number;
  readonly greatest: number;
  /** Cells that are `true`, `false`, `yes` or `no`. */
  readonly truthValues: number;
}

/** Columns in one query, so that one with thousands of columns stays a query that can be planned. */
export const columnsPerQuery = 200;

/**
 * Looks at every cell of a table once.
 *
 * @throws {InvalidInputError} naming file and line, when a row has other cells than the first or a quote does not end
 */
export async function profileColumns(
  connection: DuckDBConnection,
  table: TableFile,
): Promise<ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  const { columnNames, relation, path } = table;
  for (let start = 0; start < columnNames.length; start += columnsPerQuery) {
    const names = columnNames.slice(start, start + columnsPerQuery);
    const measures = names.map((_, offset) => measuresOf(table, start + offset)).join(', ');
    const [row = {}] = await namingFile(path, () =>
      rowsOf(connection, `SELECT count(*) AS rows, ${measures} FROM ${relation}`),
    );
    const of = (name: string): number => Number(row[name] ?? 0);
    for (const [offset, name] of names.entries()) {
      const column = textOf(start + offset);
      profiles.push({
        name,
        index: start + offset,
        rows: of('rows'),
        present: of(`${column}_present`),
        numbers: of(`${column}_numbers`),
        integers: of(`${column}_integers`),
        commaNumbers: of(`${column}_numbers`),
        distinct: of(`${column}_distinct`),
        least: of(`${column}_least`),
        greatest: of(`${column}_greatest`),
        truthValues: 0,
      });
    }
  }
  return withSecondLook(connection, table, profiles);
}

function measuresOf({ cell }: TableFile, index: number): string {
  const column = textOf(index);
  const number = numberOf(index);
  const isNumber = `isfinite(${number})`;
  // What is behind ELSE is only looked at where the cell is no number.
  const finite = `CASE WHEN ${isNumber} THEN ${number} END`;
  const word = `CASE WHEN ${isNumber} THEN NULL ELSE ${cell(index)} END`;
  return [
    `count_if(CASE WHEN ${isNumber} THEN true ELSE ${cell(index)} IS NOT NULL END) AS ${column}_present`,
    `count_if(${isNumber}) AS ${column}_numbers`,
    `count_if(${isNumber} AND ${number} = floor(${number})) AS ${column}_integers`,
    `approx_count_distinct(${finite}) + approx_count_distinct(${word}) AS ${column}_distinct`,
    `min(${finite}) AS ${column}_least`,
    `max(${finite}) AS ${column}_greatest`,
  ].join(', ');
}

const fewDistinct = 2000;

/**
 * What is worth another pass: the exact number of different cells, and what words could be. One query after the other: each has
 * buffers of its own for the file, which for hundreds of columns would fill the memory.
 */
async function withSecondLook(
  connection: DuckDBConnection,
  table: TableFile,
  profiles: readonly ColumnProfile[],
): Promise<ColumnProfile[]> {
  const { relation } = table;
  const found = new Map<string, unknown>();
  const doubtful = profiles.filter((profile) => isFew(profile) || mayAllDiffer(profile) || hasWords(profile));
  for (let start = 0; start < doubtful.length; start += columnsPerQuery) {
    const measures = doubtful
      .slice(start, start + columnsPerQuery)
      .flatMap((profile) => secondMeasures(table, profile));
    const [row = {}] = await rowsOf(connection, `SELECT ${measures.join(', ')} FROM ${relation}`);
    for (const [name, value] of Object.entries(row)) found.set(name, value);
  }
  return profiles.map((profile) => {
    const named = (measure: string): unknown => found.get(`${textOf(profile.index)}_${measure}`);
    const of = (measure: string, known: number): number => Number(named(measure) ?? known);
    const list = named('words');
    const words: readonly unknown[] | undefined = Array.isArray(list) ? list : undefined;
    return {
      ...profile,
      words: words?.map(String),
      distinct: words?.length ?? of('exact', profile.distinct),
      commaNumbers: of('comma', profile.commaNumbers),
      truthValues: of('truth', profile.truthValues),
    };
  });
}

function secondMeasures(table: TableFile, profile: ColumnProfile): string[] {
  const column = textOf(profile.index);
  const cell = table.cell(profile.index);
  return [
    ...(isFew(profile) ? [`list(DISTINCT ${cell}) FILTER (${cell} IS NOT NULL) AS ${column}_words`] : []),
    ...(mayAllDiffer(profile) ? [`count(DISTINCT ${cell}) AS ${column}_exact`] : []),
    ...(hasWords(profile)
      ? [
          `count_if(isfinite(TRY_CAST(replace(${cell}, ',', '.') AS DOUBLE))) AS ${column}_comma`,
          `count_if(lower(${cell}) IN ('true', 'false', 'yes', 'no')) AS ${column}_truth`,
        ]
      : []),
  ];
}

function hasWords({ numbers, present }: ColumnProfile): boolean {
  return numbers < present;
}

function isFew({ distinct }: ColumnProfile): boolean {
  return distinct <= fewDistinct;
}

/** Perhaps as many different cells as rows: then the exact number decides what the column is. */
function mayAllDiffer({ distinct, present, integers, numbers }: ColumnProfile): boolean {
  return distinct > fewDistinct && distinct > 0.8 * present && integers + present > numbers;
}
