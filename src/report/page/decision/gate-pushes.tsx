import type { TableDecision, TableGate } from '../../../explain/explain-table.js';
import { hex, negativeColor, positiveColor } from '../../../render/colors.js';
import { questionText } from '../../../render/decision-words.js';
import { pushLines } from '../../../render/gate-sentences.js';

const toldColumns = 4;

/** What a gate of a table asks, and the values that push a row to a side, with what is usual: orange sends left, blue right. */
export function GatePushes({ table, gate }: { readonly table: TableDecision; readonly gate: TableGate }) {
  const lines = pushLines(gate, table, toldColumns);
  const greatest = Math.max(...lines.map(({ push }) => Math.abs(push)), 1e-12);
  return (
    <>
      <p class="question" data-question>
        {questionText(table.columns, gate.question)}
      </p>
      <ul class="pushes" aria-label="What pushes the row, in log-odds">
        {lines.map(({ push, text, usual }, index) => (
          <li key={index} data-push>
            <span class="push-text">
              {text}
              {usual !== '' && <span class="muted"> ({usual})</span>}
            </span>
            <span class="push-bar signed" aria-hidden="true">
              <span
                class={push < 0 ? 'bar negative' : 'bar positive'}
                style={{
                  width: `${(50 * Math.abs(push)) / greatest}%`,
                  background: hex(push < 0 ? negativeColor : positiveColor),
                }}
              />
            </span>
            <span class="number">{`${push < 0 ? '−' : '+'}${Math.abs(push).toFixed(2)}`}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
