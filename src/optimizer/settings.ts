import { InvalidInputError } from '../errors.js';

/** Which update rule trains the parameters. The learning rate is given at each step, so that it can follow a schedule. */
export type OptimizerSettings =
  | { readonly kind: 'sgd' }
  /** Classical momentum: `v = momentum v + g; p -= lr v`. */
  | { readonly kind: 'momentum'; readonly momentum: number }
  /** Kingma & Ba 2015, with bias correction. */
  | { readonly kind: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number };

/** Adam with the usual decay rates. */
export const defaultAdam: OptimizerSettings = { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/** @throws {InvalidInputError} when a number is out of its range. */
export function assertOptimizerSettings(settings: OptimizerSettings): void {
  switch (settings.kind) {
    case 'sgd':
      return;
    case 'momentum':
      assertRange(
        'momentum',
        settings.momentum,
        settings.momentum >= 0 && settings.momentum < 1,
        'in [0, 1)',
      );
      return;
    case 'adam': {
      const { beta1, beta2, epsilon } = settings;
      assertRange('beta1', beta1, beta1 >= 0 && beta1 < 1, 'in [0, 1)');
      assertRange('beta2', beta2, beta2 >= 0 && beta2 < 1, 'in [0, 1)');
      assertRange('epsilon', epsilon, epsilon >= 1e-20 && epsilon <= 1, 'in [1e-20, 1]');
    }
  }
}

function assertRange(name: string, value: number, holds: boolean, allowed: string): void {
  if (!holds) throw new InvalidInputError(`optimizer setting ${name} must be ${allowed}, found ${value}`);
}
