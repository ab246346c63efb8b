import { useMemo } from 'preact/hooks';

import type { TreeTopology } from '../../../tree/topology.js';
import { pathNodes, sampleProbabilities } from '../../../render/build-scene.js';
import { classImage, classMark } from '../../../render/colors.js';
import type { SampleRoute } from '../../../render/drawing.js';
import type { PageTree } from '../model.js';
import { useRoving } from '../roving.js';
import { percent } from '../text.js';

/** Streams thinner than this share are left blank. */
const smallestShare = 0.0015;
/** Streams from this share on have room for a label. */
const labelledShare = 0.03;

/** How the probability divides at every gate, level by level: a node is as wide as the share that reaches it. */
export function ProbabilityFlow({
  pageTree,
  route,
  second,
  onShowNode,
}: {
  readonly pageTree: PageTree;
  readonly route: SampleRoute;
  /** Leaf of the next likely path, where that is told. */
  readonly second: number | undefined;
  readonly onShowNode: (node: number) => void;
}) {
  const { drawing, tree, leafClasses } = pageTree;
  const { topology } = tree;
  const blocks = useMemo(
    () => placeBlocks(topology, sampleProbabilities(drawing, route)),
    [topology, drawing, route],
  );
  const path = useMemo(() => pathNodes(drawing, route.leaf), [drawing, route]);
  const next = useMemo(
    () => (second === undefined ? new Set<number>() : pathNodes(drawing, second)),
    [drawing, second],
  );
  const end = topology.nodeOfLeaf(route.leaf);
  const { tabIndexOf, ...rove } = useRoving(
    blocks.length,
    blocks.findIndex(({ node }) => node === end),
  );
  return (
    <div
      class="flow"
      role="group"
      aria-label={`The probability of the input over the ${tree.leafCount} leaves; the max path ends in node ${end}`}
      style={{ '--levels': String(tree.depth) }}
      {...rove}
    >
      {blocks.map(({ node, x, share }, index) => {
        const leaf = topology.leafOf(node);
        const isLeaf = leaf >= 0;
        const answer = leafClasses[leaf] ?? 0;
        const answerName = drawing.classNames[answer] ?? '';
        const name = `node ${node}${isLeaf ? `, a leaf, which answers ${answerName}` : ''}`;
        const text = share >= labelledShare ? (isLeaf ? answerName : String(node)) : '';
        const place = path.has(node) ? 'on-path' : next.has(node) ? 'on-next-path' : '';
        return (
          <button
            key={node}
            type="button"
            class={`${isLeaf ? 'flow-leaf' : 'flow-node'} ${place}`}
            title={`${percent(share)} reaches ${name}`}
            aria-label={`${text === '' ? '' : `${text}: `}${percent(share)} reaches ${name}`}
            tabIndex={tabIndexOf(index)}
            style={{
              left: `${100 * x}%`,
              width: `${100 * share}%`,
              '--level': String(topology.depth(node)),
              ...(isLeaf && { '--class-color': classMark(answer).color, '--class-mark': classImage(answer) }),
            }}
            onClick={() => onShowNode(node)}
          >
            {text}
          </button>
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
