import { useState } from 'preact/hooks';

import { grainOf, onGrain, type CellValue, type ExplainedColumn } from '../../../explain/table-columns.js';
import { columnTitle, usualText, valueText } from '../../../render/decision-words.js';
import { canBeMissing, wordsOf } from './edited-row.js';

interface ValueEditorProps {
  readonly column: ExplainedColumn;
  readonly index: number;
  /** What the row holds, and what it is to hold instead. */
  readonly own: CellValue;
  readonly value: CellValue;
  readonly onChange: (value: CellValue) => void;
}

/** Values beyond these are no numbers of float32. */
const mostNumber = 3e38;

/** The value of one column, to be changed: a number by slider and field, a word or yes and no by choice, missing where that occurs. */
export function ValueEditor(props: ValueEditorProps) {
  const { column, index, own, value, onChange } = props;
  const isChanged = own !== value;
  const id = `what-if-${index}`;
  const usual = usualText(column, value);
  return (
    <div class={`value-editor ${isChanged ? 'is-changed' : ''}`} data-column={column.input.name}>
      <label class="value-name" for={id}>
        {columnTitle(column)}
        {column.unit !== undefined && <span class="muted"> {column.unit}</span>}
      </label>
      {column.input.kind === 'number' ? (
        <NumberControls {...props} id={id} />
      ) : (
        <WordChoice {...props} id={id} />
      )}
      <p class="note value-usual">
        {isChanged && (
          <>
            <span>was {valueText(column, own)}</span>{' '}
            <button
              type="button"
              class="node-link"
              aria-label={`Undo the change of ${columnTitle(column)}`}
              onClick={() => onChange(own)}
            >
              undo
            </button>
            {usual !== '' && ' · '}
          </>
        )}
        {usual}
      </p>
    </div>
  );
}

function NumberControls({ column, own, value, onChange, id }: ValueEditorProps & { readonly id: string }) {
  const [typed, setTyped] = useState<string>();
  const { numbers } = column.usual ?? {};
  const grain = grainOf(column);
  const { least = 0, greatest = 0, median = 0 } = numbers ?? {};
  const [low, high] = [onGrain(least, grain, Math.ceil), onGrain(greatest, grain, Math.floor)];
  const title = columnTitle(column);
  const number = typeof value === 'number' ? value : undefined;
  const middle = onGrain(Math.min(high, Math.max(low, median)), grain);
  return (
    <div class="value-controls">
      {low < high && (
        <input
          type="range"
          aria-label={`${title}, slider`}
          aria-valuetext={valueText(column, value)}
          min={low}
          max={high}
          step={grain}
          value={number ?? middle}
          disabled={number === undefined}
          onInput={(event) => onChange(onGrain(Number(event.currentTarget.value), grain))}
        />
      )}
      <input
        id={id}
        type="number"
        step={grain}
        value={typed ?? (number === undefined ? '' : String(number))}
        disabled={number === undefined}
        onInput={({ currentTarget }) => {
          setTyped(currentTarget.value);
          const typedNumber = currentTarget.valueAsNumber;
          if (Math.abs(typedNumber) <= mostNumber) onChange(typedNumber);
        }}
        onBlur={() => setTyped(undefined)}
      />
      {canBeMissing(column, own) && (
        <label class="check">
          <input
            type="checkbox"
            checked={value === null}
            onChange={({ currentTarget }) => onChange(currentTarget.checked ? null : (own ?? middle))}
          />
          missing
        </label>
      )}
    </div>
  );
}

function WordChoice({ column, own, value, onChange, id }: ValueEditorProps & { readonly id: string }) {
  const words = column.input.kind === 'category' ? wordsOf(column, own) : [false, true];
  const choices: CellValue[] = canBeMissing(column, own) ? [...words, null] : words;
  return (
    <div class="value-controls">
      <select
        id={id}
        value={String(choices.indexOf(value))}
        onChange={(event) => onChange(choices[Number(event.currentTarget.value)] ?? null)}
      >
        {choices.map((choice, place) => (
          <option key={place} value={String(place)}>
            {valueText(column, choice)}
          </option>
        ))}
      </select>
    </div>
  );
}
