import { useMemo } from 'preact/hooks';

import { leafDistribution } from '../../../../tree/leaf-distributions.js';
import { pathNodes, sampleProbabilities } from '../../../build-scene.js';
import { classColor } from '../../../colors.js';
import { depthOfNode } from '../../../../tree/topology.js';
import type { PageTree } from '../model.js';
import { percent } from '../text.js';

const width = 1000;
const rowHeight = 24;
const leafHeight = 40;
/** Streams thinner than this share are left blank. */
const smallestShare = 0.0015;

/** How the probability divides at every gate, level by level: a node is as wide as the share that reaches it. */
export function ProbabilityFlow({
  pageTree,
  gates,
  leaf,
  onShowNode,
}: {
  readonly pageTree: PageTree;
  readonly gates: Float32Array;
  readonly leaf: number;
  readonly onShowNode: (node: number) => void;
}) {
  const { drawing, tree, leafClasses } = pageTree;
  const blocks = useMemo(
    () => placeBlocks(sampleProbabilities(drawing, { gateProbabilities: gates, leaf })),
    [drawing, gates, leaf],
  );
  const path = useMemo(() => pathNodes(drawing, leaf), [drawing, leaf]);
  const height = tree.depth * rowHeight + leafHeight;
  return (
    <svg
      class="flow"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`The probability of the input over the ${tree.leafCount} leaves; the greatest path ends in leaf ${leaf}`}
    >
      {blocks.map(({ node, x, share }) => {
        const leafIndex = node - tree.innerNodeCount;
        const isLeaf = leafIndex >= 0;
        const answer = leafClasses[leafIndex] ?? 0;
        const name = isLeaf
          ? `leaf ${leafIndex}: ${drawing.classNames[answer] ?? ''} (${percent(leafDistribution(tree, leafIndex)[answer] ?? 0)})`
          : `node ${node}`;
        return (
          <rect
            key={node}
            class={`${isLeaf ? 'flow-leaf' : 'flow-node'} ${path.has(node) ? 'on-path' : ''}`}
            x={x * width + 0.5}
            y={depthOfNode(node) * rowHeight}
            width={Math.max(0.5, share * width - 1)}
            height={isLeaf ? leafHeight : rowHeight - 2}
            fill={isLeaf ? classColor(answer) : undefined}
            onClick={() => onShowNode(node)}
          >
            <title>
              {percent(share)} reaches {name}
            </title>
          </rect>
        );
      })}
    </svg>
  );
}

/** Nodes side by side in each level, children below their parent. */
function placeBlocks(shares: Float64Array): { node: number; x: number; share: number }[] {
  const starts = new Float64Array(shares.length);
  return Array.from(shares, (share, node) => {
    const parent = (node - 1) >> 1;
    const isLeft = node % 2 === 1;
    if (node > 0) starts[node] = (starts[parent] ?? 0) + (isLeft ? 0 : (shares[node - 1] ?? 0));
    return { node, x: starts[node] ?? 0, share };
  }).filter(({ share }) => share >= smallestShare);
}
