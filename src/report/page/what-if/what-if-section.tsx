import { useMemo, useState } from 'preact/hooks';

import type { CellValue, ExplainedColumn } from '../../../explain/table-columns.js';
import { columnTitle } from '../../../render/decision-words.js';
import type { TreeRole } from '../../report-data.js';
import { explain } from '../../../tree/explanation.js';
import { LiveAnswer } from '../live-answer.js';
import type { PageModel } from '../model.js';
import type { Subject } from '../subject.js';
import { DecisionMaps } from './decision-map.js';
import { columnsByHeed, editedSubject, rowValues, type Edits } from './edited-row.js';
import { LivePath } from './live-path.js';
import { ValueEditor } from './value-editor.js';

/** Columns shown at first, and as many more at each wish. */
const fewColumns = 12;
const noEdits: Edits = new Map();

/** Other values for the followed row of a table; the trees answer while one changes them, in the page itself. */
export function WhatIfSection({
  model,
  columns,
  subject,
  onFollow,
  onShowNode,
}: {
  readonly model: PageModel;
  readonly columns: readonly ExplainedColumn[];
  readonly subject: Subject;
  readonly onFollow: (subject: Subject) => void;
  readonly onShowNode: (role: TreeRole, node: number) => void;
}) {
  const [edited, setEdited] = useState({ row: subject, edits: noEdits });
  // Another row has its own values.
  const edits = edited.row === subject ? edited.edits : noEdits;
  const setEdits = (changed: Edits): void => setEdited({ row: subject, edits: changed });
  const own = useMemo(() => rowValues(columns, subject), [columns, subject]);
  const row = useMemo(() => editedSubject(columns, subject, edits), [columns, subject, edits]);
  const change = (index: number, value: CellValue): void => {
    const changed = new Map(edits).set(index, value);
    if (value === own[index]) changed.delete(index);
    setEdits(changed);
  };
  return (
    <section id="what-if" aria-labelledby="what-if-title">
      <h2 id="what-if-title">What if?</h2>
      <p class="lead">
        Change values of {subject.name}; the trees answer live, with the library’s own code inside this page.
        Sliders stay within what the training rows hold.
      </p>
      <div class="what-if">
        <div>
          <ValueEditors model={model} columns={columns} own={own} edits={edits} onChange={change} />
          <div class="toolbar">
            <button type="button" disabled={edits.size === 0} onClick={() => setEdits(noEdits)}>
              Undo all
            </button>
            <button type="button" class="primary" disabled={edits.size === 0} onClick={() => onFollow(row)}>
              Follow this row
            </button>
          </div>
        </div>
        <div class="live">
          {[...model.trees].reverse().map((pageTree) => {
            const explanation = explain(pageTree.tree, row.features);
            const before = row === subject ? explanation : explain(pageTree.tree, subject.features);
            return (
              <div key={pageTree.role}>
                <div aria-live="polite">
                  <LiveAnswer model={model} pageTree={pageTree} explanation={explanation} input="the row" />
                </div>
                <LivePath
                  pageTree={pageTree}
                  columns={columns}
                  explanation={explanation}
                  before={before}
                  onShowNode={(node) => onShowNode(pageTree.role, node)}
                />
              </div>
            );
          })}
        </div>
      </div>
      <DecisionMaps model={model} columns={columns} subject={row} />
    </section>
  );
}

/** The columns to change: of many, those that the gates heed most, and those that are looked for. */
function ValueEditors({
  model,
  columns,
  own,
  edits,
  onChange,
}: {
  readonly model: PageModel;
  readonly columns: readonly ExplainedColumn[];
  readonly own: readonly CellValue[];
  readonly edits: Edits;
  readonly onChange: (index: number, value: CellValue) => void;
}) {
  const [count, setCount] = useState(fewColumns);
  const [sought, setSought] = useState('');
  const isMany = columns.length > fewColumns;
  const order = useMemo(
    () => (isMany ? columnsByHeed(columns, model.trees) : [...columns.keys()]),
    [isMany, columns, model],
  );
  const found = order.filter((index) =>
    columns[index]?.input.name.toLowerCase().includes(sought.toLowerCase()),
  );
  const shown = found.slice(0, count);
  return (
    <>
      {isMany && (
        <div class="toolbar">
          <label for="what-if-search">Find column</label>
          <input
            id="what-if-search"
            type="search"
            value={sought}
            onInput={(event) => setSought(event.currentTarget.value)}
          />
          <span class="muted">
            {shown.length} of {columns.length}, those that the gates heed most first
          </span>
        </div>
      )}
      <div class="value-editors">
        {shown.map((index) => {
          const column = columns[index];
          const value = edits.has(index) ? edits.get(index) : own[index];
          return (
            column && (
              <ValueEditor
                key={index}
                column={column}
                index={index}
                own={own[index] ?? null}
                value={value ?? null}
                onChange={(changed) => onChange(index, changed)}
              />
            )
          );
        })}
      </div>
      {shown.length < found.length && (
        <button type="button" onClick={() => setCount(count + 2 * fewColumns)}>
          Show more columns
        </button>
      )}
      {found.length === 0 && <p class="none">No column is called so.</p>}
      <EditedElsewhere columns={columns} edits={edits} shown={shown} />
    </>
  );
}

/** Changed columns that the list does not show at the moment. */
function EditedElsewhere({
  columns,
  edits,
  shown,
}: {
  readonly columns: readonly ExplainedColumn[];
  readonly edits: Edits;
  readonly shown: readonly number[];
}) {
  const others = [...edits.keys()].flatMap((index) => {
    const column = columns[index];
    return column === undefined || shown.includes(index) ? [] : [columnTitle(column)];
  });
  return others.length === 0 ? null : <p class="note">Also changed: {others.join(', ')}.</p>;
}
