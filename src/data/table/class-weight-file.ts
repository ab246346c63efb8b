import { InvalidInputError } from '../../errors.js';
import { readWhole } from '../whole-file.js';
import { rowsOf, withDatabase } from './database.js';
import { isTablePath, openTable } from './table-file.js';

/**
 * Reads the weights of classes: a JSON object of names and numbers, or a table of two columns, the names and the numbers.
 *
 * @returns what the file holds; whether it fits the classes is for the data to say
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function readClassWeights(path: string): Promise<Readonly<Record<string, number>>> {
  const entries = isTablePath(path) ? await tableEntries(path) : await jsonEntries(path);
  const weights = new Map<string, number>();
  for (const [name, value] of entries) {
    const weight = typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof weight !== 'number' || !(weight > 0) || !Number.isFinite(weight)) {
      throw new InvalidInputError(
        `${path}: class ${JSON.stringify(name)} must have a finite number greater than 0, found ${JSON.stringify(value)}`,
      );
    }
    if (weights.has(name)) throw new InvalidInputError(`${path}: names class ${JSON.stringify(name)} twice`);
    weights.set(name, weight);
  }
  return Object.fromEntries(weights);
}

async function jsonEntries(path: string): Promise<[string, unknown][]> {
  const refusal = `${path}: must be a JSON object of class names and numbers, or a table of two columns (.csv)`;
  try {
    const value: unknown = JSON.parse((await readWhole(path)).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new InvalidInputError(`${refusal}: ${cause.message}`, { cause });
    if (cause instanceof InvalidInputError) throw cause;
    const isAbsent = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new InvalidInputError(
      `${path}: ${isAbsent ? 'no such file' : 'cannot be read'}; class weights are balanced, none, or a file of classes and numbers`,
      { cause },
    );
  }
  throw new InvalidInputError(refusal);
}

function tableEntries(path: string): Promise<[string, unknown][]> {
  return withDatabase(async (connection) => {
    const { columnNames, relation, cell } = await openTable(connection, path, { missing: [] });
    if (columnNames.length !== 2) {
      throw new InvalidInputError(
        `${path}: must have two columns, names of classes and their weights, found ${columnNames.length}`,
      );
    }
    const rows = await rowsOf(connection, `SELECT ${cell(0)} AS name, ${cell(1)} AS weight FROM ${relation}`);
    return rows.map(({ name, weight }) => [typeof name === 'string' ? name : '', weight]);
  });
}
