import { featureText, featureUnits } from '../data/feature-units.js';
import type { TreeDocument } from '../file/tree-document.js';
import { evidence, gateWeights, largestWeights } from '../render/gate-weights.js';
import type { Explanation, ExplanationStep } from '../tree/explanation.js';
import { type Colors } from './colors.js';
import { formatCounted, formatPercent } from './number-format.js';

/** The row that is explained, as the user named it. */
export interface ExplainedSample {
  /** `row 17 of the test part of mnist`, `digit.png` */
  readonly title: string;
  /** True class where the data set knows it. */
  readonly label?: number | undefined;
  /** `[featureCount]`, after preprocessing. */
  readonly features: Float32Array;
}

const barWidth = 24;
const shownClasses = 10;
const shownFeatures = 3;

/** One decision in words: every gate on the path, the leaf's distribution, what the whole tree answers. */
export function explanationText(
  document: TreeDocument,
  explanation: Explanation,
  sample: ExplainedSample,
  colors: Colors,
): string[] {
  const name = (index: number) => document.classNames[index] ?? String(index);
  const leafNode = document.tree.topology.nodeOfLeaf(explanation.leaf);
  const label = sample.label === undefined ? '' : `, labelled "${name(sample.label)}"`;
  return [
    `${sample.title}${label}`,
    '',
    colors.bold(
      explanation.steps.length === 0
        ? 'No decision: the tree is one leaf'
        : `Path of ${formatCounted(explanation.steps.length, 'decision')} from the root`,
    ),
    ...explanation.steps.flatMap((step, index) =>
      stepLines(document, step, index, explanation.steps, sample),
    ),
    '',
    colors.bold(
      `Leaf ${explanation.leaf} (node ${leafNode}) answers "${name(explanation.maxPathClass)}"; ` +
        `it holds ${formatPercent(explanation.pathProbability)} of the path probability`,
    ),
    ...distributionLines(explanation.leafDistribution, name, colors),
    '',
    mixtureLine(explanation, name),
    ...(sample.label === undefined ? [] : [verdict(explanation, sample.label, name, colors)]),
  ];
}

function stepLines(
  document: TreeDocument,
  step: ExplanationStep,
  index: number,
  steps: readonly ExplanationStep[],
  sample: ExplainedSample,
): string[] {
  const stepWidth = String(steps.length).length;
  const nodeWidth = Math.max(...steps.map(({ node }) => String(node).length));
  // The leaf of greatest path probability need not lie where each single gate points.
  const note = step.sideProbability < 0.5 ? ' (the less likely side)' : '';
  const line =
    `  ${String(index + 1).padStart(stepWidth)}. Node ${String(step.node).padEnd(nodeWidth)}  ` +
    `gate ${step.gateProbability.toFixed(4)}, so ${step.side.padEnd(5)} with ${percentColumn(step.sideProbability)}; ` +
    `${percentColumn(step.pathProbability)} so far${note}`;
  return document.featureNames === undefined
    ? [line]
    : [line, evidenceLine(document, step, sample, stepWidth)];
}

/** For tables: the features that moved this gate most, by the size of beta * weight * value. */
function evidenceLine(
  document: TreeDocument,
  step: ExplanationStep,
  sample: ExplainedSample,
  stepWidth: number,
): string {
  const contributions = contributionsOf(document, step.node, sample.features);
  const strongest = contributions.slice(0, shownFeatures).map(({ feature, value, push }) => {
    const sign = push < 0 ? '' : '+';
    return `${feature} = ${value} to the ${push < 0 ? 'left' : 'right'} (${sign}${push.toFixed(2)})`;
  });
  const more = contributions.length - strongest.length;
  return `${' '.repeat(stepWidth + 4)}pushed most by ${strongest.join(', ')}${more > 0 ? `, and ${more} more` : ''}`;
}

/** What a feature of a table does to a gate. */
export interface Contribution {
  readonly feature: string;
  /** In the user's own units. */
  readonly value: string;
  /** beta * weight * feature: positive leans right. */
  readonly push: number;
}

/** What each feature does to the gate of a node, the greatest first. */
export function contributionsOf(
  { tree, featureNames, table, preparation }: TreeDocument,
  node: number,
  features: Float32Array,
): Contribution[] {
  const units = featureUnits(table?.columns ?? [], preparation);
  const pushes = evidence(features, gateWeights(tree, node));
  return largestWeights(pushes, pushes.length).map(({ feature, weight }) => ({
    feature: featureNames?.[feature] ?? `feature ${feature}`,
    value: featureText(features, feature, units),
    push: weight,
  }));
}

/** One bar for each class, the most probable first. */
function distributionLines(
  distribution: Float32Array,
  name: (index: number) => string,
  colors: Colors,
): string[] {
  const classes = Array.from(distribution, (probability, index) => ({ probability, title: name(index) }));
  classes.sort((first, second) => second.probability - first.probability);
  const shown = classes.slice(0, shownClasses);
  const titleWidth = Math.max(...shown.map(({ title }) => title.length));
  const lines = shown.map(({ probability, title }) => {
    const bar = '█'.repeat(Math.round(probability * barWidth)).padEnd(barWidth);
    return `  ${title.padEnd(titleWidth)}  ${colors.cyan(bar)}  ${percentColumn(probability)}`;
  });
  const hidden = classes.slice(shownClasses);
  if (hidden.length === 0) return lines;
  const rest = hidden.reduce((sum, { probability }) => sum + probability, 0);
  return [
    ...lines,
    `  and ${formatCounted(hidden.length, 'more class', 'more classes')} with ${formatPercent(rest)} together`,
  ];
}

function mixtureLine(
  { mixtureClass, mixtureDistribution }: Explanation,
  name: (index: number) => string,
): string {
  const probability = mixtureDistribution[mixtureClass] ?? 0;
  return `The mixture of all leaves answers "${name(mixtureClass)}" (${formatPercent(probability)}).`;
}

function verdict(
  explanation: Explanation,
  label: number,
  name: (index: number) => string,
  colors: Colors,
): string {
  const maxPath = explanation.maxPathClass === label;
  const mixture = explanation.mixtureClass === label;
  if (maxPath && mixture) return colors.green('Both answers are right.');
  const truth = `the label is "${name(label)}"`;
  if (!maxPath && !mixture) return colors.red(`Both answers are wrong: ${truth}.`);
  return colors.yellow(
    `${maxPath ? 'The leaf is right and the mixture wrong' : 'The leaf is wrong and the mixture right'}: ${truth}.`,
  );
}

/** As wide for 0.01 % as for 100.00 %. */
function percentColumn(fraction: number): string {
  return formatPercent(fraction).padStart('100.00 %'.length);
}
