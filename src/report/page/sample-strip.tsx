import { SampleImage } from './image.js';
import type { PageModel } from './model.js';
import { useRoving } from './roving.js';
import { sampleName, sampleTag } from './sample-names.js';
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

/** Samples in a row that wraps; a click or Enter follows one through the tree. One stop of the Tab key. */
export function SampleStrip({ model, samples, chosen, label, answer, note, onChoose }: SampleStripProps) {
  const { tabIndexOf, ...rove } = useRoving(samples.length, samples.indexOf(chosen ?? -1));
  if (samples.length === 0) return <p class="none">None.</p>;
  const { data } = model;
  return (
    <ul class={`strip ${model.shape === undefined ? 'strip-rows' : ''}`} aria-label={label} {...rove}>
      {samples.map((sample, index) => {
        const labelOf = data.samples.labels[sample] ?? 0;
        const answered = answer?.(sample);
        const isWrong = answered !== undefined && answered !== labelOf;
        const truth = className(data, labelOf);
        const verdict = isWrong ? `, answered ${className(data, answered)}` : '';
        const description = `${sampleName(data, sample)}: ${truth}${verdict}`;
        // The visible text comes first: rows of a table show their name.
        const shown = model.shape === undefined ? `${sampleTag(data, sample)} ` : '';
        const caption = note ? note(sample) : isWrong ? `${truth} → ${className(data, answered)}` : truth;
        return (
          <li key={sample}>
            <button
              type="button"
              class={`sample ${isWrong ? 'is-wrong' : ''}`}
              aria-pressed={chosen === sample}
              aria-label={`${shown}${caption}. ${description}. Follow its decision.`}
              title={description}
              data-sample={sample}
              tabIndex={tabIndexOf(index)}
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
