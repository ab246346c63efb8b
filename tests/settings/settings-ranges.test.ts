import { describe, expect, test } from '@jest/globals';

import { presetSettings } from '../../src/settings/presets.js';
import { presetNames } from '../../src/settings/preset-names.js';
import { assertExperiment } from '../../src/settings/settings-ranges.js';
import type { ExperimentSettings } from '../../src/settings/settings.js';
import { InvalidInputError } from '../../src/errors.js';

const settings = presetSettings('default', { rowCount: 1000, inputShape: [8, 8, 1], classNames: ['a', 'b'] });
const withTree = (change: Partial<ExperimentSettings['tree']>): ExperimentSettings => ({
  ...settings,
  tree: { ...settings.tree, ...change },
});
const withTeacher = (change: Partial<ExperimentSettings['teacher']>): ExperimentSettings => ({
  ...settings,
  teacher: { ...settings.teacher, ...change },
});
const withDistillation = (change: Partial<ExperimentSettings['distillation']>): ExperimentSettings => ({
  ...settings,
  distillation: { ...settings.distillation, ...change },
});

describe('assertExperiment', () => {
  test.each(presetNames)('accepts the preset %s, for few rows and for many', (name) => {
    for (const rowCount of [10, 1000, 100_000]) {
      expect(() =>
        assertExperiment(presetSettings(name, { rowCount, inputShape: [5], classNames: ['a', 'b', 'c'] })),
      ).not.toThrow();
    }
  });

  test.each([
    ['seed must be an integer from 0 to 4294967295, found -1', { ...settings, seed: -1 }],
    ['trainRows must be an integer of at least 1, found 0', { ...settings, trainRows: 0 }],
    ['teacher epochs must be an integer of at least 1, found 0', withTeacher({ epochs: 0 })],
    [
      'teacher learning rate must be a finite number greater than 0, at most 1000, found NaN',
      withTeacher({ learningRate: NaN }),
    ],
    ['tree epochs must be an integer of at least 1, found 1.5', withTree({ epochs: 1.5 })],
    ['tree batch size must be an integer of at least 1, found -4', withTree({ batchSize: -4 })],
    [
      'tree learning rate must be a finite number greater than 0, at most 1000, found 0',
      withTree({ learningRate: 0 }),
    ],
    ['depth must be an integer from 1 to 12, found 40', withTree({ depth: 40 })],
    [
      'objective must be one of expected-cross-entropy, mixture-nll, mixture-to-paths, found "mse"',
      withTree({ objective: 'mse' as 'mixture-nll' }),
    ],
    [
      'leafLearningRateFactor must be a finite number greater than 0, found 0',
      withTree({ leafLearningRateFactor: 0 }),
    ],
    ['penalty must be a finite number from 0 to 1000, found -0.1', withTree({ penalty: -0.1 })],
    ['penalty must be a finite number from 0 to 1000, found 1e+300', withTree({ penalty: 1e300 })],
    ['penaltyFade must be a finite number in [0, 1], found 2', withTree({ penaltyFade: 2 })],
    ['finalPathShare must be a finite number in [0, 1], found 1.5', withTree({ finalPathShare: 1.5 })],
    ['weight decay must be a finite number at least 0, found -1', withTree({ weightDecay: -1 })],
    [
      'temperature must be a finite number from 0.001 to 1000000, found 0',
      withDistillation({ temperature: 0 }),
    ],
    ['hard weight must be a finite number in [0, 1], found 1.5', withDistillation({ hardWeight: 1.5 })],
    [
      'teacherDeformations must be an integer from 1 to 1000, found 0',
      withDistillation({ teacherDeformations: 0 }),
    ],
  ])('%s', (message, wrong) => {
    expect(() => assertExperiment(wrong)).toThrow(new InvalidInputError(message));
  });
});
