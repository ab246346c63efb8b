/** Answers to rows whose class is known. */
export interface KnownAnswers {
  /** Row-major `[rows, classCount]`. */
  readonly logits: Float32Array;
  readonly classCount: number;
  /** `[rows]` */
  readonly labels: Uint16Array;
  /** How much each row counts, `[rows]`. */
  readonly weights: Float32Array;
}

/** The factor that suits logits best, and how well they then fit. */
export interface Sharpness {
  /** > 1: the answers are less sure than they may be. */
  readonly factor: number;
  /** Mean negative log likelihood of the labels with that factor, in nats. */
  readonly loss: number;
}

const range = { least: 0.05, greatest: 20 };
const bisections = 14;

/**
 * Finds the factor of all logits under which the labels are most likely (temperature scaling, Guo et al. 2017). The loss that is
 * left tells how well the answers tell classes apart, however sure they are of themselves. One row more, of any class, is reckoned
 * with, so that answers that are all right do not become infinitely sure.
 */
export function bestSharpness(answers: KnownAnswers): Sharpness {
  const rows = answers.weights.reduce((sum, weight) => sum + weight, 0);
  const doubt = 1 / (rows + 1);
  let [low, high] = [Math.log(range.least), Math.log(range.greatest)];
  // The loss is convex in the factor: its slope tells on which side the least of it lies.
  for (let round = 0; round < bisections; round++) {
    const middle = (low + high) / 2;
    if (lossAndSlope(answers, Math.exp(middle), doubt).slope > 0) high = middle;
    else low = middle;
  }
  const factor = Math.exp((low + high) / 2);
  return { factor, loss: lossAndSlope(answers, factor, doubt).loss };
}

function lossAndSlope(
  { logits, classCount, labels, weights }: KnownAnswers,
  factor: number,
  doubt: number,
): { readonly loss: number; readonly slope: number } {
  let [loss, slope, total] = [0, 0, 0];
  for (const [row, label] of labels.entries()) {
    const first = row * classCount;
    let greatest = -Infinity;
    for (let index = first; index < first + classCount; index++) {
      greatest = Math.max(greatest, logits[index] ?? 0);
    }
    let [sum, weighted, all] = [0, 0, 0];
    for (let index = first; index < first + classCount; index++) {
      const logit = (logits[index] ?? 0) - greatest;
      const likelihood = Math.exp(factor * logit);
      sum += likelihood;
      weighted += likelihood * logit;
      all += logit;
    }
    const ofLabel = (1 - doubt) * ((logits[first + label] ?? 0) - greatest) + (doubt * all) / classCount;
    const weight = weights[row] ?? 1;
    loss += weight * (Math.log(sum) - factor * ofLabel);
    slope += weight * (weighted / sum - ofLabel);
    total += weight;
  }
  return { loss: loss / total, slope: slope / total };
}
