import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from '@jest/globals';
import { parse as parsePostgres } from 'libpg-query';
import type { Cell } from '../../../src/data/table/raw-column.js';
import { exportTree } from '../../../src/export/export-tree.js';
import type { TreeDocument } from '../../../src/file/tree-document.js';
import { completeTopology } from '../../../src/tree/topology.js';
import { gateProbabilities } from '../../../src/tree/routing.js';
import { smallDocument } from '../../cli/small-tree.js';
import { randomTree } from '../../tree/random-tree.js';
import { expectAnswers } from '../answers.js';
import {
  sparseCase,
  hardCase,
  hostileCase,
  hostileTexts,
  mnistCase,
  peopleCase,
  mnistTopCase,
  singleLeafCase,
  timesCase,
  type ExportCase,
} from '../cases.js';
import { hasProgram, run, withExport } from '../programs.js';

interface Scored {
  readonly leaf: number;
  readonly className: string;
  readonly probability: number;
}

const nameOf = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names and types of the columns in a database. */
function columnsOf({ table, tree }: TreeDocument): [name: string, type: string][] {
  const types = { number: 'DOUBLE', 'truth value': 'BOOLEAN', category: 'VARCHAR' };
  return (
    table?.columns.map(({ name, type }) => [name, types[type]]) ??
    Array.from({ length: tree.featureCount }, (_, index) => [`pixel${index}`, 'DOUBLE'])
  );
}

