import { describe, expect, test } from '@jest/globals';
import { exportTree } from '../../../src/export/export-tree.js';
import { expectAnswers, type ExportedAnswers } from '../answers.js';
import {
  hardCase,
  hostileCase,
  mnistCase,
  peopleCase,
  singleLeafCase,
  timesCase,
  type ExportCase,
} from '../cases.js';
import { hasNumpy, run, withExport } from '../programs.js';

const answerRows = `
import json
import numpy as np
import tree
rows = json.load(open("rows.json"))
X = {input}
best, mixed = tree.SoftDecisionTree(), tree.SoftDecisionTree(answer="mixture")
print(json.dumps({
    "classNames": best.predict(X).tolist(),
    "leaves": best.apply(X).tolist(),
    "pathProbabilities": best.path_probability(X).tolist(),
    "distributions": best.predict_proba(X).tolist(),
    "mixtureClassNames": mixed.predict(X).tolist(),
    "mixtureDistributions": mixed.predict_proba(X).tolist(),
}))
`;

const inputs = {
  rows: 'rows',
  array: 'np.array(rows, dtype=object)',
  columns: '{name: [row[index] for row in rows] for index, name in enumerate(tree.COLUMN_NAMES)}',
  images: 'np.array(rows, dtype=np.uint8).reshape(-1, 28, 28, 1)',
};

async function answersOf(
  { document, rows }: ExportCase,
  input: keyof typeof inputs,
): Promise<ExportedAnswers> {
  const files = {
    'rows.json': JSON.stringify(rows),
    'answer.py': answerRows.replace('{input}', inputs[input]),
  };
  return withExport(
    'tree.py',
    exportTree(document, 'python'),
    files,
    async (folder) => JSON.parse(await run('python3', ['answer.py'], folder)) as ExportedAnswers,
  );
}

const tests = hasNumpy() ? describe : describe.skip;

tests('python, run by python3 with numpy, answers as the tree does', () => {
  test('images of MNIST', async () => {
    const wanted = await mnistCase();
    expectAnswers(await answersOf(wanted, 'images'), wanted);
  });

  test.each(['rows', 'array', 'columns'] as const)(
    'hostile names, words and missing values, as %s',
    async (input) => {
      const wanted = hostileCase();
      expectAnswers(await answersOf(wanted, input), wanted);
    },
  );

  test('a table with words and missing values', async () => {
    expectAnswers(await answersOf(await peopleCase(), 'rows'), await peopleCase());
    expectAnswers(await answersOf(await peopleCase(true), 'columns'), await peopleCase());
  });

  test('a tree of one leaf', async () => {
    const wanted = singleLeafCase();
    expectAnswers(await answersOf(wanted, 'rows'), wanted);
  });

  test('numbers that float32 cannot tell apart', async () => {
    const wanted = timesCase();
    expectAnswers(await answersOf(wanted, 'array'), wanted);
  });

  test('hard trees', async () => {
    const [images, table] = [hardCase(await mnistCase()), hardCase(hostileCase())];
    expectAnswers(await answersOf(images, 'images'), images);
    expectAnswers(await answersOf(table, 'rows'), table);
  });

  test('what is wrong is said', async () => {
    const script = `
import tree
for X in ([[1, 2]], {"time": [1]}, [[1, "many", 3]], [[1, float("inf"), 3]]):
    try:
        tree.SoftDecisionTree().predict(X)
    except ValueError as error:
        print(error)
`;
    const exported = exportTree(timesCase().document, 'python');
    const lines = await withExport('tree.py', exported, { 'wrong.py': script }, (folder) =>
      run('python3', ['wrong.py'], folder),
    );
    expect(lines.trimEnd().split('\n')).toEqual([
      'X must hold 3 values in a row, found 2',
      "X misses 'size'",
      "row 0, size: must be a finite number, found 'many'",
      'row 0, size: must be a finite number, found inf',
    ]);
  });
});
