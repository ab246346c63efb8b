import type { ExplainedDecision } from './explained-decision.js';
import { nearestItems } from './nearest-training-rows.js';
import { runnerUp } from '../explain/runner-up.js';
import { suretyOf } from '../explain/surety.js';
import type { TableDecision, TableGate } from '../explain/explain-table.js';
import { judge } from '../explain/verdict.js';
import type { TreeDocument } from '../file/tree-document.js';
import { questionText, suretyWords } from '../render/decision-words.js';
import {
  answerChangeTexts,
  pixelChangeText,
  pushLines,
  runnerUpText,
  turnsText,
  wrongTurnText,
} from '../render/gate-sentences.js';
import { imageShape } from '../render/drawing.js';
import { isolated } from '../render/isolated-text.js';
import { gateParts } from '../render/gate-weights.js';
import { formatList } from '../render/list-text.js';
import type { Explanation, ExplanationStep } from '../tree/explanation.js';
import { reachableClasses } from '../tree/reachable-classes.js';
import { signedText } from '../render/number-text.js';
import { formatCounted, formatPercent, roundPercent } from './number-format.js';
import type { OutlineItem } from './outline.js';

const shownClasses = 10;
const shownReachable = 6;
const shownPushes = 5;

/** One decision in words: every gate on the path, the leaf's distribution, what the whole tree answers, what would change it. */
export function explanationOutline(decision: ExplainedDecision): OutlineItem[] {
  const { document, explanation, sample, table } = decision;
  const name = nameOf(document);
  const leafNode = document.tree.topology.nodeOfLeaf(explanation.leaf);
  const { steps } = explanation;
  return [
    {
      kind: 'title',
      text: `${sample.title}${sample.label === undefined ? '' : `, labelled ${name(sample.label)}`}`,
    },
    {
      kind: 'heading',
      text:
        steps.length === 0
          ? 'No decision: the tree is one leaf'
          : `Path of ${formatCounted(steps.length, 'decision')} from the root`,
    },
    ...(table === undefined
      ? steps.flatMap((step, index) => stepItems(step, index, decision))
      : table.gates.flatMap((gate, index) => gateItems(gate, index, table, decision))),
    {
      kind: 'heading',
      text: `Node ${leafNode}, a leaf, answers ${name(explanation.maxPathClass)}; it holds ${formatPercent(explanation.pathProbability)} of the path probability`,
    },
    ...distributionItems(explanation.leafDistribution, document),
    ...runnerUpItems(decision),
    { kind: 'heading', text: mixtureText(explanation, name) },
    ...(sample.label === undefined ? [] : verdictItems(decision, sample.label)),
    ...(table === undefined ? pixelItems(decision) : changeItems(table, name)),
    ...nearestItems(decision),
    { kind: 'heading', text: 'Words' },
    { kind: 'text', tone: 'aside', text: glossary(decision) },
  ];
}

function nameOf({ classNames }: TreeDocument): (index: number) => string {
  return (index) => isolated(`"${classNames[index] ?? String(index)}"`);
}

/** `left with 94.58 %, nearly even; 94.58 % of the probability so far` */
function sideText({ side, sideProbability, pathProbability }: ExplanationStep): string {
  const surety = suretyWords[suretyOf(sideProbability)];
  return `${side} with ${roundPercent(sideProbability)}${surety === '' ? '' : `, ${surety}`}; ${roundPercent(pathProbability)} so far`;
}

/** A gate of a tree of images: which side, why, and what can be answered on each. */
function stepItems(
  step: ExplanationStep,
  index: number,
  { document, sample }: ExplainedDecision,
): OutlineItem[] {
  const { tree } = document;
  const { evidence, bias } = gateParts(tree, step.node, sample.features);
  const reachable = reachableClasses(tree);
  const [left, right] = [tree.topology.left(step.node), tree.topology.right(step.node)];
  return [
    { kind: 'step', number: index + 1, text: `Node ${step.node}: ${sideText(step)}` },
    {
      kind: 'detail',
      text: `Log-odds ${signedText(step.preActivation)} = evidence of the pixels ${signedText(evidence)}, bias ${signedText(bias)}`,
    },
    { kind: 'detail', text: sidesText(reachable[left] ?? [], reachable[right] ?? [], document) },
  ];
}

/** `Left leads to "1"; right to "2" or "3"` */
function sidesText(left: readonly number[], right: readonly number[], document: TreeDocument): string {
  const name = nameOf(document);
  const classCount = document.classNames.length;
  const told = (classes: readonly number[]) => {
    if (classes.length === classCount && classCount > shownReachable) return 'any class';
    const more = classes.length - shownReachable;
    return more > 1
      ? `${classes.slice(0, shownReachable).map(name).join(', ')} and ${more} more`
      : formatList(classes.map(name), 'or');
  };
  return `Left leads to ${told(left)}; right to ${told(right)}`;
}