async function inDuckDb({ document, rows }: ExportCase, table: string): Promise<Scored[]> {
  const statement = String(exportTree(document, 'sql', { table }).content);
  const database = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await database.connect();
  try {
    const columns = columnsOf(document);
    await connection.run(
      `CREATE TABLE ${nameOf(table)} (sdt_row INTEGER, ${columns.map(([name, type]) => `${nameOf(name)} ${type}`).join(', ')})`,
    );
    const appender = await connection.createAppender(table);
    for (const [index, row] of rows.entries()) {
      appender.appendInteger(index);
      for (const [place, cell] of row.entries()) {
        if (cell === null || cell === undefined) appender.appendNull();
        else if (columns[place]?.[1] === 'BOOLEAN') appender.appendBoolean(cell === true);
        else if (columns[place]?.[1] === 'DOUBLE') appender.appendDouble(Number(cell));
        else appender.appendVarchar(String(cell));
      }
      appender.endRow();
    }
    appender.closeSync();
    const answers = await (
      await connection.run(`SELECT * FROM (${statement}) ORDER BY sdt_row`)
    ).getRowObjects();
    return answers.map((answer) => ({
      leaf: Number(answer.sdt_leaf),
      className: String(answer.sdt_class),
      probability: Number(answer.sdt_probability),
    }));
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

const sqliteScript = `
import json, sqlite3
given = json.load(open("given.json"))
db = sqlite3.connect(":memory:")
name = lambda text: '"' + text.replace('"', '""') + '"'
db.execute("CREATE TABLE %s (sdt_row INTEGER, %s)" % (name(given["table"]), ", ".join(name(n) + " " + t for n, t in given["columns"])))
marks = ",".join("?" * (1 + len(given["columns"])))
db.executemany("INSERT INTO %s VALUES (%s)" % (name(given["table"]), marks), [[i] + row for i, row in enumerate(given["rows"])])
answers = db.execute("SELECT sdt_leaf, sdt_class, sdt_probability FROM (" + open("tree.sql", newline="").read() + ") ORDER BY sdt_row").fetchall()
print(json.dumps([dict(zip(["leaf", "className", "probability"], answer)) for answer in answers]))
`;

async function inSqlite({ document, rows }: ExportCase, table: string): Promise<Scored[]> {
  const given = JSON.stringify({ table, columns: columnsOf(document), rows });
  const files = { 'given.json': given, 'score.py': sqliteScript };
  return withExport(
    'tree.sql',
    exportTree(document, 'sql', { table }),
    files,
    async (folder) => JSON.parse(await run('python3', ['score.py'], folder)) as Scored[],
  );
}

function expectScores(scored: readonly Scored[], wanted: ExportCase): void {
  expectAnswers(
    { leaves: scored.map(({ leaf }) => leaf), classNames: scored.map(({ className }) => className) },
    wanted,
  );
  const { expected, document, pathGaps } = wanted;
  const count = document.tree.classCount;
  for (const [row, { probability }] of scored.entries()) {
    const own = expected.maxPathProbabilities[row * count + (expected.maxPathClasses[row] ?? 0)] ?? NaN;
    if ((pathGaps[row] ?? 0) > 1e-5) expect(Math.abs(probability - own)).toBeLessThan(1e-5);
  }
}

const hasSqlite = hasProgram(
  'python3',
  ['-c', 'import sqlite3; sqlite3.connect(":memory:").execute("SELECT tanh(1)")'],
  'the sql format in SQLite',
);

const databases: [string, (wanted: ExportCase, table: string) => Promise<Scored[]>][] = [
  ['DuckDB', inDuckDb],
  ...(hasSqlite ? ([['SQLite', inSqlite]] as [string, typeof inDuckDb][]) : []),
];

describe.each(databases)('sql in %s', (_, score) => {
  test('hostile names of table, columns, words and classes: the leaf of greatest path probability', async () => {
    const wanted = hostileCase();
    for (const table of ['samples', hostileTexts[5] ?? '']) expectScores(await score(wanted, table), wanted);
  });

  test('a table with words and missing values', async () => {
    expectScores(await score(await peopleCase(), 'people'), await peopleCase());
  });

  test('numbers that float32 cannot tell apart, and a tree of one leaf', async () => {
    for (const wanted of [timesCase(), singleLeafCase()]) expectScores(await score(wanted, 'select'), wanted);
  });

  test('hard trees', async () => {
    for (const wanted of [hardCase(await mnistTopCase()), hardCase(hostileCase()), hardCase(timesCase())])
      expectScores(await score(wanted, 'samples'), wanted);
  });

  test('all of the tree of MNIST, its gates hard and of the 32 strongest weights', async () => {
    const wanted = sparseCase(await mnistCase(), 32);
    const statement = String(exportTree(wanted.document, 'sql').content);
    expect(statement.match(/\bt\."pixel\d+"/g)).toHaveLength(255 * 32);
    expectScores(await score(wanted, 'digits'), wanted);
  });

  test('images: the leaf at the end of the hard path', async () => {
    const wanted = await mnistTopCase();
    const { tree } = wanted.document;
    const pixels = Float32Array.from(wanted.rows.flat(), (cell) => Number(cell) / 255);
    const gates = gateProbabilities(tree, pixels, wanted.rows.length);
    const scored = await score(wanted, 'digits');
    expect(scored).toHaveLength(1000);
    const ends = wanted.rows.map((_, row) => {
      let node = 0;
      while (!tree.topology.isLeaf(node)) {
        const isRight = (gates[row * tree.innerNodeCount + tree.topology.gateOf(node)] ?? 0) > 0.5;
        node = isRight ? tree.topology.right(node) : tree.topology.left(node);
      }
      return tree.topology.leafOf(node);
    });
    const isClear = (row: number) =>
      gates.subarray(row * 7, (row + 1) * 7).every((probability) => Math.abs(probability - 0.5) > 1e-5);
    const differing = scored.filter(({ leaf }, row) => isClear(row) && leaf !== ends[row]);
    expect(differing).toEqual([]);
  });
});

test('NaN and what no number is are missing, and a misspelt column is an error', async () => {
  const { document, rows } = timesCase();
  const broken: readonly (readonly Cell[])[] = rows.map(([time, size, constant], row) => [
    time,
    row % 2 === 0 ? NaN : size,
    constant,
  ]);
  const missing = broken.map((row) => row.map((cell) => (Number.isNaN(cell) ? null : cell)));
  const given = { ...timesCase(), rows: broken };
  expect(await inDuckDb(given, 'samples')).toEqual(await inDuckDb({ ...given, rows: missing }, 'samples'));
  const other = {
    ...document,
    table: {
      columns: document.table?.columns.map((column) => ({ ...column, name: `${column.name}x` })) ?? [],
    },
  };
  const statement = String(exportTree(other, 'sql').content);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('CREATE TABLE samples (time DOUBLE, size DOUBLE, constant DOUBLE)');
  await expect(connection.run(statement)).rejects.toThrow(/timex|sizex/);
  connection.closeSync();
});

describe('trees that the format cannot hold', () => {
  test('too many weights, columns called as answers, names with NUL', async () => {
    const { document } = await mnistCase();
    expect(() => exportTree(document, 'sql')).toThrow(
      'sql holds at most 20000 weights, for databases take minutes to read a statement of more; this tree has 199920 in 255 gates; sdt harden --sparse makes one whose gates use few features',
    );
    const named = (name: string) =>
      smallDocument({
        table: {
          columns: [
            { name, type: 'number' },
            { name: 'b', type: 'number' },
          ],
        },
      });
    expect(() => exportTree(named('SDT_leaf'), 'sql')).toThrow('sql cannot hold a column named "SDT_leaf"');
    expect(() => exportTree(named('a\0'), 'sql')).toThrow(
      'sql cannot hold a name with a NUL character, found "a\\u0000"',
    );
  });

  test('which of both answers it gives is said', () => {
    const inSize = (depth: number) => {
      const tree = randomTree({ topology: completeTopology(depth), featureCount: 2, classCount: 3 }, 1);
      return exportTree(smallDocument({ tree }), 'sql').notes;
    };
    expect(inSize(4)).toEqual([]);
    expect(inSize(8)).toEqual([expect.stringMatching(/^hard path: /)]);
    expect(exportTree(hardCase(hostileCase()).document, 'sql').notes).toEqual([]);
  });
});

test("PostgreSQL's own parser takes the statements", async () => {
  for (const { document } of [hostileCase(), await mnistTopCase(), singleLeafCase(), timesCase()]) {
    for (const table of ['samples', hostileTexts[5] ?? '']) {
      const { stmts = [] } = await parsePostgres(String(exportTree(document, 'sql', { table }).content));
      expect(stmts.map(({ stmt }) => Object.keys(stmt ?? {}))).toEqual([['SelectStmt']]);
    }
  }
});
