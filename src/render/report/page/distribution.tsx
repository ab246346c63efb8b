import { classColor } from '../../colors.js';
import type { ReportData } from '../report-data.js';
import { className, percent } from './text.js';

const mostRows = 12;

/** Class probabilities as labelled bars; with many classes the most likely ones. The true class is marked. */
export function Distribution({
  data,
  values,
  label,
  truth,
  full = 1,
}: {
  readonly data: ReportData;
  readonly values: ArrayLike<number>;
  readonly label: string;
  readonly truth?: number | undefined;
  /** Value of a full bar; default 1. */
  readonly full?: number;
}) {
  const all = Array.from(values, (value, classIndex) => ({ value, classIndex }));
  const sorted = [...all].sort((a, b) => b.value - a.value || a.classIndex - b.classIndex);
  const best = sorted[0]?.classIndex;
  const shown = all.length <= mostRows ? all : sorted.slice(0, mostRows);
  return (
    <table class="distribution" aria-label={label}>
      <tbody>
        {shown.map(({ value, classIndex }) => (
          <tr key={classIndex} class={classIndex === best ? 'is-best' : ''}>
            <th scope="row" title={className(data, classIndex)}>
              {className(data, classIndex)}
              {classIndex === truth && (
                <span class="truth" title="true class" aria-label="true class">
                  ✓
                </span>
              )}
            </th>
            <td class="bar-cell">
              <span
                class="bar"
                style={{ width: `${(100 * value) / full}%`, background: classColor(classIndex) }}
              />
            </td>
            <td class="number">{percent(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
