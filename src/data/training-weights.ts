import { InvalidInputError } from '../errors.js';
import { classWeightsOf, type ClassWeight } from './class-weights.js';
import type { ChosenRows } from './raw-dataset.js';

/** What decided how much rows count, as it is recorded. */
export interface WeightRecord {
  /** Column of the rows' weights, where there is one. */
  readonly column?: string | undefined;
  /** Weight of each class by its name, where classes have weights. */
  readonly classes?: Readonly<Record<string, number>> | undefined;
}

/** How much the rows of two parts count, mean 1 in each, `[rows]`. */
export interface TrainingWeights {
  readonly train: Float32Array;
  readonly validation: Float32Array;
  readonly record: WeightRecord;
}

/**
 * A row's own weight times that of its class; `undefined` where rows have neither.
 *
 * @throws {InvalidInputError} when class weights do not fit the classes, or all rows of a part weigh 0
 */
export function trainingWeights(
  train: ChosenRows,
  validation: ChosenRows,
  classWeight: ClassWeight | undefined,
): TrainingWeights | undefined {
  const { classNames, name, weightName, weights: own, labels } = train.source;
  if (classWeight === undefined && own === undefined) return undefined;
  const trained = Uint16Array.from(train.rows, (row) => labels[row] ?? 0);
  const classes = classWeight && classWeightsOf(classWeight, classNames, trained, name);
  const weightsOf = ({ source, rows }: ChosenRows, kind: string): Float32Array => {
    const weights = Float64Array.from(
      rows,
      (row) => (source.weights?.[row] ?? 1) * (classes?.[source.labels[row] ?? 0] ?? 1),
    );
    const greatest = weights.reduce((most, weight) => Math.max(most, weight), 0);
    if (greatest === 0) throw new InvalidInputError(`${name}: all ${kind} rows have weight 0`);
    const sum = weights.reduce((total, weight) => total + weight / greatest, 0);
    return Float32Array.from(weights, (weight) => (weight / greatest / sum) * rows.length);
  };
  return {
    train: weightsOf(train, 'training'),
    validation: weightsOf(validation, 'validation'),
    record: {
      column: own && weightName,
      classes:
        classes && Object.fromEntries(classNames.map((className, index) => [className, classes[index] ?? 1])),
    },
  };
}

/** What is wrong with a row's weight, or `undefined`: it must be finite and at least 0. */
export function weightProblem(weight: number): string | undefined {
  return weight >= 0 && Number.isFinite(weight)
    ? undefined
    : 'a weight must be a finite number of at least 0';
}
