import { describe, expect, test } from '@jest/globals';

import {
  runTraining,
  type TrainingPlan,
  type Validation,
  type Verdict,
} from '../../src/train/training-loop.js';
import { InterruptedError, InvalidInputError } from '../../src/errors.js';

/** A step that adds 1 to its only parameter and whose loss is the parameter. */
function countingStep() {
  const w = new Float32Array(1);
  return {
    parameters: { w },
    rates: [] as number[],
    run(rate: number) {
      this.rates.push(rate);
      const [loss = 0] = w;
      w[0] = loss + 1;
      return Promise.resolve(loss);
    },
  };
}

function planWith(changes: Partial<TrainingPlan<'w'>>): TrainingPlan<'w'> {
  return {
    epochs: 3,
    stepsPerEpoch: 2,
    learningRate: (step) => 10 - step,
    prepareStep: () => undefined,
    validate: () => Promise.resolve({ validationAccuracy: 0.5 }),
    ...changes,
  };
}

function validations(list: readonly (Validation & Verdict)[]): TrainingPlan<'w'>['validate'] {
  let next = 0;
  return () => Promise.resolve(list[next++] ?? { validationAccuracy: NaN });
}

describe('runTraining', () => {
  test('prepares each step, follows the schedule, and gives the metrics of each epoch', async () => {
    const step = countingStep();
    const prepared: number[] = [];
    const { epochs } = await runTraining(
      step,
      planWith({ prepareStep: (index) => void prepared.push(index) }),
    );
    expect(prepared).toEqual([0, 1, 2, 3, 4, 5]);
    expect(step.rates).toEqual([10, 9, 8, 7, 6, 5]);
    expect(epochs.map(({ epoch, loss, learningRate }) => [epoch, loss, learningRate])).toEqual([
      [1, 0.5, 9],
      [2, 2.5, 7],
      [3, 4.5, 5],
    ]);
  });

  test('keeps a copy of the epoch that validated best, the later of equals', async () => {
    const step = countingStep();
    const validate = validations([
      { validationAccuracy: 0.7 },
      { validationAccuracy: 0.7 },
      { validationAccuracy: 0.6 },
    ]);
    const outcome = await runTraining(step, planWith({ validate }));
    expect(outcome.bestEpoch).toBe(2);
    expect([...outcome.parameters.w]).toEqual([4]);
    expect([...step.parameters.w]).toEqual([6]);
  });

  test('of a tree, both accuracies count alike', async () => {
    const validate = validations([
      { validationAccuracy: 0.9, validationMixtureAccuracy: 0.9 },
      { validationAccuracy: 0.8, validationMixtureAccuracy: 0.95 },
      { validationAccuracy: 0.88, validationMixtureAccuracy: 0.93 },
    ]);
    const { bestEpoch, epochs } = await runTraining(countingStep(), planWith({ validate }));
    expect(bestEpoch).toBe(3);
    expect(epochs[1]).toMatchObject({ validationAccuracy: 0.8, validationMixtureAccuracy: 0.95 });
  });

  test('a verdict chooses the epoch by its score, goes back to the best parameters, and ends the training', async () => {
    const step = countingStep();
    const validate = validations([
      { validationAccuracy: 0.5, score: 3 },
      { validationAccuracy: 0.9, score: 1, next: 'return to best' },
      { validationAccuracy: 0.8, score: 2, next: 'stop' },
    ]);
    const { bestEpoch, epochs, parameters } = await runTraining(step, planWith({ epochs: 9, validate }));
    expect(bestEpoch).toBe(1);
    expect([...parameters.w]).toEqual([2]);
    // Two steps from the best epoch's parameters.
    expect([...step.parameters.w]).toEqual([4]);
    expect(epochs).toHaveLength(3);
    expect(epochs[0]).not.toHaveProperty('score');
  });

  test('an aborted signal stops it', async () => {
    const controller = new AbortController();
    const step = countingStep();
    const prepareStep = (index: number): void => {
      if (index === 3) controller.abort();
    };
    const error: unknown = await runTraining(
      step,
      planWith({ prepareStep, signal: controller.signal }),
    ).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InterruptedError);
    expect(error).toHaveProperty('message', 'stopped in epoch 3 of 3');
    expect(step.rates).toHaveLength(4);
  });

  test('a loss that is not finite is an error, not a result', async () => {
    const messageOf = async (losses: number[]): Promise<unknown> => {
      const step = {
        parameters: { w: new Float32Array(1) },
        run: () => Promise.resolve(losses.shift() ?? 0),
      };
      const error: unknown = await runTraining(step, planWith({})).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InvalidInputError);
      return error;
    };
    // Before anything was learned no learning rate can be the cause.
    expect(await messageOf([NaN])).toHaveProperty(
      'message',
      expect.stringContaining('the loss is NaN before anything is learned: features, targets'),
    );
    expect(await messageOf([1, NaN])).toHaveProperty(
      'message',
      expect.stringMatching(
        /^training diverged: the loss became NaN in epoch 1 at learning rate .*; a lower learning rate is needed$/,
      ),
    );
  });

  test('no epochs are refused', async () => {
    await expect(runTraining(countingStep(), planWith({ epochs: 0 }))).rejects.toThrow(InvalidInputError);
  });
});
