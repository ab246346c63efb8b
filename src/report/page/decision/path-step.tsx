import type { TableDecision, TableGate } from '../../../explain/explain-table.js';
import { suretyOf } from '../../../explain/surety.js';
import type { ExplanationStep } from '../../../tree/explanation.js';
import { classImage } from '../../../render/colors.js';
import { suretyWords } from '../../../render/decision-words.js';
import { turnsText } from '../../../render/gate-sentences.js';
import { sampleImage, weightImage } from '../../../render/pixel-image.js';
import { PixelImage } from '../image.js';
import type { PageModel } from '../model.js';
import type { Subject } from '../subject.js';
import { className, percent } from '../text.js';
import { WeightList } from '../weight-list.js';
import { GatePushes } from './gate-pushes.js';

const mostChips = 10;
const shownTurns = { most: 4, elsewhere: 'sdt explain --format json has them' };

/** One gate of the max path: the evidence over the input, the probability of each side, what is still reachable. */
export function PathStep({
  model,
  subject,
  step,
  evidence,
  scale,
  reachable,
  table,
  gate,
  answer,
  isWrongTurn,
  onShowNode,
}: {
  readonly model: PageModel;
  readonly subject: Subject;
  readonly step: ExplanationStep;
  readonly evidence: Float32Array;
  /** Evidence drawn in full color, one for all steps. */
  readonly scale: number;
  /** Classes that can still be answered below the side taken. */
  readonly reachable: readonly number[];
  /** The decision and this gate in the terms of a table; absent for images, and in reports of earlier versions. */
  readonly table: TableDecision | undefined;
  readonly gate: TableGate | undefined;
  /** Class that the max path answers. */
  readonly answer: number;
  readonly isWrongTurn: boolean;
  readonly onShowNode: (node: number) => void;
}) {
  const { data, shape } = model;
  const { node, side, gateProbability, sideProbability, pathProbability } = step;
  const sure = suretyOf(sideProbability);
  const surety = suretyWords[sure];
  const turns =
    table && gate ? turnsText(gate, table, answer, (index) => className(data, index), shownTurns) : [];
  return (
    <li
      class={`step goes-${side} ${isWrongTurn ? 'is-wrong-turn' : ''} ${sure === 'sure' ? '' : 'is-unsure'}`}
      data-node={node}
    >
      <p class="step-title">
        <button type="button" class="node-link" onClick={() => onShowNode(node)}>
          Node {node}
        </button>
        {isWrongTurn && <span class="badge">wrong turn</span>}
      </p>
      {shape ? (
        <div class="evidence">
          <PixelImage uri={sampleImage(subject.features, shape, shape.channels === 3)} alt="" />
          <PixelImage
            uri={weightImage(evidence, shape, scale)}
            alt={`Evidence at node ${node}: ${percent(gateProbability)} for right`}
            className={`overlay ${model.channels ? `of-${model.channels.view}` : ''}`}
          />
        </div>
      ) : table && gate ? (
        <GatePushes table={table} gate={gate} />
      ) : (
        <WeightList data={data} weights={evidence} values={subject.features} count={5} />
      )}
      <p class="turn">
        {gate && (side === 'right' ? 'Yes: ' : 'No: ')}
        {side === 'left' ? '← left' : 'right →'} <b data-side-probability>{percent(sideProbability)}</b>
      </p>
      {surety !== '' && (
        <p class="unsure" data-surety>
          {surety}
        </p>
      )}
      <div class="gate-bar" aria-hidden="true">
        <span class="side-left" style={{ width: `${100 * (1 - gateProbability)}%` }} />
        <span class="side-right" style={{ width: `${100 * gateProbability}%` }} />
      </div>
      <p class="note">
        p(right) <span data-gate-probability>{percent(gateProbability)}</span>
        <br />
        path <span data-path>{percent(pathProbability)}</span>
      </p>
      {turns.map((text) => (
        <p key={text} class="note" data-turns>
          {text}
        </p>
      ))}
      <p
        class="chips"
        aria-label={`Still reachable: ${reachable.map((index) => className(data, index)).join(', ')}`}
        role="note"
      >
        {reachable.slice(0, mostChips).map((index) => (
          <span
            key={index}
            class="chip"
            title={className(data, index)}
            style={{ '--class-mark': classImage(index) }}
          >
            {className(data, index)}
          </span>
        ))}
        {reachable.length > mostChips && <span class="chip">+{reachable.length - mostChips}</span>}
      </p>
    </li>
  );
}
