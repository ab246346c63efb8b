import type { TreeDocument } from '../../file/tree-document.js';
import { signedText } from '../../render/number-text.js';
import { gateOffset } from '../../render/gate-weights.js';
import type { Exported, ExportOptions } from '../exported.js';
import { gateTerms } from '../gate-terms.js';
import { shownNodes } from '../shown-nodes.js';
import { plainLine } from '../source-text.js';
import { treeTitle } from '../tree-title.js';
import type { Routing } from '../../tree/branch-probability.js';

const termCount = 5;

/** What the sum of a gate means. */
const gateWords: Readonly<Record<Routing, string>> = {
  soft: `A gate adds up what its features have for the right branch (+) or the left one (−), in the units of the data; 0 is even, +1 is 73 %
right, +3 is 95 %.`,
  hard: `A gate adds up what its features have for the right branch (+) or the left one (−), in the units of the data; it sends all to the right
above 0, and else to the left.`,
};

/** Text: each gate with its strongest features in the user's units, each leaf with what it answers. */
export function writeRules(document: TreeDocument, { depth }: ExportOptions): Exported {
  const { tree } = document;
  const { topology } = tree;
  const termsOf = gateTerms(document, termCount);
  const nameOf = (node: number): string =>
    topology.isLeaf(node) ? `leaf ${topology.leafOf(node)}` : `node ${node}`;
  const blocks = shownNodes(document, depth).map(({ node, kind, answers }) => {
    if (kind === 'leaf')
      return `Leaf ${topology.leafOf(node)} (node ${node}) answers ${answers.join(', ')}\n`;
    if (kind === 'rest') return `Node ${node} leads to ${answers.join(', ')}\n`;
    const terms = termsOf(node);
    const width = Math.max(0, ...terms.map(({ name }) => name.length));
    const lines = terms.map(
      ({ name, weight, threshold }) =>
        `  ${name.padEnd(width)}  ${weight}${threshold === undefined ? '' : `, ${threshold}`}`,
    );
    return `Node ${node}, ${terms.length} of ${tree.featureCount} features; ${signedText(gateOffset(tree, node))} without any
${lines.join('\n')}
  left: ${nameOf(topology.left(node))}, right: ${nameOf(topology.right(node))}
`;
  });
  return {
    content: `${plainLine(treeTitle(document))}

${gateWords[tree.routing]}
"even at" is the value of a feature at which the gate is even if all others have their mean.
The strongest features come first, by their effect over the spread of the training rows.

${blocks.join('\n')}`,
  };
}
