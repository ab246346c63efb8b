import { createAxis } from '../../../render/chart/axis.js';
import { classImage, classMark } from '../../../render/colors.js';
import { signedText } from '../../../render/number-text.js';
import { explain } from '../../../tree/explanation.js';
import { Keys } from '../keys.js';
import type { PageModel, PageTree } from '../model.js';
import type { Subject } from '../subject.js';
import { className } from '../text.js';
import type { GateHistogram } from './histogram-data.js';

const width = 300;
const plotHeight = 110;
const height = plotHeight + 24;
/** Classes with a color of their own; the others share one. */
const mostClasses = 8;

/** How the log-odds of a gate are spread over the test rows that pass it, by class, and where the followed input is. */
export function GateHistogramPicture({
  model,
  pageTree: { tree, histogram },
  node,
  subject,
}: {
  readonly model: PageModel;
  readonly pageTree: PageTree;
  readonly node: number;
  readonly subject: Subject | undefined;
}) {
  const data = histogram(tree.topology.gateOf(node));
  if (data === undefined) return null;
  const rows = Array.from(data.counts).reduce((sum, count) => sum + count, 0);
  const own = subject && explain(tree, subject.features).steps.find((step) => step.node === node);
  return (
    <>
      <h4>Log-odds of the test rows</h4>
      {rows === 0 ? (
        <p class="none">The max path of no test row passes here.</p>
      ) : (
        <Bars
          model={model}
          data={data}
          rows={rows}
          node={node}
          logOdds={own?.preActivation}
          subjectName={subject?.name ?? ''}
        />
      )}
      {subject && (
        <p class="note" data-own-log-odds>
          {own === undefined
            ? `The max path of ${subject.name} does not pass here.`
            : `${subject.name}: ${signedText(own.preActivation)}, to the ${own.side}`}
        </p>
      )}
    </>
  );
}

function Bars({
  model,
  data: { start, width: binWidth, bins, counts },
  rows,
  node,
  logOdds,
  subjectName,
}: {
  readonly model: PageModel;
  readonly data: GateHistogram;
  readonly rows: number;
  readonly node: number;
  readonly logOdds: number | undefined;
  readonly subjectName: string;
}) {
  const classCount = model.data.classNames.length;
  const ofBin = (bin: number, classIndex: number) => counts[bin * classCount + classIndex] ?? 0;
  const totals = model.data.classNames
    .map((_, classIndex) => ({
      classIndex,
      rows: Array.from({ length: bins }, (__, bin) => ofBin(bin, classIndex)).reduce((a, b) => a + b, 0),
    }))
    .filter(({ rows: own }) => own > 0)
    .sort((a, b) => b.rows - a.rows || a.classIndex - b.classIndex);
  const shown = totals.slice(0, mostClasses);
  const others = totals.slice(mostClasses);
  const groups = [
    ...shown.map(({ classIndex, rows: own }) => ({
      name: className(model.data, classIndex),
      color: classMark(classIndex).color,
      // From the eleventh class on marks are dashed: pale here, and dashed in the key.
      isPale: classMark(classIndex).dash !== undefined,
      key: classImage(classIndex),
      classes: [classIndex],
      rows: own,
    })),
    ...(others.length === 0
      ? []
      : [
          {
            name: `${others.length} others`,
            color: 'var(--bar)',
            isPale: false,
            key: 'var(--bar)',
            classes: others.map(({ classIndex }) => classIndex),
            rows: others.reduce((sum, each) => sum + each.rows, 0),
          },
        ]),
  ];
  const end = start + bins * binWidth;
  const axis = createAxis([start, end, 0, ...(logOdds === undefined ? [] : [logOdds])], [8, width - 8], {
    ticks: 'among',
    spacing: 60,
  });
  const x = axis.position;
  const heights = Array.from({ length: bins }, (_, bin) =>
    groups.map(({ classes }) => classes.reduce((sum, classIndex) => sum + ofBin(bin, classIndex), 0)),
  );
  const most = Math.max(...heights.map((parts) => parts.reduce((a, b) => a + b, 0)), 1);
  const left = heights
    .slice(0, Math.max(0, Math.round(-start / binWidth)))
    .flat()
    .reduce((a, b) => a + b, 0);
  return (
    <figure class="histogram" data-histogram={node}>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Log-odds of ${rows} test rows at node ${node}, from ${signedText(start)} to ${signedText(end)}: ${left} go left, ${rows - left} right; at most ${most} rows in a bar`}
      >
        {heights.map((parts, bin) => {
          const [from, to] = [x(start + bin * binWidth), x(start + (bin + 1) * binWidth)];
          let below = 0;
          return parts.map((count, group) => {
            if (count === 0) return null;
            const size = (count / most) * (plotHeight - 8);
            below += size;
            return (
              <rect
                key={`${bin}-${group}`}
                x={from}
                y={plotHeight - below}
                width={Math.max(0.5, to - from - 0.5)}
                height={size}
                fill={groups[group]?.color}
                fill-opacity={groups[group]?.isPale === true ? 0.5 : 1}
              >
                <title>{`${groups[group]?.name ?? ''}: ${count} rows, ${signedText(start + bin * binWidth)} to ${signedText(start + (bin + 1) * binWidth)}`}</title>
              </rect>
            );
          });
        })}
        <line class="axis" x1={8} x2={width - 8} y1={plotHeight} y2={plotHeight} />
        <line class="even" x1={x(0)} x2={x(0)} y1={0} y2={plotHeight} />
        {axis.ticks.map((tick) => (
          <text key={tick} class="tick" x={x(tick)} y={plotHeight + 15} text-anchor="middle">
            {tick === 0 ? '0' : signedText(tick)}
          </text>
        ))}
        {logOdds !== undefined && (
          <g class="own">
            <line x1={x(logOdds)} x2={x(logOdds)} y1={4} y2={plotHeight} />
            <path d={`M${x(logOdds) - 5} 0h10l-5 8z`} />
            <title>{`${subjectName}: ${signedText(logOdds)}`}</title>
          </g>
        )}
      </svg>
      <p class="sides-text">
        <span class="to-left">← left {left}</span> <span class="to-right">{rows - left} right →</span>
      </p>
      <Keys
        label="Rows by class"
        entries={groups.map(({ name, key, rows: own }) => ({ background: key, text: `${name} ${own}` }))}
      />
    </figure>
  );
}
