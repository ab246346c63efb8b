import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';

import { buildScene } from '../../../build-scene.js';
import type { SampleRoute } from '../../../drawing.js';
import type { Scene, SceneNode } from '../../../scene.js';
import { sceneMarkup } from '../../../svg.js';
import { createInk } from '../../../svg-markup.js';
import { nodeMarkup, type Brush } from '../../../svg-node.js';
import type { PageTree } from '../model.js';
import { percent, roleNames } from '../text.js';
import { treeMove, type OpenNodes } from './open-nodes.js';
import { Viewport } from './viewport.js';

/** Levels for which the layout makes room for large filters. */
const roomyLevels = 5;

interface TreeViewProps {
  readonly pageTree: PageTree;
  readonly open: OpenNodes;
  readonly focused: number;
  /** Class that is searched for; nodes that cannot answer it fade. */
  readonly soughtClass: number | undefined;
  readonly route: SampleRoute | undefined;
  readonly onFocus: (node: number) => void;
  readonly onToggle: (node: number) => void;
  readonly onHover: (node: number | undefined) => void;
  /** Gives the owner's buttons access to zoom and drawing. */
  readonly onReady: (handle: TreeHandle) => void;
}

export interface TreeHandle {
  readonly viewport: Viewport;
  scene(): Scene;
  /** Brings a node into view and gives it the focus. */
  focusNode(node: number): void;
}

/** One tree, zoomable, with the roles and keys of an ARIA tree. */
export function TreeView(props: TreeViewProps) {
  const { pageTree, open, focused, soughtClass, route, onFocus, onToggle, onHover, onReady } = props;
  const { drawing, summaries, tree } = pageTree;
  const scene = useMemo(
    () => buildScene(drawing, summaries, { isOpen: (node) => open.has(node), levels: roomyLevels, route }),
    [drawing, summaries, open, route],
  );
  const brush = useMemo(
    (): Brush => ({ drawing, ink: createInk('auto'), filterScale: pageTree.weightScale }),
    [drawing, pageTree.weightScale],
  );
  const svg = useRef<SVGSVGElement>(null);
  const content = useRef<SVGGElement>(null);
  const viewport = useRef<Viewport | undefined>(undefined);
  const shown = useRef<{ scene: Scene; open: OpenNodes } | undefined>(undefined);

  const focusElement = (node: number): void => {
    const place = shown.current?.scene.nodes.find((entry) => entry.node === node);
    if (place) viewport.current?.reveal(place.box);
    content.current?.querySelector<SVGGElement>(`[data-node="${node}"]`)?.focus({ preventScroll: true });
  };

  useLayoutEffect(() => {
    if (!svg.current || !content.current) return;
    const created = new Viewport(svg.current, content.current);
    viewport.current = created;
    const focusNode = (node: number): void => {
      // The node may be drawn only after the next render.
      queueMicrotask(() => requestAnimationFrame(() => focusElement(node)));
    };
    onReady({ viewport: created, scene: () => shown.current?.scene ?? scene, focusNode });
  }, []);

  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { scene, open };
    if (before === undefined) viewport.current?.fit(scene);
    else if (before.open !== open) holdInPlace(before.scene, scene, focused, viewport.current);
  }, [scene]);

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const current = shown.current?.scene;
      if (current && !content.current?.contains(document.activeElement)) viewport.current?.fit(current);
    });
    if (svg.current) observer.observe(svg.current);
    return () => observer.disconnect();
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const zoomKeys: Record<string, number> = { '+': 1.25, '=': 1.25, '-': 0.8 };
    const factor = zoomKeys[event.key];
    const move = treeMove(event.key, focused, open, tree.innerNodeCount);
    if (factor !== undefined) viewport.current?.zoomBy(factor);
    else if (event.key === '0') viewport.current?.fit(scene);
    else if (move?.kind === 'toggle') onToggle(move.node);
    else if (move?.kind === 'focus') focusElement(move.node);
    else return;
    event.preventDefault();
  };

  const links = useMemo(() => sceneMarkup({ ...scene, nodes: [] }, brush), [scene, brush]);
  return (
    <svg
      ref={svg}
      class="tree-view"
      role="tree"
      aria-label={`${roleNames[pageTree.role]} of depth ${tree.depth}`}
      onKeyDown={onKeyDown}
    >
      <g ref={content} role="none">
        <g role="none" aria-hidden="true" class="sdt-tree" dangerouslySetInnerHTML={{ __html: links }} />
        {inReadingOrder(scene.nodes).map((node) => (
          <g
            key={node.node}
            class={`node sdt-tree ${node.node === focused ? 'is-focused' : ''} ${soughtClass !== undefined && !node.summary.reachable.includes(soughtClass) ? 'is-faded' : ''}`}
            role="treeitem"
            tabIndex={node.node === focused ? 0 : -1}
            data-node={node.node}
            aria-level={node.depth + 1}
            aria-posinset={node.node === 0 ? 1 : 2 - (node.node % 2)}
            aria-setsize={node.node === 0 ? 1 : 2}
            aria-expanded={node.kind === 'leaf' ? undefined : node.kind === 'inner'}
            aria-selected={node.node === focused}
            aria-label={spokenName(node, pageTree)}
            onFocus={() => onFocus(node.node)}
            onMouseEnter={() => onHover(node.node)}
            onMouseLeave={() => onHover(undefined)}
            onClick={() => focusElement(node.node)}
            onDblClick={() => node.kind !== 'leaf' && onToggle(node.node)}
          >
            <rect
              class="halo"
              x={node.box.x - 5}
              y={node.box.y - 5}
              width={node.box.width + 10}
              height={node.box.height + 10}
              rx={7}
            />
            <NodePicture node={node} brush={brush} />
            {node.kind !== 'leaf' && <Toggle node={node} onToggle={onToggle} />}
          </g>
        ))}
      </g>
    </svg>
  );
}

