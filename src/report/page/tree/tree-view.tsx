import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';

import { buildScene } from '../../../render/build-scene.js';
import { buildCompactScene } from '../../../render/compact-scene.js';
import type { SampleRoute } from '../../../render/drawing.js';
import type { Box, Scene, SceneNode } from '../../../render/scene.js';
import { sceneMarkup } from '../../../render/svg.js';
import { createInk } from '../../../render/svg-markup.js';
import type { Brush } from '../../../render/svg-node.js';
import type { TreeTopology } from '../../../tree/topology.js';
import type { PageTree } from '../model.js';
import { roleNames } from '../text.js';
import { NodePicture, NodeTarget, Toggle } from './scene-node.js';
import { treeMove, type OpenNodes } from './open-nodes.js';
import { roomyLevels } from './readable-levels.js';
import { Viewport } from './viewport.js';

/** Directions in which Shift and an arrow key move the view. */
const panKeys: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const zoomKeys: Readonly<Record<string, number>> = { '+': 1.25, '=': 1.25, '-': 0.8 };

interface TreeViewProps {
  readonly pageTree: PageTree;
  readonly open: OpenNodes;
  /** Small nodes around the root, instead of large ones below it. */
  readonly isCircle: boolean;
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
  /** Lets the next drawing be shown whole, when other nodes are open. */
  fitNext(): void;
  /** Gives a node the focus, and brings it into view unless the whole drawing is to be. */
  focusNode(node: number): void;
}

/** One tree, zoomable, with the roles and keys of an ARIA tree. */
export function TreeView(props: TreeViewProps) {
  const { pageTree, open, isCircle, focused, soughtClass, route, onFocus, onToggle, onHover } = props;
  const { drawing, summaries, tree } = pageTree;
  const scene = useMemo(() => {
    const options = { isOpen: (node: number) => open.has(node), levels: roomyLevels, route };
    return isCircle
      ? buildCompactScene(drawing, summaries, 'radial', options)
      : buildScene(drawing, summaries, options);
  }, [drawing, summaries, open, route, isCircle]);
  const brush = useMemo(
    (): Brush => ({ drawing, ink: createInk('auto'), filterScale: pageTree.weightScale }),
    [drawing, pageTree.weightScale],
  );
  const { svg, content, viewport, focusNode } = useViewport(scene, props);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const factor = zoomKeys[event.key];
    const pan = event.shiftKey ? panKeys[event.key] : undefined;
    const move = treeMove(event.key, focused, open, tree.topology);
    if (factor !== undefined) viewport.current?.zoomBy(factor);
    else if (pan) viewport.current?.panBy(...pan);
    else if (event.key === '0') viewport.current?.fit(scene);
    else if (move?.kind === 'toggle') onToggle(move.node);
    else if (move?.kind === 'focus') focusNode(move.node);
    else return;
    event.preventDefault();
  };

  const nodes = useMemo(() => inReadingOrder(scene.nodes, tree.topology), [scene]);
  const isFaded = ({ summary }: SceneNode): boolean =>
    soughtClass !== undefined && !summary.reachable.includes(soughtClass);
  const links = useMemo(() => sceneMarkup({ ...scene, nodes: [], origin: undefined }, brush), [scene, brush]);
  return (
    <svg
      ref={svg}
      class="tree-view"
      role="tree"
      aria-label={`${roleNames[pageTree.role]} of depth ${tree.depth}`}
      onKeyDown={onKeyDown}
    >
      <g ref={content} role="none">
        <g role="none" transform={scene.origin && `translate(${scene.origin.x} ${scene.origin.y})`}>
          <g aria-hidden="true" class="sdt-tree">
            <g dangerouslySetInnerHTML={{ __html: links }} />
            {nodes.map((node) => (
              <NodePicture key={node.node} node={node} brush={brush} isFaded={isFaded(node)} />
            ))}
          </g>
          {nodes.map((node) => (
            <NodeTarget
              key={node.node}
              node={node}
              pageTree={pageTree}
              isFocused={node.node === focused}
              onFocus={() => onFocus(node.node)}
              onHover={(isOver) => onHover(isOver ? node.node : undefined)}
              onClick={() => focusNode(node.node)}
              onToggle={() => canToggle(node) && onToggle(node.node)}
            />
          ))}
          <g aria-hidden="true">
            {/* In a circle they would cover what is small already; a double click and keys do the same. */}
            {nodes
              .filter((node) => canToggle(node) && !isCircle)
              .map((node) => (
                <Toggle key={node.node} node={node} onToggle={() => onToggle(node.node)} />
              ))}
          </g>
        </g>
      </g>
    </svg>
  );
}

