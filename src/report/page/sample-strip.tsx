import { SampleImage } from './image.js';
import type { PageModel } from './model.js';
import { className } from './text.js';

interface SampleStripProps {
  readonly model: PageModel;
  readonly samples: readonly number[];
  readonly chosen?: number | undefined;
  /** What the group holds, for screen readers. */
  readonly label: string;
  /** Class answered for a sample; a sample of another class is marked as wrong. */
  readonly answer?: ((sample: number) => number | undefined) | undefined;
  /** Short text under a sample instead of its class. */
  readonly note?: ((sample: number) => string) | undefined;
  readonly onChoose: (sample: number) => void;
}

/** Samples in a row that wraps; a click or Enter follows one through the tree. */
export function SampleStrip({ model, samples, chosen, label, answer, note, onChoose }: SampleStripProps) {
  if (samples.length === 0) return <p class="none">None.</p>;
  return (
    <ul class={`strip ${model.shape === undefined ? 'strip-rows' : ''}`} aria-label={label}>
      {samples.map((sample) => {
        const labelOf = model.data.samples.labels[sample] ?? 0;
        const answered = answer?.(sample);
        const isWrong = answered !== undefined && answered !== labelOf;
        const truth = className(model.data, labelOf);
        const verdict = isWrong ? `, answered ${className(model.data, answered)}` : '';
        const description = `Test row ${model.data.samples.rows[sample] ?? ''}: ${truth}${verdict}`;
        // The visible text comes first: rows of a table show their number.
        const shown = model.shape === undefined ? `${model.data.samples.rows[sample] ?? ''} ` : '';
        const caption = note
          ? note(sample)
          : isWrong
            ? `${truth} → ${className(model.data, answered)}`
            : truth;
        return (
          <li key={sample}>
            <button
              type="button"
              class={`sample ${isWrong ? 'is-wrong' : ''}`}
              aria-pressed={chosen === sample}
              aria-label={`${shown}${caption}. ${description}. Follow its decision.`}
              title={description}
              data-sample={sample}
              onClick={() => onChoose(sample)}
            >
              <SampleImage model={model} sample={sample} alt="" /> <span class="caption">{caption}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
