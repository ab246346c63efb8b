import { useMemo, useState } from 'preact/hooks';

import { cellValue, type ExplainedColumn } from '../../../explain/table-columns.js';
import { createAxis } from '../../../render/chart/axis.js';
import { classImage, classMark } from '../../../render/colors.js';
import { columnTitle, valueText } from '../../../render/decision-words.js';
import { useAfterDrawing } from '../in-pieces.js';
import { Keys } from '../keys.js';
import type { PageModel, PageTree } from '../model.js';
import type { Subject } from '../subject.js';
import { className, percent, roleNames } from '../text.js';
import { columnsByHeed } from './edited-row.js';
import { decisionGrid, gridAxis, mappedColumns, type DecisionGrid, type GridAxis } from './decision-grid.js';

const size = 320;
const margin = { left: 56, bottom: 24, top: 8, right: 8 };

/** What the trees answer where two columns of numbers take other values, all else as in the row: where one answer ends and the next begins. */
export function DecisionMaps({
  model,
  columns,
  subject: next,
}: {
  readonly model: PageModel;
  readonly columns: readonly ExplainedColumn[];
  readonly subject: Subject;
}) {
  // The answers come first: thousands of cells can wait for a frame.
  const subject = useAfterDrawing(next);
  const offered = useMemo(() => {
    const mapped = new Set(mappedColumns(columns));
    return columnsByHeed(columns, model.trees).filter((column) => mapped.has(column));
  }, [columns, model]);
  const [chosen, setChosen] = useState<readonly [x: number, y: number]>([offered[0] ?? 0, offered[1] ?? 0]);
  if (offered.length < 2) return null;
  const choose = (side: 0 | 1, column: number): void => {
    const other = side === 0 ? chosen[1] : chosen[0];
    const free = column === other ? (side === 0 ? chosen[0] : chosen[1]) : other;
    setChosen(side === 0 ? [column, free] : [free, column]);
  };
  const [x, y] = chosen.map((column) => gridAxis(columns, column, ownNumber(columns, column, subject)));
  return (
    <div class="decision-maps">
      <h3>Where the answer changes</h3>
      <p class="note">
        The max path’s answer where two values are others and the rest is as in {subject.name}, which the
        cross marks. The axes reach as far as the training rows.
      </p>
      <div class="toolbar">
        {(['Across', 'Upwards'] as const).map((label, side) => (
          <label key={label}>
            {label}{' '}
            <select
              value={String(chosen[side])}
              onChange={(event) => choose(side === 0 ? 0 : 1, Number(event.currentTarget.value))}
            >
              {offered.map((column) => (
                <option key={column} value={String(column)}>
                  {titleOf(columns, column)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      <div class="maps">
        {x &&
          y &&
          [...model.trees]
            .reverse()
            .map((pageTree) => (
              <DecisionMap
                key={pageTree.role}
                model={model}
                pageTree={pageTree}
                columns={columns}
                subject={subject}
                axes={[x, y]}
              />
            ))}
      </div>
    </div>
  );
}

function DecisionMap({
  model,
  pageTree: { role, tree },
  columns,
  subject,
  axes: [xAxis, yAxis],
}: {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly columns: readonly ExplainedColumn[];
  readonly subject: Subject;
  readonly axes: readonly [GridAxis, GridAxis];
}) {
  const grid = useMemo(
    () => decisionGrid(tree, columns, subject.features, [xAxis, yAxis]),
    [tree, columns, subject, xAxis.column, yAxis.column],
  );
  const shares = sharesOf(grid);
  const x = createAxis([xAxis.low, xAxis.high], [margin.left, size - margin.right], among);
  const y = createAxis([yAxis.low, yAxis.high], [size - margin.bottom, margin.top], among);
  const own = [xAxis.column, yAxis.column].map((column) => ownNumber(columns, column, subject));
  const names = [xAxis, yAxis].map(({ column }) => titleOf(columns, column));
  const told = shares.map(({ answer, share }) => `${className(model.data, answer)} ${percent(share)}`);
  return (
    <figure class="decision-map" data-map={role}>
      <figcaption>{roleNames[role]}</figcaption>
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={`${roleNames[role]}: answers by ${names.join(' across and ')} upwards; of the map ${told.join(', ')}`}
      >
        <g class="answers">
          {runsOf(grid).map(({ line, from, to, answer }) => (
            <rect
              key={`${line}-${from}`}
              data-class={answer}
              x={share(from / grid.side, margin.left, size - margin.right)}
              y={share((line + 1) / grid.side, size - margin.bottom, margin.top)}
              width={((to - from) / grid.side) * (size - margin.right - margin.left) + 0.3}
              height={(size - margin.bottom - margin.top) / grid.side + 0.3}
              fill={classMark(answer).color}
            >
              <title>{className(model.data, answer)}</title>
            </rect>
          ))}
        </g>
        {x.ticks.map((tick) => (
          <text key={tick} class="tick" x={x.position(tick)} y={size - 8} text-anchor="middle">
            {shortNumber(tick)}
          </text>
        ))}
        {y.ticks.map((tick) => (
          <text key={tick} class="tick" x={margin.left - 6} y={y.position(tick) + 4} text-anchor="end">
            {shortNumber(tick)}
          </text>
        ))}
        {own[0] !== undefined && own[1] !== undefined && (
          <path
            class="own"
            d={`M${x.position(own[0]) - 7} ${y.position(own[1])}h14M${x.position(own[0])} ${y.position(own[1]) - 7}v14`}
          />
        )}
      </svg>
      <p class="note" data-own-values>
        {[xAxis, yAxis].map(({ column }, place) => ownText(columns, column, own[place])).join(' · ')}
      </p>
      <Keys
        label="Answers and their share of the map"
        entries={shares.map(({ answer }, place) => ({
          background: classImage(answer),
          text: told[place] ?? '',
        }))}
      />
    </figure>
  );
}

const among = { ticks: 'among', spacing: 70 } as const;

function share(fraction: number, start: number, end: number): number {
  return start + fraction * (end - start);
}

function titleOf(columns: readonly ExplainedColumn[], index: number): string {
  const column = columns[index];
  if (column === undefined) return '';
  return column.unit === undefined ? columnTitle(column) : `${columnTitle(column)} (${column.unit})`;
}

function ownText(columns: readonly ExplainedColumn[], index: number, own: number | undefined): string {
  const column = columns[index];
  return column === undefined ? '' : `${columnTitle(column)} ${valueText(column, own ?? null)}`;
}

function ownNumber(
  columns: readonly ExplainedColumn[],
  index: number,
  { features, raw }: Subject,
): number | undefined {
  const column = columns[index];
  const value = column && cellValue(column, index, features, raw);
  return typeof value === 'number' ? value : undefined;
}

function shortNumber(value: number): string {
  return Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential()
    : Number(value.toPrecision(6)).toLocaleString('en-US', { maximumFractionDigits: 6 }).replace('-', '−');
}

/** Cells of one line that follow each other with one answer, as one strip. */
function runsOf({ classes, side }: DecisionGrid) {
  const runs: { readonly line: number; readonly from: number; to: number; readonly answer: number }[] = [];
  for (const [cell, answer] of classes.entries()) {
    const [line, place] = [Math.floor(cell / side), cell % side];
    const last = runs.at(-1);
    if (last?.line === line && last.answer === answer) last.to = place + 1;
    else runs.push({ line, from: place, to: place + 1, answer });
  }
  return runs;
}

/** The answers of a map, the most frequent first. */
function sharesOf({ classes }: DecisionGrid) {
  const counts = new Map<number, number>();
  for (const answer of classes) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return [...counts]
    .map(([answer, count]) => ({ answer, share: count / classes.length }))
    .sort((a, b) => b.share - a.share || a.answer - b.answer);
}
