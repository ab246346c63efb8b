import type { ColumnImportance } from '../../../explain/summary/summarize-tree.js';
import type { ExplainedColumn } from '../../../explain/table-columns.js';
import { columnTitle } from '../../../render/decision-words.js';
import { dropText } from '../../../render/summary-charts.js';

/** The numbers of the importance charts, of all columns. */
export function ImportanceTable({
  columns,
  importance,
}: {
  readonly columns: readonly ExplainedColumn[];
  readonly importance: readonly ColumnImportance[];
}) {
  return (
    <details class="importance">
      <summary>The numbers of all {importance.length} columns</summary>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Importance of the columns">
        <table class="score-table">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Moves the gates</th>
              <th scope="col">Accuracy lost</th>
              <th scope="col">95 % interval</th>
            </tr>
          </thead>
          <tbody>
            {importance.map(({ column, share, shuffled: { drop, low, high } }) => {
              const explained = columns[column];
              return (
                <tr key={column} data-importance={column}>
                  <th scope="row">{explained && columnTitle(explained)}</th>
                  <td class="number">{dropText(share)}</td>
                  <td class="number">{dropText(drop)}</td>
                  <td class="number">
                    {dropText(low)} to {dropText(high)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
