import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '../../src/errors.js';
import {
  assertOptimizerSettings,
  defaultAdam,
  type OptimizerSettings,
} from '../../src/optimizer/settings.js';

const adam = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;

describe('assertOptimizerSettings', () => {
  it.each<OptimizerSettings>([defaultAdam, { kind: 'sgd' }, { kind: 'momentum', momentum: 0 }])(
    'accepts %j',
    (settings) => {
      expect(() => assertOptimizerSettings(settings)).not.toThrow();
    },
  );

  it.each<[OptimizerSettings, string]>([
    [{ kind: 'momentum', momentum: 1 }, 'optimizer setting momentum must be in [0, 1), found 1'],
    [{ ...adam, beta1: -0.1 }, 'optimizer setting beta1 must be in [0, 1), found -0.1'],
    [{ ...adam, beta2: 1 }, 'optimizer setting beta2 must be in [0, 1), found 1'],
    [{ ...adam, epsilon: 0 }, 'optimizer setting epsilon must be in [1e-20, 1], found 0'],
    [{ ...adam, epsilon: Number.NaN }, 'optimizer setting epsilon must be in [1e-20, 1], found NaN'],
  ])('refuses %j', (settings, message) => {
    expect(() => assertOptimizerSettings(settings)).toThrow(new InvalidInputError(message));
  });
});
