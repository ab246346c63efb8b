import type { Explanation } from '../../tree/explanation.js';
import { Distribution } from './distribution.js';
import type { PageModel, PageTree } from './model.js';
import { className, percent, roleNames } from './text.js';

/** What a tree answers to an input that changes while one looks. */
export function LiveAnswer({
  model,
  pageTree,
  explanation,
  input,
}: {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  /** Absent while there is no input. */
  readonly explanation: Explanation | undefined;
  /** What the input is called: `the drawing`. */
  readonly input: string;
}) {
  const uniform = new Float32Array(pageTree.tree.classCount);
  const answer = explanation ? className(model.data, explanation.maxPathClass) : '?';
  return (
    <div class="live-answer" data-role={pageTree.role}>
      <h3>{roleNames[pageTree.role]}</h3>
      <p class={`big-answer ${answer.length > 6 ? 'is-long' : ''}`} title={answer}>
        {answer}
      </p>
      <p class="note">
        {explanation
          ? `max path to node ${pageTree.tree.topology.nodeOfLeaf(explanation.leaf)} with ${percent(explanation.pathProbability)}; mixture: ${className(model.data, explanation.mixtureClass)}`
          : `waiting for ${input}`}
      </p>
      <Distribution
        data={model.data}
        values={explanation?.mixtureDistribution ?? uniform}
        label={`Mixture of the ${roleNames[pageTree.role]} for ${input}`}
      />
    </div>
  );
}
