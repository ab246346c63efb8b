import type { Explanation } from '../../../tree/explanation.js';
import { Distribution } from '../distribution.js';
import type { PageModel } from '../model.js';
import type { Subject } from '../subject.js';

/** Max-path and mixture answers and the teacher's soft target, side by side. */
export function Answers({
  model,
  subject,
  explanation,
}: {
  readonly model: PageModel;
  readonly subject: Subject;
  readonly explanation: Explanation;
}) {
  const columns = [
    { title: 'Max path', note: 'distribution of the leaf', values: explanation.leafDistribution },
    { title: 'Mixture', note: 'all leaves by their probability', values: explanation.mixtureDistribution },
    { title: 'Teacher', note: 'soft target at temperature 1', values: subject.teacherProbabilities },
  ];
  return (
    <div class="answers">
      {columns.map(({ title, note, values }) => (
        <div key={title} class="answer" data-answer={title}>
          <h4>
            {title} <span class="note">{note}</span>
          </h4>
          {values ? (
            <Distribution
              data={model.data}
              values={values}
              label={`${title}: ${note}`}
              truth={subject.label}
            />
          ) : (
            <p class="none">
              {subject.sample === undefined
                ? 'The teacher is not part of this page, so it cannot see drawings.'
                : 'Not recorded.'}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}
