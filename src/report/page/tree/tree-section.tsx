import { useState } from 'preact/hooks';

import type { ChannelView } from '../../../render/drawing.js';
import type { TreeRole } from '../../report-data.js';
import { roundingNote } from '../../rounding-note.js';
import type { PageModel, PageTree } from '../model.js';
import type { Subject } from '../subject.js';
import { Choice } from '../tabs.js';
import { roleNames } from '../text.js';
import { NodeRows } from '../rows/node-rows.js';
import { NodeDetails } from './node-details.js';
import { TreePanel } from './tree-panel.js';

export type TreeChoice = TreeRole | 'both';

/** A wish of another part of the page to see a node of a tree. */
export interface NodeRequest {
  readonly role: TreeRole;
  readonly node: number;
}

interface TreeSectionProps {
  readonly model: PageModel;
  readonly subject: Subject | undefined;
  readonly choice: TreeChoice;
  readonly request: NodeRequest | undefined;
  readonly onChooseTree: (choice: TreeChoice) => void;
  readonly onChoose: (sample: number) => void;
  /** A node was focused. */
  readonly onVisit: (node: NodeRequest) => void;
}

/** The trees to wander through, one at a time or side by side, and the details of the node at hand. */
export function TreeSection({
  model,
  subject,
  choice,
  request,
  onChooseTree,
  onChoose,
  onVisit,
}: TreeSectionProps) {
  const shown = model.trees.filter(({ role }) => choice === 'both' || role === choice);
  const [inspected, setInspected] = useState<{ pageTree: PageTree; node: number }>();
  const current =
    inspected && shown.includes(inspected.pageTree) ? inspected : shown[0] && { pageTree: shown[0], node: 0 };
  const width = drawingWidth(shown.length);
  const rounding = roundingNote(model.data);
  return (
    <section id="tree" class="wide" aria-labelledby="tree-title">
      <h2 id="tree-title">The tree</h2>
      <p class="lead">
        Every inner node weighs the input with its filter and sends it <b class="to-left">left</b> or{' '}
        <b class="to-right">right</b>; a leaf answers with a fixed distribution. Links are as wide as the
        traffic on them.
      </p>
      {rounding && <p class="note rounding">{rounding}</p>}
      <TreeChoiceTabs model={model} name="tree-choice" choice={choice} onChange={onChooseTree} />
      <div class="workbench">
        <div class={`panels ${shown.length > 1 ? 'is-split' : ''}`}>
          {shown.map((pageTree) => (
            // A new panel for the split view, so that both trees start with the same levels open.
            <div key={`${pageTree.role}-${shown.length}`}>
              {shown.length > 1 && <h3>{roleNames[pageTree.role]}</h3>}
              <TreePanel
                model={model}
                pageTree={pageTree}
                subject={subject}
                width={width}
                request={request?.role === pageTree.role ? request : undefined}
                onInspect={(tree, node) => setInspected({ pageTree: tree, node })}
                onVisit={(node) => onVisit({ role: pageTree.role, node })}
              />
            </div>
          ))}
          <p class="hint">
            Drag to pan, pinch or Ctrl + wheel to zoom. Keys: arrows walk, → and ← open and close, Shift +
            arrows pan, + − 0 zoom, Home and End jump.
          </p>
        </div>
        <aside class="details" aria-label="Details of the node" tabIndex={0}>
          {current && (
            <NodeDetails
              model={model}
              pageTree={current.pageTree}
              node={current.node}
              subject={subject}
              chosen={subject?.sample}
              onChoose={onChoose}
            />
          )}
        </aside>
      </div>
      {current && (
        <NodeRows
          model={model}
          pageTree={current.pageTree}
          node={current.node}
          subject={subject}
          onChoose={onChoose}
        />
      )}
    </section>
  );
}

/** Room of a drawing, about, in pixels: as `tree.css` divides the page among drawings and details. */
function drawingWidth(drawings: number): number {
  const section = Math.min(innerWidth, 1480) - 32;
  const bench = innerWidth > 1150 ? section - 400 : section;
  return innerWidth > 760 ? bench / drawings : bench;
}

/** Baseline, distilled, or both side by side; of color images, how the channels are drawn. */
export function TreeChoiceTabs({
  model,
  name,
  choice,
  onChange,
}: {
  readonly model: PageModel;
  readonly name: string;
  readonly choice: TreeChoice;
  readonly onChange: (choice: TreeChoice) => void;
}) {
  const options = [
    { value: 'distilled' as const, text: 'Distilled' },
    { value: 'baseline' as const, text: 'Baseline' },
    { value: 'both' as const, text: 'Side by side' },
  ];
  return (
    <>
      {model.trees.length > 1 && (
        <Choice<TreeChoice>
          name={name}
          label="Tree shown"
          options={options}
          value={choice}
          onChange={onChange}
        />
      )}
      {model.channels && <ChannelTabs name={`${name}-channels`} {...model.channels} />}
    </>
  );
}

/** Color channels summed or each by itself, and what their colors mean. */
function ChannelTabs({ name, view, choose }: { readonly name: string } & NonNullable<PageModel['channels']>) {
  const options = [
    { value: 'sum' as const, text: 'Color channels summed' },
    { value: 'each' as const, text: 'Each channel' },
  ];
  return (
    <>
      <Choice<ChannelView>
        name={name}
        label="Color channels"
        options={options}
        value={view}
        onChange={choose}
      />
      <p class="note">
        {view === 'sum'
          ? 'Weights and evidence are summed over the color channels of each pixel: orange sends left, blue sends right.'
          : 'Weights and evidence of each color channel: dark sends left, mid gray is zero, light sends right.'}
      </p>
    </>
  );
}
