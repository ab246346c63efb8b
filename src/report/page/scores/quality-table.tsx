import type { ReportConfusion, ReportData, ReportQuality, TreeRole } from '../../report-data.js';
import { ClassTable } from './class-table.js';
import { className, percent, recallOf, roleNames } from '../text.js';

interface Row {
  readonly name: string;
  readonly key: 'teacher' | TreeRole;
  readonly quality: ReportQuality;
  readonly confusion: ReportConfusion;
}

/** What accuracy does not say, for the models shown: how all classes fare, and how far the probabilities can be trusted. */
export function QualityTable({ data }: { readonly data: ReportData }) {
  const rows = qualityRows(data);
  const { mostFrequentClass, runs } = data;
  if (rows.length === 0) return null;
  return (
    <div class="quality">
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Quality table">
        <table class="score-table quality-table">
          <caption>
            Beside accuracy, on the test rows
            {runs.length > 1 && `: the models shown here, of seed ${runs[0]?.seed ?? ''}`}
          </caption>
          <thead>
            <tr>
              <th scope="col">Answers of</th>
              <th scope="col">Balanced accuracy</th>
              <th scope="col">Macro F1</th>
              <th scope="col">Lowest recall</th>
              <th scope="col">Log loss</th>
              <th scope="col">Calibration error</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, key, quality, confusion }) => (
              <tr key={name}>
                <th scope="row">
                  <span class={`swatch swatch-${key}`} />
                  {name}
                </th>
                <td class="number" data-title="Balanced accuracy">
                  {percent(quality.balancedAccuracy, 2)}
                </td>
                <td class="number" data-title="Macro F1">
                  {percent(quality.macroF1, 2)}
                </td>
                <td class="number" data-title="Lowest recall">
                  <LowestRecall data={data} confusion={confusion} />
                </td>
                <td class="number" data-title="Log loss">
                  {quality.logLoss.toFixed(3)}
                  {quality.uncalibrated && (
                    <span class="deviation">{quality.uncalibrated.logLoss.toFixed(3)} before</span>
                  )}
                </td>
                <td class="number" data-title="Calibration error">
                  {percent(quality.expectedCalibrationError, 2)}
                  {quality.uncalibrated && (
                    <span class="deviation">
                      {percent(quality.uncalibrated.expectedCalibrationError, 2)} before
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">
        {mostFrequentClass &&
          `Who always answers ${mostFrequentClass.name}, the most frequent class, is right in ${percent(mostFrequentClass.share, 2)} of the test rows. `}
        Balanced accuracy is the mean recall of the classes; log loss the mean of −ln(probability of the true
        class); calibration error how far the greatest probability is from the share of right answers, over 15
        bins. Before: of the probabilities as they were fitted; the validation rows decided how sure the
        answers are.
      </p>
      <ClassTable data={data} models={rows} />
    </div>
  );
}

function LowestRecall({
  data,
  confusion,
}: {
  readonly data: ReportData;
  readonly confusion: ReportConfusion;
}) {
  const recalls = data.classNames.flatMap((_, truth) => {
    const recall = recallOf(confusion, truth);
    return recall === undefined ? [] : [{ truth, recall }];
  });
  const [lowest] = recalls.sort((first, second) => first.recall - second.recall);
  if (lowest === undefined) return <span class="muted">–</span>;
  return (
    <>
      {percent(lowest.recall, 2)}
      <span class="deviation class-name">{className(data, lowest.truth)}</span>
    </>
  );
}

function qualityRows({ teacher, trees }: ReportData): Row[] {
  const treeRows = trees.flatMap(({ role, quality, confusion }) =>
    (['maxPath', 'mixture'] as const).flatMap((inference): Row[] =>
      quality === undefined
        ? []
        : [
            {
              name: `${roleNames[role]}, ${inference === 'maxPath' ? 'max path' : 'mixture'}`,
              key: role,
              quality: quality[inference],
              confusion: confusion[inference],
            },
          ],
    ),
  );
  const { quality, confusion } = teacher ?? {};
  return quality && confusion
    ? [{ name: 'Teacher', key: 'teacher', quality, confusion }, ...treeRows]
    : treeRows;
}
