import { expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { accuracyTable } from '../../src/cli/accuracy-table.js';
import { confusionTable } from '../../src/cli/confusion-table.js';

const plain = picocolors.createColors(false);
const summary = {
  dataset: 'mnist',
  depth: 8,
  preset: 'default',
  teacher: { accuracy: 0.9941 },
  baseline: { maxPath: 0.965, mixture: 0.97, fidelity: 0.9655 },
  distilled: { maxPath: 0.9667, mixture: 0.971, fidelity: 0.969 },
};

test('accuracies of MNIST stand beside the paper', () => {
  expect(accuracyTable(summary, plain)).toEqual([
    '                Accuracy  Mixture  Fidelity    Paper',
    '--------------  --------  -------  --------  -------',
    'Teacher          99.41 %        -         -  99.21 %',
    'Distilled tree   96.67 %  97.10 %   96.90 %  96.76 %',
    'Baseline tree    96.50 %  97.00 %   96.55 %  94.45 %',
    '',
    'Accuracy of a tree: the leaf of greatest path probability answers (max path).',
    'Mixture: all leaves answer, each weighted by its path probability.',
    "Fidelity: share of test rows where the tree's max-path answer is the teacher's.",
    'Paper: Frosst & Hinton 2017, arXiv 1711.09784, depth 8; it does not say which inference.',
  ]);
});

test('a run of another kind says that it does not compare', () => {
  expect(accuracyTable({ ...summary, depth: 6 }, plain).at(-1)).toMatch(/ These trees have depth 6\.$/);
  expect(accuracyTable({ ...summary, preset: 'smoke' }, plain).at(-1)).toMatch(
    / A smoke run .* no match for it\.$/,
  );
  expect(accuracyTable({ ...summary, dataset: 'iris' }, plain).join('\n')).not.toContain('Paper');
});

test('a confusion matrix has the truth in rows and dots for zeros', () => {
  expect(
    confusionTable(
      [
        [9, 1, 0],
        [0, 1200, 0],
        [0, 0, 0],
      ],
      ['a', 'b', '\u001b[1mc'],
    ),
  ).toEqual([
    'true   a      b  \u{FFFD}[1mc   recall',
    '-----  -  -----  -----  -------',
    'a      9      1      .   90.0 %',
    'b      .  1,200      .  100.0 %',
    '\u{FFFD}[1mc  .      .      .        -',
  ]);
});

test('many classes give way to the commonest confusions', () => {
  const names = Array.from({ length: 30 }, (_, index) => `class ${index}`);
  const counts = names.map((_, actual) => names.map((__, answer): number => (actual === answer ? 5 : 0)));
  expect(confusionTable(counts, names)).toEqual(['No row is answered wrongly.']);
  (counts[3] ?? [])[4] = 7;
  for (let answer = 10; answer < 20; answer++) (counts[0] ?? [])[answer] = 1;
  const lines = confusionTable(counts, names);
  expect(lines.slice(0, 4)).toEqual([
    'true     answer    rows',
    '-------  --------  ----',
    'class 3  class 4      7',
    'class 0  class 10     1',
  ]);
  expect(lines.at(-1)).toBe('and 1 rarer confusion');
});
