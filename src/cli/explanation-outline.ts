import type { ExplainedDecision } from './explained-decision.js';
import { nearestItems } from './nearest-training-rows.js';
import { runnerUp } from '../explain/runner-up.js';
import { suretyOf } from '../explain/surety.js';
import type { TableDecision, TableGate } from '../explain/explain-table.js';
import { judge } from '../explain/verdict.js';
import type { TreeDocument } from '../file/tree-document.js';
import { changeText, questionText, suretyWords } from '../render/decision-words.js';
import {
  pixelChangeText,
  pushLines,
  runnerUpText,
  turnsText,
  wrongTurnText,
} from '../render/gate-sentences.js';
import { formatList } from '../render/list-text.js';
import type { Explanation, ExplanationStep } from '../tree/explanation.js';
import { reachableClasses } from '../tree/reachable-classes.js';
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
      ? steps.map((step, index): OutlineItem => ({
          kind: 'step',
          number: index + 1,
          text: `Node ${step.node}: ${sideText(step)}`,
        }))
      : table.gates.flatMap((gate, index) => gateItems(gate, index, table, name, explanation.maxPathClass))),
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
  return (index) => `"${classNames[index] ?? String(index)}"`;
}

/** `left with 94.58 %, nearly even; 94.58 % of the probability so far` */
function sideText({ side, sideProbability, pathProbability }: ExplanationStep): string {
  const surety = suretyWords[suretyOf(sideProbability)];
  return `${side} with ${roundPercent(sideProbability)}${surety === '' ? '' : `, ${surety}`}; ${roundPercent(pathProbability)} so far`;
}

function gateItems(
  gate: TableGate,
  index: number,
  table: TableDecision,
  name: (index: number) => string,
  current: number,
): OutlineItem[] {
  const reachable = (classes: readonly number[]) => {
    const more = classes.length - shownReachable;
    return more > 1
      ? `${classes.slice(0, shownReachable).map(name).join(', ')} and ${more} more`
      : formatList(classes.map(name), 'or');
  };
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
      text: `Left leads to ${reachable(gate.reachable.left)}; right to ${reachable(gate.reachable.right)}`,
    },
    ...turnsText(gate, table, current, name).map((text): OutlineItem => ({ kind: 'detail', text })),
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
  if (document.tree.leafCount === 1) return [];
  const [height = 1, width = 1] = document.inputShape;
  const text =
    pixels === undefined
      ? 'Nothing was found: no change of up to a quarter of the pixels.'
      : `${pixelChangeText(pixels, height * width, nameOf(document))} (the fewest that were found).`;
  return [changeHeading, { kind: 'text', text }];
}

/** What would have changed the answer, or why that is not known. */
function changeItems(
  { columns, counterfactuals }: TableDecision,
  name: (index: number) => string,
): OutlineItem[] {
  if (counterfactuals === undefined) {
    return [
      changeHeading,
      {
        kind: 'text',
        text: 'That is not known: the tree file does not say what its training rows hold. The file of a tree that is trained now does.',
      },
    ];
  }
  const { one, few, tried } = counterfactuals;
  const found = [one, few].flatMap((change): OutlineItem[] =>
    change === undefined
      ? []
      : [
          {
            kind: 'text',
            text: `${formatList(
              change.changes.map((each) => changeText(columns, each)),
              'and',
            )}: then it is ${name(change.answer)}`,
          },
        ],
  );
  const none = `Nothing was found: no one, two or three values within those of the training rows (${formatCounted(tried.length, 'column')} tried).`;
  return [changeHeading, ...(found.length === 0 ? [{ kind: 'text' as const, text: none }] : found)];
}

function glossary({ document, explanation, table }: ExplainedDecision): string {
  const node = document.tree.topology.nodeOfLeaf(explanation.leaf);
  return [
    'Nodes are numbered from the root, 0;',
    `node ${node} is leaf ${explanation.leaf} where leaves alone are counted.`,
    'The max path is the path of greatest probability: its leaf answers.',
    ...(table === undefined
      ? []
      : [
          `A gate adds up what sends a row left (←) and right (→)${document.tree.routing === 'hard' ? '; a sum above 0 goes right.' : ', as log-odds: from even, 1 makes 73 % and 3 makes 95 %.'}`,
          'What a value does is told beside what it does in the mean of the training rows; usual are the middle 90 % of them.',
        ]),
  ].join(' ');
}
