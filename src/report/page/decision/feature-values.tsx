import { featureText } from '../../../data/feature-units.js';
import { cellValue } from '../../../explain/table-columns.js';
import { columnTitle, usualText, valueText } from '../../../render/decision-words.js';
import type { PageModel } from '../model.js';
import type { Subject } from '../subject.js';
import { featureName } from '../text.js';

/** More values than this scroll in a box of their own, so that the decision below stays near. */
const mostWhole = 24;

/** The values of a row of a table, by column, with what is usual; by feature where the report does not know the columns. */
export function FeatureValues({
  model: { data, columns },
  subject: { features, raw },
}: {
  readonly model: PageModel;
  readonly subject: Subject;
}) {
  const entries = columns
    ? columns.map((column, index) => {
        const value = cellValue(column, index, features, raw);
        return { name: columnTitle(column), text: valueText(column, value), usual: usualText(column, value) };
      })
    : Array.from(features, (_, feature) => ({
        name: featureName(data, feature),
        text: featureText(features, feature, data.featureUnits ?? []),
        usual: '',
      }));
  const isLong = entries.length > mostWhole;
  return (
    <div
      class={`features-box ${isLong ? 'is-long' : ''}`}
      tabIndex={isLong ? 0 : undefined}
      aria-label="Feature values"
      role="group"
    >
      <dl class="features">
        {entries.map(({ name, text, usual }, index) => (
          <div key={index}>
            <dt>{name}</dt>
            <dd>
              {text}
              {usual !== '' && <span class="muted"> ({usual})</span>}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
