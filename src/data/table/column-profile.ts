import type { DuckDBConnection } from '@duckdb/node-api';
import { columnOf, namingFile, rowsOf } from './database.js';
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
    const measures = names.map((_, offset) => measuresOf(start + offset)).join(', ');
    const [row = {}] = await namingFile(path, () =>
      rowsOf(connection, `SELECT count(*) AS rows, ${measures} FROM ${relation}`),
    );
    const of = (name: string): number => Number(row[name] ?? 0);
    for (const [offset, name] of names.entries()) {
      const column = columnOf(start + offset);
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

function measuresOf(index: number): string {
  const column = columnOf(index);
  const number = `TRY_CAST(${column} AS DOUBLE)`;
  return [
    `count(${column}) AS ${column}_present`,
    `count_if(isfinite(${number})) AS ${column}_numbers`,
    `count_if(isfinite(${number}) AND ${number} = floor(${number})) AS ${column}_integers`,
    `approx_count_distinct(${column}) AS ${column}_distinct`,
    `min(${number}) AS ${column}_least`,
    `max(${number}) AS ${column}_greatest`,
  ].join(', ');
}

const fewDistinct = 2000;

/**
 * What is worth another pass: the exact number of different cells, and what words could be. One query after the other: each has
 * buffers of its own for the file, which for hundreds of columns would fill the memory.
 */
async function withSecondLook(
  connection: DuckDBConnection,
  { relation }: TableFile,
  profiles: readonly ColumnProfile[],
): Promise<ColumnProfile[]> {
  const found = new Map<string, unknown>();
  const doubtful = profiles.filter((profile) => mayBeExact(profile) || hasWords(profile));
  for (let start = 0; start < doubtful.length; start += columnsPerQuery) {
    const measures = doubtful.slice(start, start + columnsPerQuery).flatMap(secondMeasures);
    const [row = {}] = await rowsOf(connection, `SELECT ${measures.join(', ')} FROM ${relation}`);
    for (const [name, value] of Object.entries(row)) found.set(name, value);
  }
  return profiles.map((profile) => {
    const of = (measure: string, known: number): number =>
      Number(found.get(`${columnOf(profile.index)}_${measure}`) ?? known);
    return {
      ...profile,
      distinct: of('exact', profile.distinct),
      commaNumbers: of('comma', profile.commaNumbers),
      truthValues: of('truth', profile.truthValues),
    };
  });
}

function secondMeasures(profile: ColumnProfile): string[] {
  const column = columnOf(profile.index);
  return [
    ...(mayBeExact(profile) ? [`count(DISTINCT ${column}) AS ${column}_exact`] : []),
    ...(hasWords(profile)
      ? [
          `count_if(isfinite(TRY_CAST(replace(${column}, ',', '.') AS DOUBLE))) AS ${column}_comma`,
          `count_if(lower(${column}) IN ('true', 'false', 'yes', 'no')) AS ${column}_truth`,
        ]
      : []),
  ];
}

function hasWords({ numbers, present }: ColumnProfile): boolean {
  return numbers < present;
}

/** Few different cells, or perhaps as many as rows: then the exact number decides what the column is. */
function mayBeExact({ distinct, present, integers, numbers }: ColumnProfile): boolean {
  const mayAllDiffer = distinct > 0.8 * present && integers + present > numbers;
  return distinct <= fewDistinct || mayAllDiffer;
}
