import { useState } from 'preact/hooks';

import type { TreeRole } from '../../report-data.js';
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
}

/** The trees to wander through, one at a time or side by side, and the details of the node at hand. */
export function TreeSection({ model, subject, choice, request, onChooseTree, onChoose }: TreeSectionProps) {
  const shown = model.trees.filter(({ role }) => choice === 'both' || role === choice);
  const [inspected, setInspected] = useState<{ pageTree: PageTree; node: number }>();
  const current =
    inspected && shown.includes(inspected.pageTree) ? inspected : shown[0] && { pageTree: shown[0], node: 0 };
  const levels = innerWidth < 520 ? 2 : choice === 'both' || innerWidth < 900 ? 3 : 4;
  return (
    <section id="tree" class="wide" aria-labelledby="tree-title">
      <h2 id="tree-title">The tree</h2>
      <p class="lead">
        Every inner node weighs the input with its filter and sends it <b class="to-left">left</b> or{' '}
        <b class="to-right">right</b>; a leaf answers with a fixed distribution. Links are as wide as the
        traffic on them.
      </p>
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
                levels={Math.min(levels, pageTree.tree.depth)}
                request={request?.role === pageTree.role ? request : undefined}
                onInspect={(tree, node) => setInspected({ pageTree: tree, node })}
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

/** Baseline, distilled, or both side by side; nothing to choose with one tree. */
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
  if (model.trees.length < 2) return null;
  const options = [
    { value: 'distilled' as const, text: 'Distilled' },
    { value: 'baseline' as const, text: 'Baseline' },
    { value: 'both' as const, text: 'Side by side' },
  ];
  return (
    <Choice<TreeChoice> name={name} label="Tree shown" options={options} value={choice} onChange={onChange} />
  );
}
