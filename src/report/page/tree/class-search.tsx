import type { ReportData } from '../../report-data.js';
import { className } from '../text.js';

/** Finds the leaves that answer a class: choose one, then step through its leaves, the busiest first. */
export function ClassSearch({
  data,
  id,
  sought,
  leaves,
  current,
  onSeek,
  onGo,
}: {
  readonly data: ReportData;
  readonly id: string;
  readonly sought: number | undefined;
  /** Nodes of the leaves that answer the class. */
  readonly leaves: readonly number[];
  readonly current: number;
  readonly onSeek: (classIndex: number | undefined) => void;
  readonly onGo: (node: number) => void;
}) {
  const position = leaves.indexOf(current);
  const go = (step: number): void => {
    const start = position < 0 ? (step > 0 ? -1 : 0) : position;
    const target = leaves[(start + step + leaves.length) % leaves.length];
    if (target !== undefined) onGo(target);
  };
  return (
    <div class="search">
      <label for={id}>Find class</label>
      <select
        id={id}
        value={sought === undefined ? '' : String(sought)}
        onChange={(event) =>
          onSeek(event.currentTarget.value === '' ? undefined : Number(event.currentTarget.value))
        }
      >
        <option value="">any</option>
        {data.classNames.map((_, index) => (
          <option key={index} value={String(index)}>
            {className(data, index)}
          </option>
        ))}
      </select>
      <button
        type="button"
        disabled={leaves.length === 0}
        aria-label="Previous leaf of this class"
        onClick={() => go(-1)}
      >
        ‹
      </button>
      <output class="position">
        {sought === undefined
          ? ''
          : leaves.length === 0
            ? 'no leaf'
            : position < 0
              ? `${leaves.length} leaves`
              : `${position + 1} of ${leaves.length}`}
      </output>
      <button
        type="button"
        disabled={leaves.length === 0}
        aria-label="Next leaf of this class"
        onClick={() => go(1)}
      >
        ›
      </button>
    </div>
  );
}
