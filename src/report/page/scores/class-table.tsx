import { useState } from 'preact/hooks';

import type { ReportConfusion, ReportData } from '../../report-data.js';
import { Choice } from '../tabs.js';
import { className, percent, recallOf } from '../text.js';

/** A model whose answers are told class by class. */
interface ClassTableModel {
  readonly name: string;
  readonly confusion: ReportConfusion;
}

/** How each class fares: precision, recall, F1 and how many test rows are of it, of one model at a time; folded away until one asks. */
export function ClassTable({
  data,
  models,
}: {
  readonly data: ReportData;
  readonly models: readonly ClassTableModel[];
}) {
  const [chosen, setChosen] = useState(models.at(-2)?.name ?? models[0]?.name ?? '');
  const model = models.find(({ name }) => name === chosen) ?? models[0];
  if (model === undefined) return null;
  return (
    <details class="class-table">
      <summary>Precision, recall and F1 of each class</summary>
      <Choice
        name="class-model"
        label="Answers of"
        options={models.map(({ name }) => ({ value: name, text: name }))}
        value={model.name}
        onChange={setChosen}
      />
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Table of classes">
        <table class="score-table">
          <caption>{model.name}, on the test rows</caption>
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col">Precision</th>
              <th scope="col">Recall</th>
              <th scope="col">F1</th>
              <th scope="col">Test rows</th>
            </tr>
          </thead>
          <tbody>
            {data.classNames.map((_, index) => {
              const { precision, f1, support } = classScores(model.confusion, index);
              return (
                <tr key={index}>
                  <th scope="row">{className(data, index)}</th>
                  <Share value={precision} />
                  <Share value={recallOf(model.confusion, index)} />
                  <Share value={f1} />
                  <td class="number">{support}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="note">
        Precision: of the rows that get this answer, the share that are of the class. Recall: of the rows of
        the class, the share that get it. F1: the harmonic mean of both.
      </p>
    </details>
  );
}

function Share({ value }: { readonly value: number | undefined }) {
  return <td class="number">{value === undefined ? <span class="muted">–</span> : percent(value, 2)}</td>;
}

/** Scores of one class as the library counts them: no precision where it is never answered, no F1 where it never occurs either. */
function classScores({ counts }: ReportConfusion, index: number) {
  const right = counts[index]?.[index] ?? 0;
  const answered = counts.reduce((sum, line) => sum + (line[index] ?? 0), 0);
  const support = (counts[index] ?? []).reduce((sum, count) => sum + count, 0);
  return {
    precision: answered === 0 ? undefined : right / answered,
    f1: support + answered === 0 ? undefined : (2 * right) / (support + answered),
    support,
  };
}
