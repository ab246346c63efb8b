import type { ReportData, RunScores, TreeRole } from '../../report-data.js';
import { percent, roleNames } from '../text.js';
import { ScoreChart } from './score-chart.js';
import { modelSpread } from './model-spread.js';

type Pick = (run: RunScores) => number | undefined;

interface Row {
  readonly name: string;
  readonly key: 'teacher' | TreeRole;
  readonly scores: readonly (Pick | undefined)[];
  readonly paper: number | undefined;
}

/** Accuracy of all three models beside the paper's; with several seeds their mean and standard deviation. */
export function ScoreTable({ data }: { readonly data: ReportData }) {
  const { runs, paper } = data;
  const rows = scoreRows(data);
  // The first run made the trees of the page.
  const shown = runs[0]?.seed ?? '';
  return (
    <div class="scores">
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Accuracy table">
        <table class="score-table">
          <caption>
            Accuracy on {data.samples.rows.length > 0 ? 'the test rows' : 'the test set'}
            {runs.length > 1
              ? `: mean and standard deviation of ${runs.length} seeds; all below is of seed ${shown}`
              : `, seed ${shown}`}
          </caption>
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">Max path</th>
              <th scope="col">Mixture</th>
              <th scope="col" title="Share of the test rows on which the max-path answer is the teacher’s">
                Fidelity
              </th>
              {paper && <th scope="col">Paper</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, key, scores, paper: printed }) => (
              <tr key={key}>
                <th scope="row">
                  <span class={`swatch swatch-${key}`} />
                  {name}
                </th>
                {key === 'teacher' ? (
                  <td colSpan={2} class="number">
                    <Score runs={runs} pick={scores[0]} />
                  </td>
                ) : (
                  scores.slice(0, 2).map((pick, index) => (
                    <td key={index} class="number">
                      <Score runs={runs} pick={pick} />
                    </td>
                  ))
                )}
                <td class="number">{key === 'teacher' ? '' : <Score runs={runs} pick={scores[2]} />}</td>
                {paper && <td class="number muted">{printed === undefined ? '' : percent(printed, 2)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
        {paper && (
          <p class="note">Paper: {paper.source}; it does not say which inference its numbers are for.</p>
        )}
      </div>
      <ScoreChart data={data} />
    </div>
  );
}

function Score({ runs, pick }: { readonly runs: readonly RunScores[]; readonly pick: Pick | undefined }) {
  const scores = runs.flatMap((run) => pick?.(run) ?? []);
  if (scores.length === 0) return <span class="muted">–</span>;
  const { mean, deviation } = modelSpread(scores);
  return (
    <>
      {percent(mean, 2)}
      {deviation !== undefined && <span class="deviation"> ±{(100 * deviation).toFixed(2)}</span>}
    </>
  );
}

function scoreRows({ runs, paper }: ReportData): Row[] {
  const roles = (['baseline', 'distilled'] as const).filter((role) => runs.some((run) => run.trees[role]));
  const treeRows = roles.map((role): Row => ({
    name: roleNames[role],
    key: role,
    scores: [
      (run) => run.trees[role]?.maxPath,
      (run) => run.trees[role]?.mixture,
      (run) => run.trees[role]?.fidelity,
    ],
    paper: paper?.[role],
  }));
  const teacher: Row = {
    name: 'Teacher',
    key: 'teacher',
    scores: [(run) => run.teacherAccuracy],
    paper: paper?.teacher,
  };
  return runs.some((run) => run.teacherAccuracy !== undefined) ? [teacher, ...treeRows] : treeRows;
}
