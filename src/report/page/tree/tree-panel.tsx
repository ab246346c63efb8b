import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { explain } from '../../../tree/explanation.js';
import type { PageModel, PageTree } from '../model.js';
import { fileStem, saveText } from '../save-file.js';
import type { Subject } from '../subject.js';
import { roleNames } from '../text.js';
import { ClassSearch } from './class-search.js';
import { openLevels, openTo, toggled, type OpenNodes } from './open-nodes.js';
import { isWide, readableLevels } from './readable-levels.js';
import { savePng, standaloneSvg, systemTheme } from './save-picture.js';
import { TreeView, type TreeHandle } from './tree-view.js';

const greatestOpenLevels = 8;

/** The tree that is drawn, once it is. */
interface Handle {
  readonly current: TreeHandle | undefined;
}

interface TreePanelProps {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly subject: Subject | undefined;
  /** Of the drawing on the screen, about, in pixels: as many levels are open at first as can be read there. */
  readonly width: number;
  /** Node that another part of the page asks to show; a new object for each request. */
  readonly request: { readonly node: number } | undefined;
  readonly onInspect: (pageTree: PageTree, node: number) => void;
  readonly onVisit: (node: number) => void;
}

/** One tree with its tools: search, levels, zoom, the followed sample's path, saving. */
export function TreePanel({ model, pageTree, subject, width, request, onInspect, onVisit }: TreePanelProps) {
  const { tree, role } = pageTree;
  const { topology } = tree;
  const [open, setOpen] = useState<OpenNodes>(() => readableLevels(pageTree, width));
  const [isCircle, setCircle] = useState(false);
  const [focused, setFocused] = useState(0);
  const [sought, setSought] = useState<number>();
  const [showPath, setShowPath] = useState(true);
  const handle = useRef<TreeHandle | undefined>(undefined);

  const route = useMemo(
    () => (subject === undefined || !showPath ? undefined : explain(tree, subject.features)),
    [tree, subject, showPath],
  );
  const leaves = useMemo(() => leavesOfClass(pageTree, sought), [pageTree, sought]);

  const focus = (node: number): void => {
    setFocused(node);
    onInspect(pageTree, node);
    onVisit(node);
  };
  const goTo = (node: number): void => {
    setOpen((current) => openTo(current, node, topology));
    handle.current?.focusNode(node);
  };
  useEffect(() => {
    if (request) goTo(request.node);
  }, [request]);

  /** Opens what leads to a leaf and nothing else, so that all of its path is in view. */
  const goDownTo = (node: number): void => {
    setOpen(openTo(new Set(), node, topology));
    setCircle(false);
    handle.current?.fitNext();
    handle.current?.focusNode(node);
  };
  const toggle = (node: number): void => {
    setOpen((current) => toggled(current, node));
    focus(node);
  };
  const setLevels = (count: number): void => {
    const next = openLevels(topology, count);
    setOpen(next);
    setCircle(isWide(pageTree, next, width));
    handle.current?.fitNext();
    setFocused(0);
  };
  const id = `tree-${role}`;
  return (
    <div class="tree-panel" data-role={role}>
      <div class="toolbar">
        <ClassSearch
          data={model.data}
          id={`${id}-search`}
          sought={sought}
          leaves={leaves}
          current={focused}
          onSeek={setSought}
          onGo={goTo}
        />
        <LevelChoice id={`${id}-levels`} depth={tree.depth} onChoose={setLevels} />
        <ZoomButtons handle={handle} />
        <Check
          text="As a circle"
          checked={isCircle}
          onChange={(checked) => {
            setCircle(checked);
            handle.current?.fitNext();
          }}
        />
        <Check text={`Path of ${subject?.name ?? 'the sample'}`} checked={showPath} onChange={setShowPath} />
        <button
          type="button"
          disabled={route === undefined}
          onClick={() => route && goDownTo(topology.nodeOfLeaf(route.leaf))}
        >
          Go to its leaf
        </button>
        <SaveButtons model={model} pageTree={pageTree} handle={handle} />
      </div>
      <TreeView
        pageTree={pageTree}
        open={open}
        isCircle={isCircle}
        focused={focused}
        soughtClass={sought}
        route={route}
        onFocus={focus}
        onToggle={toggle}
        onHover={(node) => onInspect(pageTree, node ?? focused)}
        onReady={(ready) => (handle.current = ready)}
      />
    </div>
  );
}

function Check({
  text,
  checked,
  onChange,
}: {
  readonly text: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      {text}
    </label>
  );
}

function LevelChoice({
  id,
  depth,
  onChoose,
}: {
  readonly id: string;
  readonly depth: number;
  readonly onChoose: (count: number) => void;
}) {
  return (
    <div class="group">
      <label class="hidden" for={id}>
        Levels to open
      </label>
      <select
        id={id}
        value=""
        onChange={(event) => {
          if (event.currentTarget.value !== '') onChoose(Number(event.currentTarget.value));
          event.currentTarget.value = '';
        }}
      >
        <option value="">Levels…</option>
        {Array.from({ length: Math.min(depth, greatestOpenLevels) }, (_, index) => index + 1).map((count) => (
          <option key={count} value={String(count)}>
            {count === 1 ? 'first level' : count === depth ? `all ${count}` : `first ${count}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function ZoomButtons({ handle }: { readonly handle: Handle }) {
  return (
    <div class="group" role="group" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" onClick={() => handle.current?.viewport.zoomBy(0.8)}>
        −
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => handle.current?.viewport.zoomBy(1.25)}>
        +
      </button>
      <button type="button" onClick={() => handle.current?.viewport.fit(handle.current.scene())}>
        Fit
      </button>
    </div>
  );
}

function SaveButtons({
  model,
  pageTree: { drawing, role },
  handle,
}: Pick<TreePanelProps, 'model' | 'pageTree'> & { readonly handle: Handle }) {
  const picture = (): string => {
    const scene = handle.current?.scene();
    return scene ? standaloneSvg(scene, drawing, roleNames[role], systemTheme()) : '';
  };
  const stem = fileStem(model, role);
  return (
    <div class="group save">
      <button type="button" onClick={() => saveText(picture(), `${stem}.svg`, 'image/svg+xml')}>
        Save SVG
      </button>
      <button type="button" onClick={() => void savePng(picture(), `${stem}.png`)}>
        Save PNG
      </button>
    </div>
  );
}

/** Leaf nodes that answer a class, those with most traffic first. */
function leavesOfClass({ leafClasses, tree, traffic }: PageTree, sought: number | undefined): number[] {
  return Array.from(leafClasses, (answer, leaf) => ({ answer, node: tree.topology.nodeOfLeaf(leaf) }))
    .filter(({ answer }) => answer === sought)
    .map(({ node }) => node)
    .sort((a, b) => (traffic[b] ?? 0) - (traffic[a] ?? 0));
}
