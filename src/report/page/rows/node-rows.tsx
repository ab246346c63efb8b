import { useMemo, useState } from 'preact/hooks';

import { columnTitle, valueText } from '../../../render/decision-words.js';
import { fileStem, saveText } from '../save-file.js';
import type { PageModel, PageTree } from '../model.js';
import type { Subject } from '../subject.js';
import { sampleNoun, sampleTag } from '../sample-names.js';
import { className } from '../text.js';
import { columnsByHeed } from '../what-if/edited-row.js';
import { ColumnDistribution } from './column-distribution.js';
import { rowsAtNode, rowsCsv, sampleValue, type RowsAtNode } from './rows-at-node.js';

/** Rows shown at first, and as many more at each wish. */
const fewRows = 25;
const mostColumns = 20;
const mostDistributions = 6;

interface NodeRowsProps {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly node: number;
  readonly subject: Subject | undefined;
  readonly onChoose: (sample: number) => void;
}

/** The test rows whose max path passes a node, folded away until one asks: how their values are spread, a table, a download. */
export function NodeRows(props: NodeRowsProps) {
  const { pageTree, node } = props;
  const [isOpen, setOpen] = useState(false);
  const rows = useMemo(() => rowsAtNode(pageTree, node), [pageTree, node]);
  if (pageTree.sampleLeaves === undefined) return null;
  const name = `node ${node}`;
  return (
    <details class="node-rows" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        The {rows.total} test rows at {name}
      </summary>
      {isOpen && <OpenRows key={node} {...props} rows={rows} name={name} />}
    </details>
  );
}

function OpenRows({
  model,
  pageTree,
  subject,
  onChoose,
  rows: { samples, total },
  name,
}: NodeRowsProps & { readonly rows: RowsAtNode; readonly name: string }) {
  const { columns } = model;
  const byHeed = useMemo(() => (columns ? columnsByHeed(columns, [pageTree]) : []), [columns, pageTree]);
  if (total === 0) return <p class="none">The max path of no test row passes here.</p>;
  return (
    <>
      <p class="note">
        Test rows whose max path passes here
        {samples.length < total && `; ${samples.length} of them are part of this page`}.
        {byHeed.length > 0 &&
          ' Columns that the tree heeds most come first; outlined: all test rows of this page, filled: those that get here.'}
      </p>
      <div class="toolbar">
        <button
          type="button"
          onClick={() =>
            saveText(
              rowsCsv(model, pageTree, samples),
              `${fileStem(model, pageTree.role)}-${name.replace(' ', '-')}.csv`,
              'text/csv',
            )
          }
        >
          Save as CSV
        </button>
      </div>
      {columns && (
        <div class="column-distributions">
          {byHeed.slice(0, mostDistributions).map((index) => {
            const column = columns[index];
            return (
              column && (
                <ColumnDistribution
                  key={index}
                  model={model}
                  column={column}
                  index={index}
                  samples={samples}
                  subject={subject}
                  place={name}
                />
              )
            );
          })}
        </div>
      )}
      <RowTable
        model={model}
        pageTree={pageTree}
        samples={samples}
        columns={byHeed.slice(0, mostColumns)}
        chosen={subject?.sample}
        onChoose={onChoose}
      />
    </>
  );
}

function RowTable({
  model,
  pageTree: { report, sampleLeaves, tree },
  samples,
  columns,
  chosen,
  onChoose,
}: {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly samples: readonly number[];
  /** Those that are shown. */
  readonly columns: readonly number[];
  readonly chosen: number | undefined;
  readonly onChoose: (sample: number) => void;
}) {
  const [count, setCount] = useState(fewRows);
  const { data } = model;
  const hidden = (model.columns?.length ?? 0) - columns.length;
  const title = (index: number) => {
    const column = model.columns?.[index];
    return column === undefined ? '' : columnTitle(column);
  };
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Rows at this node">
        <table class="row-table">
          <thead>
            <tr>
              <th scope="col">{sampleNoun(data)}</th>
              <th scope="col">True class</th>
              <th scope="col">Max path</th>
              <th scope="col">Ends at node</th>
              {columns.map((index) => (
                <th key={index} scope="col">
                  {title(index)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {samples.slice(0, count).map((sample) => {
              const [truth, answer] = [data.samples.labels[sample] ?? 0, report.answers.maxPath[sample] ?? 0];
              return (
                <tr key={sample} class={chosen === sample ? 'is-chosen' : ''}>
                  <th scope="row">
                    <button
                      type="button"
                      class="node-link"
                      aria-pressed={chosen === sample}
                      title="Follow its decision"
                      onClick={() => onChoose(sample)}
                    >
                      {sampleTag(data, sample)}
                    </button>
                  </th>
                  <td>{className(data, truth)}</td>
                  <td class={answer === truth ? '' : 'is-wrong'}>{className(data, answer)}</td>
                  <td class="number">
                    {sampleLeaves && tree.topology.nodeOfLeaf(sampleLeaves[sample] ?? 0)}
                  </td>
                  {columns.map((index) => {
                    const column = model.columns?.[index];
                    return (
                      <td key={index} class={column?.input.kind === 'number' ? 'number' : ''}>
                        {column && valueText(column, sampleValue(model, sample, index))}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {hidden > 0 && <p class="note">{hidden} other columns are in the CSV file.</p>}
      {count < samples.length && (
        <button type="button" onClick={() => setCount(count + 4 * fewRows)}>
          Show more of {samples.length} rows
        </button>
      )}
    </>
  );
}
