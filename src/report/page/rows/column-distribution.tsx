import { useMemo } from 'preact/hooks';

import { cellValue, type CellValue, type ExplainedColumn } from '../../../explain/table-columns.js';
import { createAxis } from '../../../render/chart/axis.js';
import { columnTitle, valueText } from '../../../render/decision-words.js';
import type { PageModel } from '../model.js';
import type { Subject } from '../subject.js';
import { percent } from '../text.js';
import { sampleValue } from './rows-at-node.js';

const width = 240;
const plotHeight = 70;
const mostBins = 14;
const mostWords = 8;

/** How a column's values are spread at a node, against all test rows of the page. */
export function ColumnDistribution({
  model,
  column,
  index,
  samples,
  subject,
  place,
}: {
  readonly model: PageModel;
  readonly column: ExplainedColumn;
  readonly index: number;
  readonly samples: readonly number[];
  readonly subject: Subject | undefined;
  /** What the node is called. */
  readonly place: string;
}) {
  const all = useMemo(
    () => Array.from(model.data.samples.rows, (_, sample) => sampleValue(model, sample, index)),
    [model, index],
  );
  const own = subject && cellValue(column, index, subject.features, subject.raw);
  const groups = useMemo(
    () => (column.input.kind === 'number' ? numberGroups(column, all) : wordGroups(all)),
    [column, all],
  );
  // The group of each sample, found once: nodes come and go while one hovers over the tree.
  const places = useMemo(
    () => Int16Array.from(all, (value) => groups.findIndex(({ holds }) => holds(value))),
    [groups, all],
  );
  const ofAll = useMemo(() => sharesOf(groups.length, places), [groups, places]);
  const ofHere = sharesOf(
    groups.length,
    samples.map((sample) => places[sample] ?? -1),
  );
  const most = Math.max(...ofAll, ...ofHere, 0.01);
  const step = width / Math.max(1, groups.length);
  const y = (share: number) => plotHeight - (share / most) * (plotHeight - 4);
  const [first, last] = [groups[0], groups.findLast(({ isValue }) => isValue)];
  const at = own === undefined ? -1 : groups.findIndex(({ holds }) => holds(own));
  return (
    <figure class="column-distribution" data-distribution={column.input.name}>
      <figcaption>{columnTitle(column)}</figcaption>
      <svg
        viewBox={`0 0 ${width} ${plotHeight + 10}`}
        role="img"
        aria-label={`${columnTitle(column)} at ${place}: ${groups.map(({ name }, group) => `${name} ${percent(ofHere[group] ?? 0)}`).join(', ')}`}
      >
        {groups.map(({ name }, group) => (
          <g key={group}>
            <title>{`${name}: ${percent(ofHere[group] ?? 0)} here, ${percent(ofAll[group] ?? 0)} of all`}</title>
            <rect class="ground" x={group * step} y={0} width={step} height={plotHeight} />
            <rect
              class="here"
              x={group * step + 1}
              y={y(ofHere[group] ?? 0)}
              width={step - 2}
              height={plotHeight - y(ofHere[group] ?? 0)}
            />
            <rect
              class="all"
              x={group * step + 1}
              y={y(ofAll[group] ?? 0)}
              width={step - 2}
              height={plotHeight - y(ofAll[group] ?? 0)}
            />
          </g>
        ))}
        {at >= 0 && <path class="own" d={`M${(at + 0.5) * step - 5} ${plotHeight + 10}h10l-5 -8z`} />}
      </svg>
      {column.input.kind === 'number' ? (
        <p class="ends">
          <span>{first?.first}</span>
          <span>
            {last?.last}
            {groups.at(-1) !== last && ' | missing'}
          </span>
        </p>
      ) : (
        <p class="words" style={{ '--words': String(groups.length) }}>
          {groups.map(({ name }, group) => (
            <span key={group} title={name}>
              {name}
            </span>
          ))}
        </p>
      )}
    </figure>
  );
}

/** Share of the rows that each group holds. */
function sharesOf(groupCount: number, places: Int16Array | readonly number[]): number[] {
  const counts = new Array<number>(groupCount).fill(0);
  for (const place of places) {
    if (place >= 0) counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts.map((count) => count / Math.max(1, places.length));
}

interface Group {
  readonly name: string;
  /** Texts for the ends of the axis. */
  readonly first: string;
  readonly last: string;
  readonly isValue: boolean;
  readonly holds: (value: CellValue) => boolean;
}

const missing: Group = {
  name: 'missing',
  first: '',
  last: '',
  isValue: false,
  holds: (value) => value === null,
};

/** Ranges of equal width between round numbers; the last holds its upper end. */
function numberGroups(column: ExplainedColumn, all: readonly CellValue[]): Group[] {
  const numbers = all.filter((value) => typeof value === 'number');
  const lacking = numbers.length < all.length ? [missing] : [];
  if (numbers.length === 0) return lacking;
  const { ticks } = createAxis(
    [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))],
    [0, mostBins],
    { spacing: 1 },
  );
  const text = (value: number) => valueText(column, value);
  return [
    ...ticks.slice(0, -1).map((from, place): Group => {
      const to = ticks[place + 1] ?? from;
      const isLast = place === ticks.length - 2;
      return {
        name: `${text(from)} to ${text(to)}`,
        first: text(from),
        last: text(to),
        isValue: true,
        holds: (value) => typeof value === 'number' && value >= from && (isLast ? value <= to : value < to),
      };
    }),
    ...lacking,
  ];
}

/** The most frequent words; for yes, no. */
function wordGroups(all: readonly CellValue[]): Group[] {
  const counts = new Map<CellValue, number>();
  for (const value of all) counts.set(value, (counts.get(value) ?? 0) + 1);
  const words = [...counts.keys()]
    .filter((value) => value !== null)
    .sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const shown = words.slice(0, mostWords);
  const others = new Set<CellValue>(words.slice(mostWords));
  const text = (value: CellValue) => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value));
  return [
    ...shown.map((word): Group => {
      const name = text(word);
      return { name, first: name, last: name, isValue: true, holds: (value) => value === word };
    }),
    ...(others.size === 0
      ? []
      : [
          {
            name: `${others.size} others`,
            first: '',
            last: '',
            isValue: false,
            holds: (value: CellValue) => others.has(value),
          },
        ]),
    ...(counts.has(null) ? [missing] : []),
  ];
}
