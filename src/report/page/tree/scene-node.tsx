import { useMemo } from 'preact/hooks';

import type { SceneNode } from '../../../render/scene.js';
import { nodeMarkup, type Brush } from '../../../render/svg-node.js';
import type { PageTree } from '../model.js';
import { percent } from '../text.js';

/** Markup of a node by the static drawing; its texts are escaped there. Made anew only when the node changed. */
export function NodePicture({
  node,
  brush,
  isFaded,
}: {
  readonly node: SceneNode;
  readonly brush: Brush;
  readonly isFaded: boolean;
}) {
  const { box, kind, onPath, isCompact } = node;
  const markup = useMemo(
    () => nodeMarkup(node, brush),
    [node.node, kind, onPath, isCompact, box.x, box.y, box.width, brush],
  );
  return <g class={`picture ${isFaded ? 'is-faded' : ''}`} dangerouslySetInnerHTML={{ __html: markup }} />;
}

/**
 * What the pointer, the keyboard and screen readers meet of a node: an area over its picture. It is apart from the picture
 * so that its name is the spoken one alone.
 */
export function NodeTarget({
  node,
  pageTree,
  isFocused,
  onFocus,
  onHover,
  onClick,
  onToggle,
}: {
  readonly node: SceneNode;
  readonly pageTree: PageTree;
  readonly isFocused: boolean;
  readonly onFocus: () => void;
  readonly onHover: (isOver: boolean) => void;
  readonly onClick: () => void;
  readonly onToggle: () => void;
}) {
  const { box, kind } = node;
  const isRoot = node.node === 0;
  const margin = 5;
  return (
    <g
      class={`node ${isFocused ? 'is-focused' : ''}`}
      role="treeitem"
      tabindex={isFocused ? 0 : -1}
      data-node={node.node}
      aria-level={node.depth + 1}
      aria-posinset={pageTree.tree.topology.side(node.node) === 'left' ? 1 : 2}
      aria-setsize={isRoot ? 1 : 2}
      aria-expanded={kind === 'leaf' ? undefined : kind === 'inner'}
      aria-selected={isFocused}
      aria-label={spokenName(node, pageTree)}
      onFocus={onFocus}
      onMouseEnter={() => onHover(true)}
      onMouseLeave={() => onHover(false)}
      onClick={onClick}
      onDblClick={onToggle}
    >
      <rect
        class="halo"
        x={box.x - margin}
        y={box.y - margin}
        width={box.width + 2 * margin}
        height={box.height + 2 * margin}
        rx={7}
      />
    </g>
  );
}

/** A round button below a node that opens or closes it; keys do the same on the node itself. */
export function Toggle({ node, onToggle }: { readonly node: SceneNode; readonly onToggle: () => void }) {
  const { box, picture, kind } = node;
  return (
    <g
      class="toggle"
      data-toggle={node.node}
      transform={`translate(${picture.x + picture.width / 2} ${box.y + box.height + 5})`}
      onClick={onToggle}
    >
      <circle r={14} class="target" />
      <circle r={8} />
      <path d={kind === 'inner' ? 'M-4 0h8' : 'M-4 0h8M0 -4v8'} />
    </g>
  );
}

function spokenName({ node, kind, summary }: SceneNode, { drawing }: PageTree): string {
  const names = summary.reachable.map((index) => drawing.classNames[index] ?? '').join(', ');
  const traffic =
    summary.arrivalShare === undefined ? '' : `, ${percent(summary.arrivalShare)} of the test rows`;
  if (kind === 'leaf') return `Node ${node}, a leaf: answers ${names}${traffic}`;
  return `Node ${node}: ${summary.leafCount} leaves, can still answer ${names}${traffic}`;
}
