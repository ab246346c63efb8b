import { spreadBar, type Spread } from '../../../data/spread.js';
import { createAxis, percentTick } from '../../../render/chart/axis.js';
import { errorBarPath, symbolPath } from '../../../render/chart/paths.js';
import { modelStyles } from '../../learning-curves.js';
import type { ReportData } from '../../report-data.js';
import { roleNames } from '../text.js';
import { modelSpread } from './model-spread.js';

interface Row {
  readonly name: string;
  readonly color: string;
  readonly spread: Spread;
  readonly paper: number | undefined;
}

const width = 460;
const rowHeight = 38;
const labelWidth = 150;
const paperMark = symbolPath('diamond', 6);

/** Accuracies as dots with error bars, the paper's as open diamonds. */
export function ScoreChart({ data }: { readonly data: ReportData }) {
  const rows = scoreRows(data);
  if (rows.length === 0) return null;
  const values = rows.flatMap(({ spread, paper }) => [
    spread.mean,
    ...(spreadBar(spread) ?? []),
    paper ?? [],
  ]);
  const { ticks, position: x } = createAxis(values.flat(), [labelWidth, width - 20], {
    bounds: [0, 1],
    spacing: 70,
  });
  const height = rows.length * rowHeight + 34;
  return (
    <svg
      class="score-chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label="Accuracies drawn on one scale; the table holds the same numbers"
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={x(tick)} x2={x(tick)} y1={4} y2={height - 28} />
          <text class="tick" x={x(tick)} y={height - 10} text-anchor="middle">
            {percentTick(tick)}
          </text>
        </g>
      ))}
      {rows.map(({ name, color, spread, paper }, index) => {
        const y = index * rowHeight + rowHeight / 2 + 4;
        const bar = spreadBar(spread);
        return (
          <g key={name}>
            <text class="label" x={labelWidth - 14} y={y + 4} text-anchor="end">
              {name}
            </text>
            {bar && (
              <path
                class="error-bar"
                d={errorBarPath('horizontal', y, [x(bar[0]), x(bar[1])], 6)}
                stroke={color}
              />
            )}
            <circle cx={x(spread.mean)} cy={y} r={6} fill={color} />
            {paper !== undefined && (
              <path class="paper-mark" d={paperMark} transform={`translate(${x(paper)} ${y})`}>
                <title>Paper: {(100 * paper).toFixed(2)} %</title>
              </path>
            )}
          </g>
        );
      })}
      {data.paper && (
        <g>
          <path class="paper-mark" d={paperMark} transform={`translate(10 ${height - 14})`} />
          <text class="tick" x={22} y={height - 10}>
            the paper’s
          </text>
        </g>
      )}
    </svg>
  );
}

function scoreRows({ runs, paper }: ReportData): Row[] {
  const trees = (['distilled', 'baseline'] as const).flatMap((role) =>
    (['mixture', 'maxPath'] as const).map((inference) => ({
      name: `${roleNames[role].replace(' tree', '')}, ${inference === 'maxPath' ? 'max path' : 'mixture'}`,
      color: modelStyles[role].color,
      scores: runs.flatMap((run) => run.trees[role]?.[inference] ?? []),
      paper: inference === 'maxPath' ? paper?.[role] : undefined,
    })),
  );
  const teacher = runs.flatMap(({ teacherAccuracy }) => teacherAccuracy ?? []);
  return [
    { name: 'Teacher', color: modelStyles.teacher.color, scores: teacher, paper: paper?.teacher },
    ...trees,
  ].flatMap(({ scores, ...row }) => (scores.length === 0 ? [] : [{ ...row, spread: modelSpread(scores) }]));
}