/** Markup of a node by the static drawing; its texts are escaped there. Made anew only when the node changed. */
function NodePicture({ node, brush }: { readonly node: SceneNode; readonly brush: Brush }) {
  const { box, kind, onPath } = node;
  const markup = useMemo(
    () => nodeMarkup(node, brush),
    [node.node, kind, onPath, box.x, box.y, box.width, brush],
  );
  return <g role="none" aria-hidden="true" dangerouslySetInnerHTML={{ __html: markup }} />;
}

/** A round button at the upper right corner that opens or closes a node; keys do the same on the node itself. */
function Toggle({ node, onToggle }: { readonly node: SceneNode; readonly onToggle: (node: number) => void }) {
  const x = node.picture.x + node.picture.width;
  const y = node.picture.y;
  const click = (event: MouseEvent): void => {
    event.stopPropagation();
    onToggle(node.node);
  };
  return (
    <g
      class="toggle"
      aria-hidden="true"
      transform={`translate(${x} ${y})`}
      onClick={click}
      onDblClick={(event) => event.stopPropagation()}
    >
      <circle r={14} class="target" />
      <circle r={8} />
      <path d={node.kind === 'inner' ? 'M-4 0h8' : 'M-4 0h8M0 -4v8'} />
    </g>
  );
}

function inReadingOrder(nodes: readonly SceneNode[]): SceneNode[] {
  const byNode = new Map(nodes.map((node) => [node.node, node]));
  const walk = (node: number): SceneNode[] => {
    const entry = byNode.get(node);
    return entry === undefined ? [] : [entry, ...walk(2 * node + 1), ...walk(2 * node + 2)];
  };
  return walk(0);
}

function spokenName({ node, kind, summary }: SceneNode, { drawing }: PageTree): string {
  const names = summary.reachable.map((index) => drawing.classNames[index] ?? '').join(', ');
  const traffic =
    summary.arrivalShare === undefined ? '' : `, ${percent(summary.arrivalShare)} of the test rows`;
  if (kind === 'leaf') return `Leaf ${node}: answers ${names}${traffic}`;
  return `Node ${node}: ${summary.leafCount} leaves, can still answer ${names}${traffic}`;
}

function holdInPlace(before: Scene, after: Scene, node: number, viewport: Viewport | undefined): void {
  const from = before.nodes.find((entry) => entry.node === node)?.picture;
  const to = after.nodes.find((entry) => entry.node === node)?.picture;
  if (from && to)
    viewport?.hold({ x: from.x + from.width / 2, y: from.y }, { x: to.x + to.width / 2, y: to.y });
}
