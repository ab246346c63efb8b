import { featureText } from '../../../data/feature-units.js';
import type { ReportData } from '../../report-data.js';
import { featureName } from '../text.js';

/** The values of a row of a table, by feature name. */
export function FeatureValues({
  data,
  features,
}: {
  readonly data: ReportData;
  readonly features: Float32Array;
}) {
  return (
    <dl class="features" tabIndex={0} aria-label="Feature values" role="group">
      {Array.from(features, (_, feature) => (
        <div key={feature}>
          <dt>{featureName(data, feature)}</dt>
          <dd>{featureText(features, feature, data.featureUnits ?? [])}</dd>
        </div>
      ))}
    </dl>
  );
}
