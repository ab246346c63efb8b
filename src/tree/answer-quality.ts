import type { AnswerQuality } from './tree-scores.js';

/** Bins of equal width for the expected calibration error, as in Guo et al. 2017. */
const calibrationBinCount = 15;
/** The spacing of float32 at 1: a probability below it counts as this much, so that one row cannot make a log loss infinite. */
const leastProbability = 2 ** -23;
/** 97.5 % quantile of the normal distribution. */
const normalQuantile = 1.959963984540054;

/**
 * What answers with probabilities are worth, besides their accuracy.
 *
 * @param labels true class of each row, `[rows]`, at least one
 * @param answers answered class of each row, `[rows]`
 * @param probabilities row-major `[rows, classCount]`; that of its answer is the greatest of a row
 */
export function answerQuality(
  labels: Uint16Array,
  answers: Uint16Array,
  probabilities: Float32Array,
  classCount: number,
): AnswerQuality {
  const counts = { labelled: zeros(classCount), answered: zeros(classCount), right: zeros(classCount) };
  for (const [row, label] of labels.entries()) {
    const answer = answers[row] ?? 0;
    addOne(counts.labelled, label);
    addOne(counts.answered, answer);
    if (answer === label) addOne(counts.right, label);
  }
  const labelled = (index: number) => counts.labelled[index] ?? 0;
  const answered = (index: number) => counts.answered[index] ?? 0;
  const recall = counts.right.map((count, index) => share(count, labelled(index)));
  const f1 = counts.right.map((count, index) => share(2 * count, labelled(index) + answered(index)));
  return {
    accuracyInterval: wilsonInterval(sumOf(counts.right), labels.length),
    balancedAccuracy: meanOf(recall),
    macroF1: meanOf(f1),
    ...sureness(labels, answers, probabilities, classCount),
    recall,
    precision: counts.right.map((count, index) => share(count, answered(index))),
  };
}

/** How well probabilities say how sure an answer is; the parameters are those of `answerQuality`. */
export function sureness(
  labels: Uint16Array,
  answers: Uint16Array,
  probabilities: Float32Array,
  classCount: number,
): Pick<AnswerQuality, 'logLoss' | 'expectedCalibrationError'> {
  return {
    logLoss: logLoss(labels, probabilities, classCount),
    expectedCalibrationError: calibrationError(labels, answers, probabilities, classCount),
  };
}

/** 95 % interval of a share, from `count` of `rows` (Wilson 1927). */
export function wilsonInterval(count: number, rows: number): AnswerQuality['accuracyInterval'] {
  const fraction = count / rows;
  const squared = normalQuantile ** 2;
  const center = fraction + squared / (2 * rows);
  const reach = normalQuantile * Math.sqrt((fraction * (1 - fraction)) / rows + squared / (4 * rows ** 2));
  const scale = 1 + squared / rows;
  return { low: Math.max(0, (center - reach) / scale), high: Math.min(1, (center + reach) / scale) };
}

function logLoss(labels: Uint16Array, probabilities: Float32Array, classCount: number): number {
  let sum = 0;
  for (const [row, label] of labels.entries()) {
    // Rounding may leave a probability slightly above 1.
    const probability = Math.min(1, probabilities[row * classCount + label] ?? 0);
    sum += Math.log(Math.max(probability, leastProbability));
  }
  return Math.abs(sum) / labels.length;
}

/** Answers of about the same surety, and how often they are right. */
export interface CalibrationBin {
  /** The bin holds probabilities above `low`, up to `high`; the first one 0, too. */
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  /** Mean probability of the answers. */
  readonly confidence: number;
  /** Share of the right ones, and its 95 % interval. */
  readonly accuracy: number;
  readonly interval: AnswerQuality['accuracyInterval'];
}

/**
 * The bins of the expected calibration error that are not empty: a reliability diagram (DeGroot & Fienberg 1983; Guo et al. 2017).
 * The parameters are those of `answerQuality`.
 */
export function calibrationBins(
  labels: Uint16Array,
  answers: Uint16Array,
  probabilities: Float32Array,
  classCount: number,
): CalibrationBin[] {
  const bins = Array.from({ length: calibrationBinCount }, () => ({ rows: 0, right: 0, confidence: 0 }));
  for (const [row, answer] of answers.entries()) {
    const confidence = Math.min(1, probabilities[row * classCount + answer] ?? 0);
    const bin = bins[calibrationBinOf(confidence)];
    if (bin === undefined) continue;
    bin.rows++;
    bin.confidence += confidence;
    if (answer === labels[row]) bin.right++;
  }
  return bins.flatMap(({ rows, right, confidence }, index) =>
    rows === 0
      ? []
      : [
          {
            low: index / calibrationBinCount,
            high: (index + 1) / calibrationBinCount,
            rows,
            confidence: confidence / rows,
            accuracy: right / rows,
            interval: wilsonInterval(right, rows),
          },
        ],
  );
}

/** Bin m holds what is above m / 15, up to (m + 1) / 15. */
function calibrationBinOf(confidence: number): number {
  return Math.max(0, Math.ceil(confidence * calibrationBinCount) - 1);
}

function calibrationError(
  labels: Uint16Array,
  answers: Uint16Array,
  probabilities: Float32Array,
  classCount: number,
): number {
  // By how many rows each bin is right more often than it claims to be.
  const excess = zeros(calibrationBinCount);
  for (const [row, answer] of answers.entries()) {
    const confidence = Math.min(1, probabilities[row * classCount + answer] ?? 0);
    const bin = calibrationBinOf(confidence);
    excess[bin] = (excess[bin] ?? 0) + (answer === labels[row] ? 1 : 0) - confidence;
  }
  return sumOf(excess.map(Math.abs)) / labels.length;
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

function addOne(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

/** `null` where there is nothing to have a share of. */
function share(count: number, total: number): number | null {
  return total === 0 ? null : count / total;
}

function meanOf(shares: readonly (number | null)[]): number {
  const known = shares.filter((value) => value !== null);
  return sumOf(known) / known.length;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