function gateItems(
  gate: TableGate,
  index: number,
  table: TableDecision,
  { document, explanation }: ExplainedDecision,
): OutlineItem[] {
  const answer = gate.side === 'right' ? 'Yes' : 'No';
  return [
    {
      kind: 'step',
      number: index + 1,
      text: `Node ${gate.node}: ${questionText(table.columns, gate.question)}`,
    },
    ...pushLines(gate, table, shownPushes).map(({ push, text, usual }): OutlineItem => ({
      kind: 'push',
      side: push < 0 ? 'left' : 'right',
      size: Math.abs(push),
      text: usual === '' ? text : `${text} (${usual})`,
    })),
    {
      kind: 'detail',
      text: `${answer}: ${sideText(gate)}`,
      tone: gate.surety === 'sure' ? undefined : 'doubtful',
    },
    {
      kind: 'detail',
      text: sidesText(gate.reachable.left, gate.reachable.right, document),
    },
    ...turnsText(gate, table, explanation.maxPathClass, nameOf(document)).map((text): OutlineItem => ({
      kind: 'detail',
      text,
    })),
  ];
}

/** One bar for each class, the most probable first. */
function distributionItems(distribution: Float32Array, { classNames }: TreeDocument): OutlineItem[] {
  const classes = Array.from(distribution, (share, index) => ({
    share,
    text: classNames[index] ?? String(index),
  }));
  classes.sort((first, second) => second.share - first.share);
  const hidden = classes.slice(shownClasses);
  const rest = hidden.reduce((sum, { share }) => sum + share, 0);
  return [
    ...classes.slice(0, shownClasses).map(({ share, text }): OutlineItem => ({ kind: 'share', share, text })),
    ...(hidden.length === 0
      ? []
      : [
          {
            kind: 'text' as const,
            text: `and ${formatCounted(hidden.length, 'more class', 'more classes')} with ${formatPercent(rest)} together`,
          },
        ]),
  ];
}

function runnerUpItems({ document, explanation, sample }: ExplainedDecision): OutlineItem[] {
  const { tree } = document;
  const second = runnerUp(tree, sample.features, explanation);
  if (second?.matters !== true) return [];
  return [
    {
      kind: 'text',
      tone: second.class === explanation.maxPathClass ? undefined : 'doubtful',
      text: `Next likely path: ${runnerUpText(second, explanation, tree.topology, nameOf(document))}.`,
    },
  ];
}

function mixtureText(
  { mixtureClass, mixtureDistribution }: Explanation,
  name: (index: number) => string,
): string {
  return `The mixture of all leaves answers ${name(mixtureClass)} (${formatPercent(mixtureDistribution[mixtureClass] ?? 0)})`;
}

function verdictItems({ document, explanation }: ExplainedDecision, label: number): OutlineItem[] {
  const name = nameOf(document);
  const mixture = explanation.mixtureClass === label;
  const verdict = judge(explanation, label, reachableClasses(document.tree));
  if (verdict.kind === 'correct') {
    return mixture
      ? [{ kind: 'text', tone: 'good', text: 'Both answers are right.' }]
      : [
          {
            kind: 'text',
            tone: 'doubtful',
            text: `The leaf is right and the mixture wrong: the label is ${name(label)}.`,
          },
        ];
  }
  const why = wrongTurnText(verdict, explanation, name(label)) ?? '';
  const who = mixture ? 'The leaf is wrong and the mixture right' : 'Both answers are wrong';
  return [
    { kind: 'text', tone: mixture ? 'doubtful' : 'bad', text: `${who}: the label is ${name(label)}. ${why}` },
  ];
}

const changeHeading = { kind: 'heading', text: 'What would change the answer of the max path' } as const;

/** The pixels that would have changed the answer. */
function pixelItems({ document, pixels }: ExplainedDecision): OutlineItem[] {
  const shape = imageShape(document.inputShape);
  if (document.tree.leafCount === 1 || shape === undefined) return [];
  const text =
    pixels === undefined
      ? 'Nothing was found: no change of up to a quarter of the pixels.'
      : `${pixelChangeText(pixels, shape, nameOf(document))} (the fewest that were found).`;
  return [changeHeading, { kind: 'text', text }];
}

/** What would have changed the answer, or why that is not known. */
function changeItems(table: TableDecision, name: (index: number) => string): OutlineItem[] {
  const { counterfactuals } = table;
  const texts =
    counterfactuals === undefined
      ? [
          'That is not known: the tree file does not say what its training rows hold. The file of a tree that is trained now does.',
        ]
      : answerChangeTexts(counterfactuals, table, name);
  return [changeHeading, ...texts.map((text): OutlineItem => ({ kind: 'text', text }))];
}

function glossary({ document, explanation, table }: ExplainedDecision): string {
  const node = document.tree.topology.nodeOfLeaf(explanation.leaf);
  return [
    'Nodes are numbered from the root, 0;',
    `node ${node} is leaf ${explanation.leaf} where leaves alone are counted.`,
    'The max path is the path of greatest probability: its leaf answers.',
    ...(table === undefined
      ? [
          'A gate adds up, as log-odds, what the pixels say to its filter (evidence) and its bias: minus sends left, plus right; 1 makes 73 % and 3 makes 95 %.',
        ]
      : [
          `A gate adds up what sends a row left (←) and right (→)${document.tree.routing === 'hard' ? '; a sum above 0 goes right.' : ', as log-odds: from even, 1 makes 73 % and 3 makes 95 %.'}`,
          'What a value does is told beside what it does in the mean of the training rows, for which the gate has its lean; usual are the middle 90 % of them.',
        ]),
    ...(explanation.steps.some(({ sideProbability }) =>
      ['unsure', 'nearly even'].includes(suretyOf(sideProbability)),
    )
      ? ['A gate is unsure below 80 %, nearly even below 60 %.']
      : []),
  ].join(' ');
}
