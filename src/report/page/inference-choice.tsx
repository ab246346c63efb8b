import type { Inference } from '../report-data.js';
import { Choice } from './tabs.js';

const options = [
  { value: 'maxPath', text: 'Max path' },
  { value: 'mixture', text: 'Mixture' },
] as const satisfies readonly { readonly value: Inference; readonly text: string }[];

/** Which of a tree's two answers is looked at. */
export function InferenceChoice(props: {
  readonly name: string;
  readonly label: string;
  readonly value: Inference;
  readonly onChange: (value: Inference) => void;
}) {
  return <Choice options={options} {...props} />;
}
