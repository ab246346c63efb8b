import { expect, test } from '@jest/globals';
import picocolors from 'picocolors';
import { accuracyTable, type AccuracySummary } from '../../src/cli/accuracy-table.js';
import { confusionTable } from '../../src/cli/confusion-table.js';
import type { AnswerQuality } from '../../src/tree/tree-scores.js';

const plain = picocolors.createColors(false);
/** 54 of 60 rows right, and the rare class answered as often as `recall` says. */
const quality = (recall: number, precision: number | null = 1): AnswerQuality => ({
  accuracyInterval: { low: 0.7985, high: 0.9534 },
  balancedAccuracy: (1 + recall) / 2,
  macroF1: 0.5,
  logLoss: 0.1,
  expectedCalibrationError: 0.1,
  recall: [1, recall],
  precision: [1, precision],
});
const good = { maxPath: quality(0.9), mixture: quality(0.9) };
const summary: AccuracySummary = {
  dataset: 'mnist',
  depth: 8,
  preset: 'default',
  rows: { test: 10_000 },
  classes: [
    { name: '0', rows: 5500 },
    { name: '1', rows: 4500 },
  ],
  mostFrequentClass: { name: '0', share: 0.55 },
  teacher: { accuracy: 0.9941, quality: quality(0.9) },
  baseline: { maxPath: 0.965, mixture: 0.97, fidelity: 0.9655, quality: good },
  distilled: { maxPath: 0.9667, mixture: 0.971, fidelity: 0.969, quality: good },
};

test('accuracies of MNIST stand beside the paper', () => {
  expect(accuracyTable(summary, plain)).toEqual([
    '                Accuracy  Mixture  Fidelity    Paper',
    '--------------  --------  -------  --------  -------',
    'Teacher          99.41 %        -         -  99.21 %',
    'Distilled tree   96.67 %  97.10 %   96.90 %  96.76 %',
    'Baseline tree    96.50 %  97.00 %   96.55 %  94.45 %',
    '',
    'Most frequent class: 55.00 % (0); who always answers it is right that often.',
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

test('unequal classes, few rows and classes that are lost are said', () => {
  const lost = { maxPath: quality(0, null), mixture: quality(0.9) };
  const small: AccuracySummary = {
    ...summary,
    dataset: 'ore',
    rows: { test: 60 },
    classes: [
      { name: 'iron', rows: 50 },
      { name: 'gold', rows: 10 },
    ],
    mostFrequentClass: { name: 'iron', share: 50 / 60 },
    teacher: { accuracy: 0.9, quality: quality(0.05) },
    baseline: { maxPath: 0.9, mixture: 0.9, fidelity: 1, quality: lost },
    distilled: { maxPath: 0.9, mixture: 0.9, fidelity: 1, quality: good },
  };
  const lines = accuracyTable(small, plain);
  expect(lines.slice(0, 5)).toEqual([
    '                                Accuracy  Balanced                   Mixture  Fidelity',
    '--------------  ------------------------  --------  ------------------------  --------',
    'Teacher         90.00 % (79.8 to 95.3 %)   52.50 %                         -         -',
    'Distilled tree  90.00 % (79.8 to 95.3 %)   95.00 %  90.00 % (79.8 to 95.3 %)  100.00 %',
    'Baseline tree   90.00 % (79.8 to 95.3 %)   50.00 %  90.00 % (79.8 to 95.3 %)  100.00 %',
  ]);
  expect(lines.slice(-4)).toEqual([
    'Balanced: mean recall of the classes, by max path for a tree; the classes are unequal.',
    'In brackets: 95 % interval of the accuracy (Wilson), for 60 test rows are few.',
    'Warning: the teacher misses class gold (10 rows: recall 5.0 %)',
    'Warning: the baseline tree misses class gold (10 rows: never answered)',
  ]);
});

test('a confusion matrix has the truth in rows and dots for zeros', () => {
  expect(
    confusionTable(
      [
        [9, 1, 0],
        [0, 1200, 0],
        [0, 0, 0],
      ],
      ['a', 'b', 'cats'],
    ),
  ).toEqual([
    'true  a      b  cats   recall',
    '----  -  -----  ----  -------',
    'a     9      1     .   90.0 %',
    'b     .  1,200     .  100.0 %',
    'cats  .      .     .        -',
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
  expect(lines.slice(12)).toEqual([
    'and 1 rarer confusion',
    '',
    'lowest recall  rows   recall',
    '-------------  ----  -------',
    'class 0          15   33.3 %',
    'class 3          12   41.7 %',
    'class 1           5  100.0 %',
    'class 2           5  100.0 %',
    'class 4           5  100.0 %',
  ]);
});
