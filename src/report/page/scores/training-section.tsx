import { useMemo, useState } from 'preact/hooks';

import { argmax } from '../../../data/argmax.js';
import { sampleMarkup } from '../../../render/chart/series.js';
import {
  accuracyChart,
  lossChart,
  models,
  modelStyles,
  sizeChart,
  type LearningCurves,
} from '../../learning-curves.js';
import type { TreeSearch } from '../../../file/tree-search-schema.js';
import type { Inference } from '../../report-data.js';
import { InferenceChoice } from '../inference-choice.js';
import type { PageModel } from '../model.js';
import { Choice } from '../tabs.js';
import { roleNames } from '../text.js';
import { ConfusionMatrix } from './confusion-matrix.js';

/** Learning curves, and a confusion matrix for each model and inference. */
export function TrainingSection({
  model,
  chosen,
  onChoose,
}: {
  readonly model: PageModel;
  readonly chosen: number | undefined;
  readonly onChoose: (sample: number) => void;
}) {
  const { data } = model;
  const charts = useMemo(() => {
    const curves: LearningCurves = {
      teacher: data.teacher?.epochs,
      ...Object.fromEntries(data.trees.map(({ role, epochs }) => [role, epochs])),
    };
    return <Curves curves={curves} search={data.search} />;
  }, [data]);
  return (
    <section id="training" aria-labelledby="training-title">
      <h2 id="training-title">How they learnt, and what they confuse</h2>
      {charts}
      <Confusions model={model} chosen={chosen} onChoose={onChoose} />
    </section>
  );
}

function teacherAnswers(model: PageModel): number[] {
  return model.data.samples.rows.map((_, sample) => argmax(model.teacherProbabilities(sample) ?? []));
}

function Curves({
  curves,
  search,
}: {
  readonly curves: LearningCurves;
  readonly search: TreeSearch | undefined;
}) {
  const { teacher, baseline, distilled } = curves;
  const onLabels = 'Training loss on the labels';
  const onAnswers = 'Training loss on the teacher’s answers';
  const charts = [
    { title: 'Validation accuracy', markup: accuracyChart(curves), note: undefined },
    { title: onLabels, markup: lossChart({ teacher, baseline }, onLabels), note: undefined },
    {
      title: onAnswers,
      markup: lossChart({ distilled }, onAnswers),
      note: 'Another measure than beside it: soft targets are themselves unsure, so that this loss stays above 0 even for a perfect copy. Compare the curves’ shapes, not their heights.',
    },
  ].filter(({ markup }) => markup !== '');
  if (charts.length === 0) return <p class="none">No learning curves were recorded for these trees.</p>;
  const shown = models.filter((name) => (curves[name]?.length ?? 0) > 0);
  return (
    <>
      <ul class="legend">
        {shown.map((name) => (
          <li key={name}>
            <svg
              width="34"
              height="10"
              aria-hidden="true"
              dangerouslySetInnerHTML={{ __html: sampleMarkup(modelStyles[name]) }}
            />
            {modelStyles[name].name}
          </li>
        ))}
      </ul>
      <div class="charts">
        {charts.map(({ title, markup, note }) => (
          <figure key={title}>
            <figcaption>{title}</figcaption>
            {/* The chart's markup is the library's own, its texts escaped. */}
            <div class="chart" dangerouslySetInnerHTML={{ __html: markup }} />
            {note && <p class="note">{note}</p>}
          </figure>
        ))}
        {search && <TreeSize search={search} />}
      </div>
    </>
  );
}

/** Which depths and lengths were tried, and why one was chosen. */
function TreeSize({ search }: { readonly search: TreeSearch }) {
  const { folds, rows, depth, epochs } = search;
  return (
    <figure>
      <figcaption>Tree size: score by depth</figcaption>
      <div class="chart" dangerouslySetInnerHTML={{ __html: sizeChart(search) }} />
      <p class="note">
        Depth {depth} and {epochs} epochs were chosen: the smallest depth within a standard error of the best,
        and longer training where it gained as much. Scores are means of max-path and mixture accuracy on{' '}
        {folds === 0
          ? `${rows} validation rows`
          : `${rows} training rows, each held out in one of ${folds} folds`}
        ; bars are standard errors.
      </p>
    </figure>
  );
}

function Confusions({
  model,
  chosen,
  onChoose,
}: {
  readonly model: PageModel;
  readonly chosen: number | undefined;
  readonly onChoose: (sample: number) => void;
}) {
  const { data, trees } = model;
  const options = [
    ...[...trees].reverse().map(({ role }) => ({ value: role, text: roleNames[role] })),
    ...(data.teacher?.confusion ? [{ value: 'teacher' as const, text: 'Teacher' }] : []),
  ];
  const [who, setWho] = useState(options[0]?.value ?? 'teacher');
  const [inference, setInference] = useState<Inference>('maxPath');
  const tree = trees.find(({ role }) => role === who);
  const confusion = tree ? tree.report.confusion[inference] : data.teacher?.confusion;
  const answers = useMemo(
    () => tree?.report.answers[inference] ?? teacherAnswers(model),
    [model, tree, inference],
  );
  return (
    <div class="confusions">
      <h3>Confusion matrix</h3>
      <p class="lead">
        Rows are the true class, columns the answer. Choose a cell to see the samples behind it.
      </p>
      <div class="toolbar">
        <Choice name="confusion-model" label="Model" options={options} value={who} onChange={setWho} />
        {tree && (
          <InferenceChoice
            name="confusion-inference"
            label="Inference"
            value={inference}
            onChange={setInference}
          />
        )}
      </div>
      {confusion && (
        <ConfusionMatrix
          key={`${who}-${inference}`}
          model={model}
          confusion={confusion}
          answers={answers}
          chosen={chosen}
          onChoose={onChoose}
        />
      )}
    </div>
  );
}
