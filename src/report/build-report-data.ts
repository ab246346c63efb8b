import { argmaxOfRows } from '../data/argmax.js';
import { classBalance } from '../data/class-balance.js';
import { paperResultsFor } from '../data/paper-results.js';
import type { Dataset } from '../data/dataset.js';
import { allRows } from '../data/splits.js';
import { InvalidInputError } from '../errors.js';
import { preparedColumns } from '../file/input-columns.js';
import { answerQuality, calibrationBins } from '../tree/answer-quality.js';
import { treeQuality } from '../tree/evaluate-tree.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { experimentFacts } from './facts.js';
import { toFixedPoint } from './packed-array.js';
import { pack } from './pack.js';
import { filterPacking, packParameters, roundingOf } from './pack-trees.js';
import type { ReportData, ReportQuality, ReportTree, TreeRole } from './report-data.js';
import type { ReportInput, ReportTreeInput } from './report-input.js';
import { reportSummaries } from './report-summary.js';
import { measureRows, type RowMeasurements } from './row-measurements.js';
import { runScores, scoresOnly, treeInputs } from './run-scores.js';
import { trainingRows } from './training-rows.js';
import { affineStepOf, featuresOf, packRows } from './sample-features.js';
import { SamplePool } from './sample-pool.js';
import { sampleNames } from './sample-names.js';
import { confusionCells, galleryRows, rowsByLeaf } from './sample-selection.js';

/** Features, of tables values, that the samples of a report may have together; 2,100 images of MNIST's size. */
const sampleFeatureBudget = 2_100 * 784;

/**
 * Gathers all that the page of a report shows from trees, scores and test rows. Routes every test row through every tree whose measurements are not
 * given.
 *
 * @throws {InvalidInputError} when there is no tree, or a tree or the teacher's probabilities do not fit the test set.
 */
export function buildReportData(input: ReportInput): ReportData {
  const { experiment, test, measured } = input;
  const all = treeInputs(experiment);
  assertFits(input, all);
  const packing = filterPacking(all.map(({ role, trained }) => ({ role, tree: trained.tree })));
  const inputs = all.filter(({ role }) => role !== packing.leftOut);
  const classCount = test.classNames.length;
  const teacherProbabilities = experiment.teacher?.testProbabilities;
  const teacherClasses = teacherProbabilities && argmaxOfRows(teacherProbabilities, classCount);
  const teacherCells =
    teacherClasses && confusionCells({ labels: test.labels, classes: teacherClasses }, classCount);
  const choices = inputs.map(({ role, trained }) =>
    chooseRows(role, trained, measured?.[role] ?? measureRows(trained.tree, test), test, teacherClasses),
  );

  const galleries = choices.flatMap(({ gallery }) => Object.values(gallery));
  const confusions = [teacherCells, ...choices.flatMap(({ cells }) => [cells.maxPath, cells.mixture])];
  const cells = confusions.flatMap((confusion) => confusion?.rows.flat() ?? []);
  const nodes = choices.flatMap(({ leafRows, measured }) => [
    ...leafRows.flatMap(({ typical, wrong }) => [typical, wrong]),
    ...measured.boundaryRows,
  ]);
  // The galleries are listed often enough to be taken whole before the long tail of the other lists fills the pool.
  const galleryFirst = new SamplePool(galleries, Infinity).rows;
  const valuesPerRow = test.rawTable?.columns.length ?? test.featureCount;
  const capacity = Math.max(galleryFirst.length, Math.floor(sampleFeatureBudget / valuesPerRow));
  // So are wrong answers, which are looked at one by one, as far as they leave room for the others.
  const wrong = new SamplePool(confusions.flatMap(wrongCells), Math.floor(capacity / 3)).rows;
  const first = [...galleryFirst, ...wrong].map((row) => [row]);
  // Rows of a table are worth reading as such: all of them, where they fit.
  const others = test.rawTable === undefined ? [] : [[...allRows(test.rowCount)]];
  const pool = new SamplePool([...first, ...cells, ...nodes, ...others], capacity);

  const usual = input.usual ?? test.origin?.table?.usual;
  const summaryOf = reportSummaries(test, usual);

  return {
    toolVersion: input.toolVersion,
    dataset: test.name,
    classNames: test.classNames,
    featureNames: test.featureNames,
    featureUnits: test.featureUnits,
    columns: test.rawTable && preparedColumns(test.rawTable.columns, test.preparation),
    usual,
    inputShape: test.inputShape,
    preprocessing: affineStepOf(test),
    runs: [runScores(experiment), ...(input.otherRuns ?? []).map(scoresOnly)],
    mostFrequentClass: classBalance(test).mostFrequentClass,
    paper: paperResultsFor(test.name),
    facts: experimentFacts(input),
    teacher: experiment.teacher && {
      epochs: curve(experiment.teacher.epochs),
      confusion: teacherCells && { counts: teacherCells.counts },
      quality:
        teacherProbabilities &&
        teacherClasses &&
        reportQuality(answerQuality(test.labels, teacherClasses, teacherProbabilities, classCount)),
      calibration:
        teacherProbabilities &&
        teacherClasses &&
        calibrationBins(test.labels, teacherClasses, teacherProbabilities, classCount),
    },
    search: experiment.search,
    sweeps: input.sweeps,
    leftOut: packing.leftOut,
    rounding: packing.areRounded
      ? choices.map((choice) => ({ role: choice.role, ...roundingOfChoice(choice, test, pool.rows) }))
      : undefined,
    trees: choices.map((choice) => ({
      ...reportTree(choice, test, pool, packing.areRounded),
      summary: summaryOf(choice.trained.tree, choice.measured.prediction),
    })),
    training: input.train && trainingRows(input.train),
    samples: {
      rows: pool.rows,
      labels: pool.rows.map((row) => test.labels[row] ?? 0),
      ...sampleNames(test, pool.rows),
      ...packRows(test, pool.rows),
      teacherProbabilities:
        teacherProbabilities && pack(toFixedPoint(rowsOf(teacherProbabilities, pool.rows, classCount))),
    },
  };
}