/**
 * Zoom and pan of the elements given the refs `svg` and `content`: the scene is fitted at first and when the size
 * changes, and the focused node stays where it is when nodes open and close.
 */
function useViewport(scene: Scene, { open, focused, onReady }: TreeViewProps) {
  const svg = useRef<SVGSVGElement>(null);
  const content = useRef<SVGGElement>(null);
  const viewport = useRef<Viewport | undefined>(undefined);
  const shown = useRef<{ scene: Scene; open: OpenNodes } | undefined>(undefined);
  const isToFit = useRef(true);

  const focusNode = (node: number, isWhole = false): void => {
    const place = shown.current && boxOf(shown.current.scene, node);
    if (place && !isWhole) viewport.current?.reveal(place);
    content.current?.querySelector<SVGGElement>(`[data-node="${node}"]`)?.focus({ preventScroll: true });
  };

  useLayoutEffect(() => {
    if (!svg.current || !content.current) return;
    const created = new Viewport(svg.current, content.current);
    viewport.current = created;
    onReady({
      viewport: created,
      scene: () => shown.current?.scene ?? scene,
      fitNext: () => (isToFit.current = true),
      // The node may be drawn only after the next render.
      focusNode: (node) => {
        const isWhole = isToFit.current;
        requestAnimationFrame(() => focusNode(node, isWhole));
      },
    });
  }, []);

  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = { scene, open };
    if (isToFit.current) viewport.current?.fit(scene);
    else if (before !== undefined && before.open !== open)
      holdInPlace(before.scene, scene, focused, viewport.current);
    isToFit.current = false;
  }, [scene]);

  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const current = shown.current?.scene;
      if (current && !content.current?.contains(document.activeElement)) viewport.current?.fit(current);
    });
    if (svg.current) observer.observe(svg.current);
    return () => observer.disconnect();
  }, []);

  usePrinted(svg, content, shown);
  return { svg, content, viewport, focusNode };
}

/** On paper the whole drawing is as wide as the page, whatever part of it is on the screen. */
function usePrinted(
  svg: RefObject<SVGSVGElement | null>,
  content: RefObject<SVGGElement | null>,
  shown: RefObject<{ readonly scene: Scene } | undefined>,
): void {
  useEffect(() => {
    let onScreen: string | null = null;
    const before = (): void => {
      const scene = shown.current?.scene;
      if (scene === undefined) return;
      onScreen = content.current?.getAttribute('transform') ?? null;
      content.current?.removeAttribute('transform');
      svg.current?.setAttribute('viewBox', `-10 -10 ${scene.width + 20} ${scene.height + 20}`);
    };
    const after = (): void => {
      svg.current?.removeAttribute('viewBox');
      if (onScreen !== null) content.current?.setAttribute('transform', onScreen);
    };
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
}

/** Leaves have nothing to open. */
function canToggle({ kind }: SceneNode): boolean {
  return kind !== 'leaf';
}

function inReadingOrder(nodes: readonly SceneNode[], topology: TreeTopology): SceneNode[] {
  const byNode = new Map(nodes.map((node) => [node.node, node]));
  const walk = (node: number): SceneNode[] => {
    const entry = byNode.get(node);
    return entry === undefined ? [] : [entry, ...walk(topology.left(node)), ...walk(topology.right(node))];
  };
  return walk(0);
}

/** Around a node, where it stands in the drawing. */
function boxOf({ nodes, origin }: Scene, node: number): Box | undefined {
  const box = nodes.find((entry) => entry.node === node)?.box;
  return box && { ...box, x: box.x + (origin?.x ?? 0), y: box.y + (origin?.y ?? 0) };
}

function holdInPlace(before: Scene, after: Scene, node: number, viewport: Viewport | undefined): void {
  const from = boxOf(before, node);
  const to = boxOf(after, node);
  if (from && to)
    viewport?.hold({ x: from.x + from.width / 2, y: from.y }, { x: to.x + to.width / 2, y: to.y });
}
