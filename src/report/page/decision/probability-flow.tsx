import { useMemo } from 'preact/hooks';

import type { TreeTopology } from '../../../tree/topology.js';
import { pathNodes, sampleProbabilities } from '../../../render/build-scene.js';
import { classImage, classMark } from '../../../render/colors.js';
import type { SampleRoute } from '../../../render/drawing.js';
import type { PageTree } from '../model.js';
import { percent } from '../text.js';

/** Streams thinner than this share are left blank. */
const smallestShare = 0.0015;
/** Streams from this share on have room for a label. */
const labelledShare = 0.03;

/** How the probability divides at every gate, level by level: a node is as wide as the share that reaches it. */
export function ProbabilityFlow({
  pageTree,
  route,
  onShowNode,
}: {
  readonly pageTree: PageTree;
  readonly route: SampleRoute;
  readonly onShowNode: (node: number) => void;
}) {
  const { drawing, tree, leafClasses } = pageTree;
  const { topology } = tree;
  const blocks = useMemo(
    () => placeBlocks(topology, sampleProbabilities(drawing, route)),
    [topology, drawing, route],
  );
  const path = useMemo(() => pathNodes(drawing, route.leaf), [drawing, route]);
  return (
    <div
      class="flow"
      role="img"
      aria-label={`The probability of the input over the ${tree.leafCount} leaves; the greatest path ends in leaf ${route.leaf}`}
      style={{ '--levels': String(tree.depth) }}
    >
      {blocks.map(({ node, x, share }) => {
        const leaf = topology.leafOf(node);
        const isLeaf = leaf >= 0;
        const answer = leafClasses[leaf] ?? 0;
        const answerName = drawing.classNames[answer] ?? '';
        const name = isLeaf ? `leaf ${leaf}, which answers ${answerName}` : `node ${node}`;
        return (
          <span
            key={node}
            class={`${isLeaf ? 'flow-leaf' : 'flow-node'} ${path.has(node) ? 'on-path' : ''}`}
            title={`${percent(share)} reaches ${name}`}
            style={{
              left: `${100 * x}%`,
              width: `${100 * share}%`,
              '--level': String(topology.depth(node)),
              ...(isLeaf && { '--class-color': classMark(answer).color, '--class-mark': classImage(answer) }),
            }}
            onClick={() => onShowNode(node)}
          >
            {share >= labelledShare && <span>{isLeaf ? answerName : node}</span>}
          </span>
        );
      })}
    </div>
  );
}

/** Nodes side by side in each level, children below their parent. */
function placeBlocks(
  topology: TreeTopology,
  shares: Float64Array,
): { node: number; x: number; share: number }[] {
  const starts = new Float64Array(shares.length);
  return Array.from(shares, (share, node) => {
    const start = starts[topology.parent(node)] ?? 0;
    starts[node] = start + (topology.side(node) === 'left' ? 0 : (shares[topology.sibling(node)] ?? 0));
    return { node, x: starts[node] ?? 0, share };
  }).filter(({ share }) => share >= smallestShare);
}
