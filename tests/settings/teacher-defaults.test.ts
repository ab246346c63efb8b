import { expect, test } from '@jest/globals';
import { defaultAdam } from '../../src/optimizer/settings.js';
import { assertExperiment } from '../../src/settings/settings-ranges.js';
import { presetSettings } from '../../src/settings/presets.js';
import { stepsPerEpoch, teacherSettings } from '../../src/settings/teacher-defaults.js';
import { teacherKinds } from '../../src/settings/teacher-settings.js';

const classNames = ['a', 'b', 'c'];
const table = (rowCount: number, features: number) => ({ rowCount, inputShape: [features], classNames });
const mnist = { rowCount: 55_000, inputShape: [28, 28, 1], classNames: Array.from({ length: 10 }, String) };

test('for MNIST they are what all its committed results were made with, to the byte of their text', () => {
  const expected = {
    architecture: 'cnn',
    epochs: 8,
    batchSize: 128,
    learningRate: 0.004,
    optimizer: defaultAdam,
    augment: true,
  };
  expect(JSON.stringify(teacherSettings(mnist))).toBe(JSON.stringify(expected));
});

test('a CNN of few images sees wider deformations, and its last epoch is kept', () => {
  const few = (rowCount: number) => teacherSettings({ ...mnist, rowCount });
  expect(few(499)).toMatchObject({ deformation: 'wide', keptEpoch: 'last' });
  expect(few(500)).not.toHaveProperty('deformation');
  expect(few(500)).toMatchObject({ keptEpoch: 'last' });
  expect(few(2000)).not.toHaveProperty('keptEpoch');
  expect(teacherSettings(table(100, 4))).not.toHaveProperty('deformation');
});

test('fewer rows make a smaller network of more members, with noise', () => {
  const [small, large] = [teacherSettings(table(200, 10)), teacherSettings(table(40_000, 10))];
  expect(small).toMatchObject({ members: 8, dense: { hiddenLayers: 2, units: 128, noise: 0.2 } });
  expect(large).toMatchObject({ members: 4, dense: { hiddenLayers: 3, units: 256, noise: 0.005 } });
});

test.each([
  [150, 4],
  [700, 2000],
  [15_000, 16],
  [4_000_000, 50],
])('the work is bounded, whatever the size: %i rows of %i features', (rows, features) => {
  const { epochs, batchSize, members = 1 } = teacherSettings(table(rows, features));
  const steps = epochs * stepsPerEpoch(rows, batchSize);
  expect(steps).toBeGreaterThanOrEqual(600);
  expect(steps).toBeLessThan(6500);
  expect(steps * batchSize * members).toBeLessThan(4e6);
});

test('every kind is within the ranges of settings, for tables and images', () => {
  for (const kind of teacherKinds) {
    for (const data of kind === 'cnn' ? [mnist] : [mnist, table(500, 7)]) {
      const settings = presetSettings('default', data, 1, { kind, members: 3 });
      expect(settings.teacher).toMatchObject({ architecture: kind, members: 3 });
      expect(() => assertExperiment(settings)).not.toThrow();
    }
  }
  const settings = presetSettings('default', mnist, 1, { members: 65 });
  expect(() => assertExperiment(settings)).toThrow(
    'teacher members must be an integer from 1 to 64, found 65',
  );
});