function wrongCells(confusion: ReturnType<typeof confusionCells> | undefined): number[][] {
  return (confusion?.rows ?? []).flatMap((line, truth) => line.filter((_, answer) => answer !== truth));
}

/** One tree with its rows chosen, before the pool says where they are. */
type Choice = ReturnType<typeof chooseRows>;

function chooseRows(
  role: TreeRole,
  trained: ReportTreeInput,
  measured: RowMeasurements,
  test: Dataset,
  teacherClasses: Uint16Array | undefined,
) {
  const { tree } = trained;
  const { classCount } = tree;
  const { maxPathClasses, mixtureClasses, maxPathLeaves, topPathProbabilities } = measured.prediction;
  const answers = { labels: test.labels, classes: maxPathClasses };
  return {
    role,
    trained,
    measured,
    cells: {
      maxPath: confusionCells(answers, classCount),
      mixture: confusionCells({ labels: test.labels, classes: mixtureClasses }, classCount),
    },
    leafRows: rowsByLeaf(answers, maxPathLeaves, topPathProbabilities, tree.leafCount),
    gallery: galleryRows(answers, topPathProbabilities, classCount, teacherClasses),
  };
}

function reportTree(
  { role, trained, measured, cells, leafRows, gallery }: Choice,
  test: Dataset,
  pool: SamplePool,
  isRounded: boolean,
): ReportTree {
  const { tree, epochs, bestEpoch } = trained;
  const { shape, calibration, routing } = tree;
  const { maxPath, mixture } = treeQuality(measured.prediction, test.labels, tree);
  return {
    role,
    topology: shape,
    calibration,
    routing: routing === 'soft' ? undefined : routing,
    parameters: packParameters(tree, isRounded),
    epochs: curve(epochs),
    bestEpoch,
    confusion: {
      maxPath: { counts: cells.maxPath.counts },
      mixture: { counts: cells.mixture.counts },
    },
    quality: { maxPath: reportQuality(maxPath), mixture: reportQuality(mixture) },
    ...arrivalShares(tree, measured, test.rowCount),
    leafRows: leafRows.map(({ rows }) => rows),
    leafCorrect: leafRows.map(({ correct }) => correct),
    leafSamples: leafRows.map(({ typical, wrong }) => ({
      typical: pool.positions(typical),
      wrong: pool.positions(wrong),
    })),
    boundarySamples: measured.boundaryRows.map((rows) => pool.positions(rows)),
    histograms: measured.histograms,
    gallery: {
      correct: pool.positions(gallery.correct),
      wrong: pool.positions(gallery.wrong),
      leastSure: pool.positions(gallery.leastSure),
      disagreeing: pool.positions(gallery.disagreeing),
    },
    answers: {
      maxPath: pool.rows.map((row) => measured.prediction.maxPathClasses[row] ?? 0),
      mixture: pool.rows.map((row) => measured.prediction.mixtureClasses[row] ?? 0),
    },
    sampleLeaves: pack(Uint16Array.from(pool.rows, (row) => measured.prediction.maxPathLeaves[row] ?? 0)),
  };
}

