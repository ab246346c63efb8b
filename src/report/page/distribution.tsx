import { classImage } from '../../render/colors.js';
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
  const longest = Math.max(...shown.map(({ classIndex }) => className(data, classIndex).length));
  // Room for the names as far as bars and numbers leave it.
  const names = `min(45%, ${(2.6 + 0.6 * longest).toFixed(1)}em)`;
  return (
    <table class="distribution" aria-label={label} style={{ '--names': names }}>
      <tbody>
        {shown.map(({ value, classIndex }) => (
          <tr key={classIndex} class={classIndex === best ? 'is-best' : ''}>
            <th scope="row" title={className(data, classIndex)}>
              {className(data, classIndex)}
              {classIndex === truth && (
                <span class="truth" title="The true class">
                  true
                </span>
              )}
            </th>
            <td class="bar-cell">
              <span
                class="bar"
                style={{ width: `${(100 * value) / full}%`, background: classImage(classIndex) }}
              />
            </td>
            <td class="number">{percent(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
