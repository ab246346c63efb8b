import { hex, negativeColor, positiveColor } from '../../render/colors.js';
import { largestWeights } from '../../render/gate-weights.js';
import { signedText } from '../../render/number-text.js';
import type { ReportData } from '../report-data.js';
import { featureText } from '../../data/feature-units.js';
import { featureName, featureWithValue } from './text.js';

/** Largest weights (or pieces of evidence) of a table's gate by feature name: orange sends left, blue right. */
export function WeightList({
  data,
  weights,
  count = 10,
  values,
}: {
  readonly data: ReportData;
  readonly weights: Float32Array;
  readonly count?: number;
  /** Values of the features, shown beside their names. */
  readonly values?: Float32Array;
}) {
  const largest = largestWeights(weights, Math.min(count, weights.length));
  const greatest = Math.max(Math.abs(largest[0]?.weight ?? 0), 1e-12);
  return (
    <table class="weights" aria-label={values ? 'Evidence by feature' : 'Largest weights by feature'}>
      <tbody>
        {largest.map(({ feature, weight }) => (
          <tr key={feature}>
            <th
              scope="row"
              title={values ? featureWithValue(data, feature, values) : featureName(data, feature)}
            >
              {featureName(data, feature)}
              {values && (
                <span class="muted"> = {featureText(values, feature, data.featureUnits ?? [])}</span>
              )}
            </th>
            <td class="bar-cell signed">
              <span
                class={weight < 0 ? 'bar negative' : 'bar positive'}
                style={{
                  width: `${(50 * Math.abs(weight)) / greatest}%`,
                  background: hex(weight < 0 ? negativeColor : positiveColor),
                }}
              />
            </td>
            <td class="number">{signedText(weight)}</td>
          </tr>
        ))}
        {largest.length < weights.length && (
          <tr>
            <th scope="row" class="muted" colSpan={3}>
              and {weights.length - largest.length} more
            </th>
          </tr>
        )}
      </tbody>
    </table>
  );
}
