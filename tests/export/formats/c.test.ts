import { describe, expect, test } from '@jest/globals';
import { exportTree } from '../../../src/export/export-tree.js';
import type { ExportOptions } from '../../../src/export/exported.js';
import { isOfImages } from '../../../src/file/input-columns.js';
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
import { hasCompiler, run, withExport } from '../programs.js';

/** Reads a cell a line, words as hexadecimal bytes, and prints the answers as lines of JSON. */
const program = (reading: string): string => `#include <stdio.h>
#include <stdlib.h>
#include "tree.c"
#define MOST 4096
static char line[MOST], texts[64][MOST / 2];
int main(void) {
  static sdt_row ${reading.includes('SDT_FEATURES') ? 'row[SDT_FEATURES]' : 'rows[1], *row = rows'};
  float distribution[SDT_CLASSES], probability;
  int index;
  (void)texts;
  while (fgets(line, MOST, stdin)) {
    ${reading}
    const int leaf = sdt_max_path(row, &probability);
    const int mixed = sdt_mixture(row, distribution);
    if (sdt_predict(row) != sdt_leaf_classes[leaf]) return 1;
    printf("[%d,%d,%.9g,%d,[", sdt_leaf_classes[leaf], leaf, probability, mixed);
    for (index = 0; index < SDT_CLASSES; index++) printf("%s%.9g", index ? "," : "", sdt_leaf_distributions[leaf][index]);
    printf("],[");
    for (index = 0; index < SDT_CLASSES; index++) printf("%s%.9g", index ? "," : "", distribution[index]);
    printf("]]\\n");
  }
  for (index = 0; index < SDT_CLASSES; index++) {
    const char *name = sdt_class_names[index];
    while (*name) printf("%02x", (unsigned char)*name++);
    printf("\\n");
  }
  return 0;
}
`;

const readImage = `for (index = 0; index < SDT_FEATURES; index++) { row[index] = (sdt_row)strtod(line, NULL); if (index + 1 < SDT_FEATURES && !fgets(line, MOST, stdin)) return 1; }`;

function readRow({ document }: ExportCase): string {
  const columns = document.table?.columns ?? [];
  let [numbers, words] = [0, 0];
  return columns
    .map(({ type }, index) => {
      const next = index === 0 ? '' : 'if (!fgets(line, MOST, stdin)) return 1;\n    ';
      if (type !== 'category') return `${next}row->numbers[${numbers++}] = strtod(line, NULL);`;
      const word = words++;
      return `${next}row->words[${word}] = NULL; if (line[0] != '-') { int at = 0; unsigned byte; while (sscanf(line + 2 * at, "%2x", &byte) == 1) texts[${word}][at++] = (char)byte; texts[${word}][at] = 0; row->words[${word}] = texts[${word}]; }`;
    })
    .join('\n    ');
}

async function answersOf(
  wanted: ExportCase,
  options: ExportOptions = {},
  flags: readonly string[] = [],
): Promise<ExportedAnswers> {
  const { document, rows } = wanted;
  const cells = rows.flatMap((row) =>
    row.map((cell, index) => {
      const isWord = document.table?.columns[index]?.type === 'category';
      if (cell === null || cell === undefined) return isWord ? '-' : 'nan';
      return isWord ? Buffer.from(String(cell)).toString('hex') : String(Number(cell));
    }),
  );
  const files = {
    'main.c': program(isOfImages(document) ? readImage : readRow(wanted)),
    'cells.txt': `${cells.join('\n')}\n`,
  };
  return withExport('tree.c', exportTree(document, 'c', options), files, async (folder) => {
    const strict = ['-std=c99', '-O1', '-Wall', '-Wextra', '-Werror'];
    await run('gcc', [...strict, ...flags, 'main.c', '-o', 'main', '-lm'], folder);
    const lines = (await run('sh', ['-c', './main < cells.txt'], folder)).split('\n');
    const names = lines
      .slice(rows.length, rows.length + document.classNames.length)
      .map((hex) => Buffer.from(hex, 'hex').toString());
    expect(names).toEqual(document.classNames);
    const answers = lines
      .slice(0, rows.length)
      .map((line) => JSON.parse(line) as [number, number, number, number, number[], number[]]);
    return {
      classNames: answers.map(([index]) => names[index] ?? ''),
      leaves: answers.map(([, leaf]) => leaf),
      pathProbabilities: answers.map(([, , probability]) => probability),
      mixtureClassNames: answers.map(([, , , index]) => names[index] ?? ''),
      distributions: answers.map(([, , , , distribution]) => distribution),
      mixtureDistributions: answers.map(([, , , , , distribution]) => distribution),
    };
  });
}

const tests = hasCompiler() ? describe : describe.skip;

tests('c, compiled by gcc -std=c99 -Wall -Wextra -Werror, answers as the tree does', () => {
  test('images of MNIST', async () => {
    const wanted = await mnistCase();
    expectAnswers(await answersOf(wanted), wanted);
  });

  test('filters of 8 bits agree on nearly all rows, and pixels may be bytes', async () => {
    const wanted = await mnistCase();
    const { classNames = [] } = await answersOf(wanted, { int8: true }, ['-DSDT_PIXEL=unsigned char']);
    const names = [...wanted.expected.maxPathClasses].map((index) => wanted.document.classNames[index]);
    const agreement = classNames.filter((name, row) => name === names[row]).length / names.length;
    expect(agreement).toBeGreaterThan(0.99);
  });

  test('hostile names, words and missing values', async () => {
    const wanted = hostileCase();
    expectAnswers(await answersOf(wanted), wanted);
  });

  test('a table with words and missing values', async () => {
    expectAnswers(await answersOf(await peopleCase()), await peopleCase());
  });

  test('a tree of one leaf, and numbers that float32 cannot tell apart', async () => {
    for (const wanted of [singleLeafCase(), timesCase()]) expectAnswers(await answersOf(wanted), wanted);
    expectAnswers(await answersOf(singleLeafCase(), { int8: true }), singleLeafCase());
  });

  test('hard trees', async () => {
    for (const wanted of [hardCase(await mnistCase()), hardCase(hostileCase())])
      expectAnswers(await answersOf(wanted), wanted);
  });

  test('compiled alone, it is a file of its own', async () => {
    const exported = exportTree(hostileCase().document, 'c');
    await withExport('tree.c', exported, {}, (folder) =>
      run(
        'gcc',
        ['-std=c99', '-pedantic', '-Wall', '-Wextra', '-Werror', '-c', 'tree.c', '-o', 'tree.o'],
        folder,
      ),
    );
  });
});
