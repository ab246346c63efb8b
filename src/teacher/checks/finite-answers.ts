import { InvalidInputError } from '../../errors.js';
import type { LogitSource } from '../logit-source.js';

/**
 * @param logits a teacher's for training rows, `[rows, classCount]`
 * @throws {InvalidInputError} when one is no finite number
 */
export function assertFinite(logits: Float32Array, { classCount, description }: LogitSource): void {
  const bad = logits.findIndex((logit) => !Number.isFinite(logit));
  if (bad < 0) return;
  throw new InvalidInputError(
    `the teacher (${description}) must answer with finite numbers, found ${logits[bad]} for class ${(bad % classCount) + 1} of training row ${Math.floor(bad / classCount) + 1}`,
  );
}
