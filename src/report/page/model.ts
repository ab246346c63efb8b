import { explainedColumns, type ExplainedColumn } from '../../explain/table-columns.js';
import { leafClasses } from '../../tree/leaf-distributions.js';
import { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import { imageShape, type ChannelView, type ImageShape, type TreeDrawing } from '../../render/drawing.js';
import { treeWeightScale } from '../../render/gate-weights.js';
import { summarizeNodes, type NodeSummary } from '../../render/node-summary.js';
import { histogramsOf, type GateHistogram } from './tree/histogram-data.js';
import { fromFixedPoint, unpack } from '../packed-array.js';
import { tableFeatures, unpackTable } from '../packed-table.js';
import type { ReportData, ReportTrainingRows, ReportTree, TreeRole } from '../report-data.js';
import { roundedWeights } from '../rounded-filters.js';

/** The report's data as the page works with it: trees that predict, samples as features. */
export interface PageModel {
  readonly data: ReportData;
  /** Absent for tables. */
  readonly shape: ImageShape | undefined;
  /** Of a table; absent for images, and in the data of earlier versions. */
  readonly columns: readonly ExplainedColumn[] | undefined;
  readonly trees: readonly PageTree[];
  /** How color images are drawn, and what chooses it; absent for others. */
  readonly channels?:
    { readonly view: ChannelView; readonly choose: (view: ChannelView) => void } | undefined;
  /** Features of a sample of the report, `[featureCount]`. */
  features(sample: number): Float32Array;
  /** A sample before its preparation, `[columns]`, NaN where a value is missing; of tables, where it was kept. */
  raw(sample: number): Float64Array | undefined;
  /** Of tables, where they were at hand. */
  readonly training: TrainingRows | undefined;
  /** The teacher's probabilities for a sample, `[classCount]`, where they were kept. */
  teacherProbabilities(sample: number): Float32Array | undefined;
}

/** Training rows of the page. */
export interface TrainingRows {
  readonly facts: ReportTrainingRows;
  /** Row-major `[rows, featureCount]`. */
  readonly features: Float32Array;
  /** Before their preparation, row-major `[rows, columns]`. */
  readonly raw: Float64Array | undefined;
}

export interface PageTree {
  readonly role: TreeRole;
  readonly report: ReportTree;
  readonly tree: SoftDecisionTree;
  readonly drawing: TreeDrawing;
  readonly summaries: readonly NodeSummary[];
  /** Class that each leaf answers, `[leaves]`. */
  readonly leafClasses: Uint16Array;
  /** Leaf of its max path for each sample of the report; absent in the data of earlier versions. */
  readonly sampleLeaves: Uint16Array | undefined;
  /** Share of the test rows at each node, `[nodes]`. */
  readonly traffic: Float32Array;
  /** Class mix of what arrives, `[nodes, classCount]`. */
  readonly classMix: Float32Array;
  /** Log-odds of a gate over the test rows; absent for data of earlier versions. */
  readonly histogram: (gate: number) => GateHistogram | undefined;
  /** One color scale for all filters. */
  readonly weightScale: number;
}

export async function loadModel(data: ReportData): Promise<PageModel> {
  const { samples } = data;
  const columns = data.columns && explainedColumns(data.columns, data.usual);
  const trees = await Promise.all(data.trees.map((report) => loadTree(report, data, columns)));
  const featureCount = data.inputShape.reduce((product, size) => product * size, 1);
  const { features, raw } = await unpackRows(samples, data);
  const columnCount = data.columns?.length ?? 0;
  const classCount = data.classNames.length;
  const teacher = samples.teacherProbabilities && fromFixedPoint(await unpack(samples.teacherProbabilities));
  return {
    data,
    shape: imageShape(data.inputShape),
    columns,
    trees,
    features: (sample) => features.subarray(sample * featureCount, (sample + 1) * featureCount),
    raw: (sample) => raw?.subarray(sample * columnCount, (sample + 1) * columnCount),
    training: data.training && { ...(await unpackRows(data.training, data)), facts: data.training },
    teacherProbabilities: (sample) => teacher?.subarray(sample * classCount, (sample + 1) * classCount),
  };
}

async function unpackRows(
  rows: Pick<ReportData['samples'], 'table' | 'features'>,
  { columns, preprocessing }: ReportData,
): Promise<{ readonly features: Float32Array; readonly raw: Float64Array | undefined }> {
  const raw = rows.table && (await unpackTable(rows.table));
  return {
    raw,
    features: raw && columns ? tableFeatures(raw, columns) : await unpackFeatures(rows, preprocessing),
  };
}

async function unpackFeatures(
  { features }: Pick<ReportData['samples'], 'features'>,
  { offset, scale }: ReportData['preprocessing'],
): Promise<Float32Array> {
  if (features === undefined) return new Float32Array();
  const values = await unpack(features);
  const isRaw = features.type === 'uint8' && typeof offset === 'number' && typeof scale === 'number';
  return isRaw ? Float32Array.from(values, (byte) => (byte - offset) * scale) : Float32Array.from(values);
}

async function loadTree(
  report: ReportTree,
  data: ReportData,
  columns: readonly ExplainedColumn[] | undefined,
): Promise<PageTree> {
  const [filters, biases, betas, leafLogits, traffic, classMix] = await Promise.all([
    unpackFilters(report.parameters),
    unpack(report.parameters.biases),
    unpack(report.parameters.betas),
    unpack(report.parameters.leafLogits),
    unpack(report.traffic),
    unpack(report.classMix),
  ]);
  const tree = new SoftDecisionTree(
    report.topology,
    { filters, biases, betas, leafLogits },
    report.calibration,
    report.routing,
  );
  const { classNames, featureNames, inputShape } = data;
  const drawing: TreeDrawing = {
    tree,
    classNames,
    featureNames,
    columns,
    inputShape,
    traffic: { arrivals: traffic },
  };
  return {
    role: report.role,
    report,
    tree,
    drawing,
    summaries: summarizeNodes(drawing),
    leafClasses: leafClasses(tree),
    sampleLeaves: report.sampleLeaves && (await unpack(report.sampleLeaves)),
    traffic,
    classMix: fromFixedPoint(classMix),
    histogram: report.histograms ? await histogramsOf(report.histograms, tree.classCount) : () => undefined,
    weightScale: treeWeightScale(drawing),
  };
}

async function unpackFilters({ filters, filterScales }: ReportTree['parameters']): Promise<Float32Array> {
  if (filters.type === 'float32') return unpack(filters);
  if (filterScales === undefined) throw new Error('filters as bytes need a scale of each gate');
  return roundedWeights({ bytes: await unpack(filters), scales: await unpack(filterScales) });
}

/** A model whose pictures show the color channels in one way; of one with other than three channels nothing changes. */
export function withChannels(
  model: PageModel,
  view: ChannelView,
  choose: (view: ChannelView) => void,
): PageModel {
  if (model.shape?.channels !== 3) return model;
  const trees = model.trees.map((pageTree) => {
    const drawing = { ...pageTree.drawing, channels: view };
    return { ...pageTree, drawing, weightScale: treeWeightScale(drawing) };
  });
  return { ...model, trees, channels: { view, choose } };
}
