import { useMemo } from 'preact/hooks';

import { explainTable } from '../../../explain/explain-table.js';
import { runnerUp } from '../../../explain/runner-up.js';
import { judge, type Verdict } from '../../../explain/verdict.js';
import { explain } from '../../../tree/explanation.js';
import { runnerUpText } from '../../../render/gate-sentences.js';
import { drawnWeights, evidence, gateWeights, weightScale } from '../../../render/gate-weights.js';
import type { PageModel, PageTree } from '../model.js';
import type { Subject } from '../subject.js';
import { className, percent, roleNames } from '../text.js';

import { AnswerChanges } from './answer-changes.js';
import { Answers } from './answers.js';
import { NearRows } from './near-rows.js';
import { PathStep } from './path-step.js';
import { PixelChanges } from './pixel-changes.js';
import { ProbabilityFlow } from './probability-flow.js';

/** Names up to this length are shown large. */
const shortAnswer = 4;

/** One tree's decision on one input: the answers, the gates on the max path, and where all probability went. */
export function Decision({
  model,
  pageTree,
  subject,
  onShowNode,
}: {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly subject: Subject;
  readonly onShowNode: (node: number) => void;
}) {
  const { drawing, tree, summaries, role } = pageTree;
  const { topology } = tree;
  const { features, raw, label } = subject;
  const explanation = useMemo(() => explain(tree, features), [tree, features]);
  const proofs = useMemo(
    () =>
      explanation.steps.map(({ node }) => drawnWeights(evidence(features, gateWeights(tree, node)), drawing)),
    [explanation, features, tree, drawing],
  );
  const { columns } = model;
  const table = useMemo(
    () => columns && explainTable(tree, columns, { features, raw }, { search: false }, explanation),
    [tree, columns, features, raw, explanation],
  );
  const second = useMemo(() => runnerUp(tree, features, explanation), [tree, features, explanation]);
  const scale = useMemo(() => weightScale(proofs), [proofs]);
  const answer = className(model.data, explanation.maxPathClass);
  const verdict =
    label === undefined
      ? undefined
      : judge(
          explanation,
          label,
          summaries.map(({ reachable }) => reachable),
        );
  return (
    <article class="decision" data-role={role} aria-label={`Decision of the ${roleNames[role]}`}>
      <h3>{roleNames[role]}</h3>
      <VerdictText
        model={model}
        subject={subject}
        answer={explanation.maxPathClass}
        verdict={verdict}
        wrongNode={verdict?.kind === 'lostAt' ? explanation.steps[verdict.step]?.node : undefined}
      />
      <Answers model={model} subject={subject} explanation={explanation} />
      <h4>The max path: the path of greatest probability</h4>
      <ol class={`path ${model.shape === undefined ? 'is-table' : ''}`}>
        {explanation.steps.map((step, index) => (
          <PathStep
            key={index}
            model={model}
            subject={subject}
            step={step}
            evidence={proofs[index] ?? new Float32Array()}
            scale={scale}
            reachable={summaries[topology.child(step.node, step.side)]?.reachable ?? []}
            table={table}
            gate={table?.gates[index]}
            answer={explanation.maxPathClass}
            isWrongTurn={verdict?.kind === 'lostAt' && verdict.step === index}
            onShowNode={onShowNode}
          />
        ))}
        <li class="step step-leaf">
          <p class="step-title">
            <button
              type="button"
              class="node-link"
              onClick={() => onShowNode(topology.nodeOfLeaf(explanation.leaf))}
            >
              Node {topology.nodeOfLeaf(explanation.leaf)}
            </button>
            , a leaf
          </p>
          <p class={`leaf-answer ${answer.length > shortAnswer ? 'is-long' : ''}`} title={answer}>
            {answer}
          </p>
          <p class="note">
            reached by <b data-path-probability>{percent(explanation.pathProbability)}</b> of the probability
          </p>
        </li>
      </ol>
      {second?.matters === true && (
        <p
          class={second.class === explanation.maxPathClass ? 'runner-up' : 'runner-up is-other'}
          data-runner-up
        >
          Next likely path:{' '}
          {runnerUpText(second, explanation, topology, (index) => className(model.data, index))}.{' '}
          <button
            type="button"
            class="node-link"
            onClick={() => onShowNode(topology.nodeOfLeaf(second.leaf))}
          >
            See it in the tree
          </button>
        </p>
      )}
      {table && <AnswerChanges model={model} tree={tree} table={table} subject={subject} />}
      {model.shape && <PixelChanges model={model} tree={tree} features={features} />}
      <NearRows model={model} tree={tree} table={table} explanation={explanation} subject={subject} />
      <h4>Where all of the probability went</h4>
      <ProbabilityFlow
        pageTree={pageTree}
        route={explanation}
        second={second?.matters === true ? second.leaf : undefined}
        onShowNode={onShowNode}
      />
    </article>
  );
}

function VerdictText({
  model,
  subject,
  answer,
  verdict,
  wrongNode,
}: {
  readonly model: PageModel;
  readonly subject: Subject;
  readonly answer: number;
  readonly verdict: Verdict | undefined;
  /** Node of the gate where the path lost the true class. */
  readonly wrongNode: number | undefined;
}) {
  const { data } = model;
  if (subject.label === undefined || verdict === undefined) {
    return (
      <p class="verdict">
        Answers <b>{className(data, answer)}</b>.
      </p>
    );
  }
  const truth = className(data, subject.label);
  if (verdict.kind === 'correct')
    return (
      <p class="verdict is-correct">
        ✓ Answers <b>{className(data, answer)}</b>, rightly.
      </p>
    );
  return (
    <p class="verdict is-wrong">
      ✗ Answers <b>{className(data, answer)}</b> instead of <b>{truth}</b>.{' '}
      {verdict.kind === 'neverReachable'
        ? `No leaf of this tree answers ${truth}.`
        : `It went wrong at gate ${verdict.step + 1} (node ${wrongNode ?? 0}): below the side taken there, no leaf answers ${truth} any more.`}
    </p>
  );
}