function roundingOfChoice({ trained, measured }: Choice, test: Dataset, rows: readonly number[]) {
  const { maxPathLeaves, mixtureProbabilities } = measured.prediction;
  return roundingOf(trained.tree, featuresOf(test, rows), {
    maxPathLeaves: Uint16Array.from(rows, (row) => maxPathLeaves[row] ?? 0),
    mixtureProbabilities: rowsOf(mixtureProbabilities, rows, trained.tree.classCount),
  });
}

/** Share of all rows at each node, and the classes of what arrives there. */
function arrivalShares(tree: SoftDecisionTree, { statistics }: RowMeasurements, rowCount: number) {
  const { arrivals, classArrivals } = statistics;
  const { classCount } = tree;
  const traffic = Float32Array.from(arrivals, (sum) => sum / rowCount);
  const mix = classArrivals.map((sum, index) => {
    const total = arrivals[Math.floor(index / classCount)] ?? 0;
    return total > 0 ? sum / total : 0;
  });
  return { traffic: pack(traffic), classMix: pack(toFixedPoint(mix)) };
}

function reportQuality({
  balancedAccuracy,
  macroF1,
  logLoss,
  expectedCalibrationError,
  uncalibrated,
}: ReportQuality): ReportQuality {
  const quality = { balancedAccuracy, macroF1, logLoss, expectedCalibrationError };
  return uncalibrated === undefined ? quality : { ...quality, uncalibrated };
}

function curve(epochs: ReportTreeInput['epochs']) {
  return (epochs ?? []).map(({ epoch, loss, validationAccuracy, validationMixtureAccuracy }) => ({
    epoch,
    loss,
    validationAccuracy,
    validationMixtureAccuracy,
  }));
}

function rowsOf(values: Float32Array, rows: readonly number[], width: number): Float32Array {
  const chosen = new Float32Array(rows.length * width);
  rows.forEach((row, position) =>
    chosen.set(values.subarray(row * width, (row + 1) * width), position * width),
  );
  return chosen;
}

function assertFits({ experiment, test }: ReportInput, inputs: ReturnType<typeof treeInputs>): void {
  if (inputs.length === 0)
    throw new InvalidInputError('A report needs a baseline or a distilled tree, found neither');
  for (const { role, trained } of inputs) {
    const { featureCount, classCount } = trained.tree;
    if (featureCount !== test.featureCount || classCount !== test.classNames.length) {
      throw new InvalidInputError(
        `The ${role} tree has ${featureCount} features and ${classCount} classes, ` +
          `but the data set "${test.name}" has ${test.featureCount} and ${test.classNames.length}`,
      );
    }
  }
  const probabilities = experiment.teacher?.testProbabilities;
  const expected = test.rowCount * test.classNames.length;
  if (probabilities !== undefined && probabilities.length !== expected) {
    throw new InvalidInputError(
      `teacher.testProbabilities must hold ${expected} numbers for ${test.rowCount} test rows, found ${probabilities.length}`,
    );
  }
}
