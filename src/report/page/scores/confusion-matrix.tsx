import { useState } from 'preact/hooks';

import type { ReportConfusion, ReportData } from '../../report-data.js';
import type { PageModel } from '../model.js';
import { SampleStrip } from '../sample-strip.js';
import { className, percent, recallOf } from '../text.js';

interface Cell {
  readonly truth: number;
  readonly answer: number;
}

/** Counts by true and answered class; errors are shaded among themselves, so that rare confusions stand out too. */
export function ConfusionMatrix({
  model,
  confusion,
  answers,
  chosen,
  onChoose,
}: {
  readonly model: PageModel;
  readonly confusion: ReportConfusion;
  /** Class that is answered for each sample of the page. */
  readonly answers: ArrayLike<number>;
  readonly chosen: number | undefined;
  readonly onChoose: (sample: number) => void;
}) {
  const { data } = model;
  const [cell, setCell] = useState<Cell>(() => worstCell(confusion));
  const greatestError = Math.max(
    1,
    ...confusion.counts.flatMap((line, truth) => line.filter((_, answer) => answer !== truth)),
  );
  const classes = data.classNames.map((_, index) => index);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = neighbor(cell, event.key, classes.length);
    if (next === undefined) return;
    event.preventDefault();
    setCell(next);
    const table = event.currentTarget as HTMLElement;
    table.querySelector<HTMLElement>(`[data-cell="${next.truth}-${next.answer}"]`)?.focus();
  };
  return (
    <div class="confusion">
      <div
        class={`table-scroll ${classes.length > 20 ? 'many-classes' : classes.length < 6 ? 'few-classes' : ''}`}
        tabIndex={0}
        role="region"
        aria-label="Confusion matrix"
      >
        <table class="matrix" onKeyDown={onKeyDown}>
          <thead>
            <tr>
              <td class="corner">true ↓ answer →</td>
              {classes.map((answer) => (
                <th key={answer} scope="col" title={className(data, answer)}>
                  <span>{className(data, answer)}</span>
                </th>
              ))}
              <td class="recall">recall</td>
            </tr>
          </thead>
          <tbody>
            {classes.map((truth) => (
              <tr key={truth}>
                <th scope="row" title={className(data, truth)}>
                  <span>{className(data, truth)}</span>
                </th>
                {classes.map((answer) => (
                  <CountCell
                    key={answer}
                    data={data}
                    cell={{ truth, answer }}
                    count={confusion.counts[truth]?.[answer] ?? 0}
                    greatestError={greatestError}
                    isChosen={cell.truth === truth && cell.answer === answer}
                    onChoose={setCell}
                  />
                ))}
                <td class="recall">{recallText(confusion, truth)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <CellSamples
        model={model}
        confusion={confusion}
        answers={answers}
        cell={cell}
        chosen={chosen}
        onChoose={onChoose}
      />
    </div>
  );
}

function CountCell({
  data,
  cell,
  count,
  greatestError,
  isChosen,
  onChoose,
}: {
  readonly data: ReportData;
  readonly cell: Cell;
  readonly count: number;
  /** Count of the darkest cell. */
  readonly greatestError: number;
  readonly isChosen: boolean;
  readonly onChoose: (cell: Cell) => void;
}) {
  const { truth, answer } = cell;
  const strength = truth === answer ? 0 : count / greatestError;
  return (
    <td class={truth === answer ? 'diagonal' : ''}>
      <button
        type="button"
        data-cell={`${truth}-${answer}`}
        tabIndex={isChosen ? 0 : -1}
        aria-pressed={isChosen}
        aria-label={`${className(data, truth)} answered as ${className(data, answer)}: ${count}`}
        style={{ '--strength': `${(100 * Math.sqrt(strength) * 0.7).toFixed(0)}%` }}
        onClick={() => onChoose(cell)}
      >
        {count === 0 ? '' : count}
      </button>
    </td>
  );
}

function CellSamples({
  model,
  confusion,
  answers,
  cell,
  chosen,
  onChoose,
}: {
  readonly model: PageModel;
  readonly confusion: ReportConfusion;
  readonly answers: ArrayLike<number>;
  readonly cell: Cell;
  readonly chosen: number | undefined;
  readonly onChoose: (sample: number) => void;
}) {
  const { data } = model;
  const { truth, answer } = cell;
  const [wholeCell, setWholeCell] = useState<Cell>();
  const showsAll = wholeCell === cell;
  const count = confusion.counts[truth]?.[answer] ?? 0;
  const total = confusion.counts[truth]?.reduce((sum, value) => sum + value, 0) ?? 0;
  const held = data.samples.labels.flatMap((label, sample) =>
    label === truth && answers[sample] === answer ? [sample] : [],
  );
  const samples = showsAll ? held : held.slice(0, fewSamples);
  return (
    <div class="cell-samples">
      <div aria-live="polite">
        <h4>
          {truth === answer
            ? `${className(data, truth)}, answered rightly`
            : `${className(data, truth)} answered as ${className(data, answer)}`}
        </h4>
        <p>
          {count} of {total} test rows{total > 0 && ` (${percent(count / total)})`}
          {samples.length > 0 && samples.length < count && `; ${samples.length} of them:`}
        </p>
      </div>
      <div class={showsAll ? 'all-samples' : ''}>
        <SampleStrip
          model={model}
          samples={samples}
          chosen={chosen}
          label="Samples of this cell"
          answer={() => answer}
          onChoose={onChoose}
        />
      </div>
      {held.length > samples.length && (
        <button type="button" class="more" onClick={() => setWholeCell(cell)}>
          Show all {held.length}
          {held.length < count && ' that this page holds'}
        </button>
      )}
    </div>
  );
}

/** Samples of a cell that are shown at first. */
const fewSamples = 8;

/** Steps of the arrow keys, in true and answered class. */
const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** The cell that a key leads to; `undefined` for keys that are no arrows. */
function neighbor({ truth, answer }: Cell, key: string, classCount: number): Cell | undefined {
  const step = steps[key];
  if (step === undefined) return undefined;
  const clamp = (value: number) => Math.min(classCount - 1, Math.max(0, value));
  return { truth: clamp(truth + step[0]), answer: clamp(answer + step[1]) };
}

function recallText(confusion: ReportConfusion, truth: number): string {
  const recall = recallOf(confusion, truth);
  return recall === undefined ? '–' : percent(recall);
}

/** The most frequent confusion, a good place to start reading. */
function worstCell({ counts }: ReportConfusion): Cell {
  let worst: Cell = { truth: 0, answer: 0 };
  let most = 0;
  counts.forEach((line, truth) =>
    line.forEach((count, answer) => {
      if (truth !== answer && count > most) {
        worst = { truth, answer };
        most = count;
      }
    }),
  );
  return worst;
}
