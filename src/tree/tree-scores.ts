import { Type, type Static } from 'typebox';

const fraction = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
const classFractions = (description: string) =>
  Type.Array(Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]), { description });

/** The scores of a tree as every document holds them; keys in this order. */
export const treeScores = Type.Object({
  maxPath: fraction('Accuracy by the leaf of greatest path probability.'),
  mixture: fraction('Accuracy by the mixture over all leaves.'),
  fidelity: fraction("Share of max-path answers that equal the teacher's."),
  mixtureFidelity: fraction("Share of mixture answers that equal the teacher's."),
  topPathProbability: fraction('Mean probability of the greatest path.'),
});

/** Accuracy of one tree on labelled rows, with a teacher to compare with; all numbers are fractions in [0, 1]. */
export type TreeScores = Readonly<Static<typeof treeScores>>;

/** The same where no teacher is at hand. */
export type TreeAccuracy = Omit<TreeScores, 'fidelity' | 'mixtureFidelity'>;

const logLoss = Type.Number({
  minimum: 0,
  description: 'Mean of -ln(probability of the true class), which counts as 2^-23 where it is less.',
});
const expectedCalibrationError = fraction(
  'Mean distance of the greatest probability from the share of right answers, over 15 bins of equal width.',
);

/** What one way of answering is worth besides its accuracy, as every document holds it; keys in this order. */
export const answerQuality = Type.Object({
  accuracyInterval: Type.Object(
    { low: fraction('Lower end.'), high: fraction('Upper end.') },
    { description: '95 % interval of the accuracy (Wilson).' },
  ),
  balancedAccuracy: fraction('Mean recall of the classes that have rows.'),
  macroF1: fraction('Mean F1 of the classes that have rows or are answered.'),
  logLoss,
  expectedCalibrationError,
  uncalibrated: Type.Optional(
    Type.Object(
      { logLoss, expectedCalibrationError },
      { description: 'The same of the probabilities as they were fitted, where they were calibrated.' },
    ),
  ),
  recall: classFractions('Share of the rows of each class that are answered rightly; null without rows.'),
  precision: classFractions('Share of the answers of each class that are right; null where it is no answer.'),
});

/** What one way of answering is worth besides its accuracy. */
export interface AnswerQuality extends Readonly<
  Omit<Static<typeof answerQuality>, 'uncalibrated' | 'recall' | 'precision'>
> {
  readonly uncalibrated?: Static<typeof answerQuality>['uncalibrated'] | undefined;
  readonly recall: readonly (number | null)[];
  readonly precision: readonly (number | null)[];
}

/** Both ways in which a tree answers: the distribution of the greatest path's leaf, and the mixture of all leaves. */
export const treeQuality = Type.Object({ maxPath: answerQuality, mixture: answerQuality });

/** Quality of both answers of a tree. */
export type TreeQuality = Readonly<Record<'maxPath' | 'mixture', AnswerQuality>>;
