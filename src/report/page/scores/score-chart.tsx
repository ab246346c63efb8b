import { modelStyles } from '../../learning-curves.js';
import { niceTicks } from '../../line-chart.js';
import type { ReportData } from '../../report-data.js';
import { meanAndDeviation } from '../../score-summary.js';

interface Mark {
  readonly row: string;
  readonly color: string;
  readonly mean: number;
  readonly deviation: number | undefined;
  readonly paper: number | undefined;
}

const width = 460;
const rowHeight = 38;
const labelWidth = 150;

/** Accuracies as dots with error bars, the paper's as open diamonds. */
export function ScoreChart({ data }: { readonly data: ReportData }) {
  const marks = scoreMarks(data);
  const values = marks.flatMap(({ mean, deviation = 0, paper = mean }) => [
    mean - deviation,
    mean + deviation,
    paper,
  ]);
  if (values.length === 0) return null;
  const ticks = niceTicks(100 * Math.min(...values), Math.min(100, 100 * Math.max(...values)), 4);
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 100];
  const x = (accuracy: number) =>
    labelWidth + ((100 * accuracy - low) / (high - low)) * (width - labelWidth - 20);
  const height = marks.length * rowHeight + 34;
  return (
    <svg
      class="score-chart"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label="Accuracies drawn on one scale; the table holds the same numbers"
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={x(tick / 100)} x2={x(tick / 100)} y1={4} y2={height - 28} />
          <text class="tick" x={x(tick / 100)} y={height - 10} text-anchor="middle">
            {tick} %
          </text>
        </g>
      ))}
      {marks.map(({ row, color, mean, deviation, paper }, index) => {
        const y = index * rowHeight + rowHeight / 2 + 4;
        return (
          <g key={row}>
            <text class="label" x={labelWidth - 14} y={y + 4} text-anchor="end">
              {row}
            </text>
            {deviation !== undefined && (
              <path
                class="error-bar"
                d={`M${x(mean - deviation)} ${y}H${x(mean + deviation)}M${x(mean - deviation)} ${y - 6}v12M${x(mean + deviation)} ${y - 6}v12`}
                stroke={color}
              />
            )}
            <circle cx={x(mean)} cy={y} r={6} fill={color} />
            {paper !== undefined && (
              <path class="paper-mark" d={`M${x(paper)} ${y - 7}l7 7l-7 7l-7 -7z`}>
                <title>Paper: {(100 * paper).toFixed(2)} %</title>
              </path>
            )}
          </g>
        );
      })}
      {data.paper && (
        <g>
          <path class="paper-mark" d={`M10 ${height - 21}l6 6l-6 6l-6 -6z`} />
          <text class="tick" x={22} y={height - 10}>
            the paper’s
          </text>
        </g>
      )}
    </svg>
  );
}

function scoreMarks({ runs, paper }: ReportData): Mark[] {
  const mark = (row: string, color: string, scores: readonly number[], printed?: number): Mark[] => {
    const summary = meanAndDeviation(scores);
    return summary === undefined ? [] : [{ row, color, ...summary, paper: printed }];
  };
  return [
    ...mark(
      'Teacher',
      modelStyles.teacher.color,
      runs.flatMap(({ teacherAccuracy }) => teacherAccuracy ?? []),
      paper?.teacher,
    ),
    ...(['distilled', 'baseline'] as const).flatMap((role) => {
      const { color } = modelStyles[role];
      const scores = runs.flatMap(({ trees }) => trees[role] ?? []);
      const name = role === 'distilled' ? 'Distilled' : 'Baseline';
      return [
        ...mark(
          `${name}, mixture`,
          color,
          scores.map(({ mixture }) => mixture),
        ),
        ...mark(
          `${name}, max path`,
          color,
          scores.map(({ maxPath }) => maxPath),
          paper?.[role],
        ),
      ];
    }),
  ];
}
