import { useMemo } from 'preact/hooks';

import type { ExplainedColumn } from '../../../explain/table-columns.js';
import { hex, negativeColor, positiveColor } from '../../../render/colors.js';
import { columnBars, drawnQuestion } from '../../../render/gate-bars.js';
import { gateWeights } from '../../../render/gate-weights.js';
import type { PageModel, PageTree } from '../model.js';
import { WeightList } from '../weight-list.js';

const shownColumns = 10;

/** What a gate of a table asks, and what each column does to it in the data's own units; its weights folded away. */
export function ColumnStrengths({
  model,
  pageTree: { tree, drawing },
  node,
  columns,
}: {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly node: number;
  readonly columns: readonly ExplainedColumn[];
}) {
  const bars = useMemo(() => columnBars(tree, node, columns), [tree, node, columns]);
  const greatest = Math.max(...bars.map(({ low, high }) => Math.max(-low, high)), 1e-12);
  const width = (size: number) => `${(50 * size) / greatest}%`;
  return (
    <>
      <p class="question" data-node-question>
        {drawnQuestion(drawing, node)}
      </p>
      <table class="weights strengths" aria-label="What columns add to the log-odds">
        <tbody>
          {bars.slice(0, shownColumns).map(({ name, low, high, text }, index) => (
            <tr key={index}>
              <th scope="row" title={name}>
                {name}
              </th>
              <td class="bar-cell signed">
                {low < 0 && (
                  <span class="bar negative" style={{ width: width(-low), background: hex(negativeColor) }} />
                )}
                {high > 0 && (
                  <span class="bar positive" style={{ width: width(high), background: hex(positiveColor) }} />
                )}
              </td>
              <td class="words">{text}</td>
            </tr>
          ))}
          {bars.length > shownColumns && (
            <tr>
              <th scope="row" class="muted" colSpan={3}>
                and {bars.length - shownColumns} more
              </th>
            </tr>
          )}
        </tbody>
      </table>
      <p class="note">
        What each column adds to the log-odds, minus for left, plus for right: a number that is higher by a
        usual distance (a standard deviation), a word beside the mean of all rows.
      </p>
      <details class="prepared">
        <summary>Weights of the prepared features</summary>
        <p class="note">
          The tree takes numbers less their mean, in standard deviations, and each word as 0 or 1. Bias b and
          β below belong to these features, too.
        </p>
        <WeightList data={model.data} weights={gateWeights(tree, node)} />
      </details>
    </>
  );
}
