import { useState } from 'preact/hooks';

import type { PageModel } from '../model.js';
import { sampleCalled, sampleNoun } from '../sample-names.js';

/** Jumps to a row by what it is called in the data. */
export function RowSearch({
  model: { data },
  onChoose,
}: {
  readonly model: PageModel;
  readonly onChoose: (sample: number) => void;
}) {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const noun = sampleNoun(data);
  const go = (event: Event): void => {
    event.preventDefault();
    const sample = sampleCalled(data, text);
    if (sample !== undefined) onChoose(sample);
    setProblem(sample === undefined ? `${noun} ${text}: ${missingText(data)}` : '');
  };
  return (
    <form class="row-search group" onSubmit={go}>
      <label for="row-search">Go to {noun}</label>
      <input
        id="row-search"
        type="text"
        size={8}
        required
        autocomplete="off"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit">Go</button>
      <output class="problem">{problem}</output>
    </form>
  );
}

function missingText({ samples, trees }: PageModel['data']): string {
  const [tree] = trees;
  const all = (tree?.confusion.maxPath.counts ?? []).flat().reduce((sum, count) => sum + count, 0);
  const held = samples.rows.length;
  return held < all
    ? `not among the ${held} of ${all} test rows that this page holds`
    : `not among the ${all} test rows`;
}
