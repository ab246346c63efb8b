import { describe, expect, test } from '@jest/globals';

import { presetSettings } from '../../src/settings/presets.js';
import type { SettingsData } from '../../src/settings/tree-defaults.js';
import { InvalidInputError } from '../../src/errors.js';

const classes = (count: number): string[] => Array.from({ length: count }, (_, index) => `class ${index}`);
const mnist: SettingsData = { rowCount: 55_000, inputShape: [28, 28, 1], classNames: classes(10) };
const iris: SettingsData = { rowCount: 110, inputShape: [4], classNames: classes(3) };

describe('the default preset', () => {
  test('for MNIST is a CNN and a tree of depth 8, on all rows, with deformed images', () => {
    const settings = presetSettings('default', mnist, 7);
    expect(settings).toMatchObject({
      preset: 'default',
      seed: 7,
      teacher: { architecture: 'cnn', batchSize: 128, augment: true },
      tree: { depth: 8, batchSize: 256, augment: true },
      distillation: { temperature: 4, hardWeight: 0.5, teacherDeformations: 4 },
    });
    expect(settings).not.toHaveProperty('trainRows');
  });

  test('where most rows have no label, these are asked about once, and their softer answers are all that a tree learns', () => {
    const { distillation } = presetSettings('default', { ...mnist, rowCount: 800, unlabelledRows: 59_000 });
    expect(distillation).toEqual({ temperature: 2, hardWeight: 0, teacherDeformations: 1 });
  });

  test('for a small table is an MLP and a shallow tree, with enough steps in small batches', () => {
    const { teacher, tree, distillation } = presetSettings('default', iris);
    expect(teacher).toMatchObject({ architecture: 'mlp', batchSize: 8, augment: false });
    expect(tree).toMatchObject({ depth: 3, batchSize: 8, augment: false });
    expect(distillation.teacherDeformations).toBe(1);
    expect(tree.epochs * Math.floor(iris.rowCount / tree.batchSize)).toBeGreaterThanOrEqual(2000);
  });

  test('gives a tree of many classes enough leaves', () => {
    expect(presetSettings('default', { ...mnist, rowCount: 3000, classNames: classes(100) }).tree.depth).toBe(
      8,
    );
    expect(presetSettings('default', { ...mnist, rowCount: 3000 }).tree.depth).toBe(5);
  });
});

test("the paper preset is the paper's loss and constant penalty on images as they are", () => {
  const { tree, teacher, distillation } = presetSettings('paper', mnist);
  expect(tree).toMatchObject({
    depth: 8,
    objective: 'expected-cross-entropy',
    penaltyFade: 0,
    augment: false,
    weightDecay: 0,
  });
  expect(distillation).toMatchObject({ hardWeight: 0, teacherDeformations: 1 });
  expect(teacher).toEqual(presetSettings('default', mnist).teacher);
});

describe('the smoke preset', () => {
  test('takes few rows and small models', () => {
    const { trainRows, tree, teacher } = presetSettings('smoke', mnist);
    expect(trainRows).toBeLessThan(5000);
    expect(tree.depth).toBeLessThanOrEqual(5);
    expect(teacher.epochs).toBeLessThanOrEqual(2);
  });

  test('takes all rows of a small data set', () => {
    expect(presetSettings('smoke', iris)).not.toHaveProperty('trainRows');
  });
});

test('an unknown preset is refused, naming those that there are', () => {
  expect(() => presetSettings('fast' as 'smoke', iris)).toThrow(
    new InvalidInputError('preset must be one of default, paper, smoke, found "fast"'),
  );
});
