import { Type } from 'typebox';
import { readWhole } from '../data/whole-file.js';
import { checkedDocument, parseJson, type DocumentOf } from './document-schema.js';
import { count, fraction } from './fields.js';

const spread = Type.Object({ mean: fraction, deviation: Type.Optional(Type.Number({ minimum: 0 })), count });
const tree = Type.Object({ maxPath: spread, mixture: spread });

/** What is read of `experiment.json`: the scores of each row of each plan. */
const experimentSchema = Type.Object({
  dataset: Type.String(),
  commands: Type.Record(Type.String(), Type.String()),
  plans: Type.Array(
    Type.Object({
      plan: Type.String(),
      seeds: count,
      variants: Type.Array(
        Type.Object({
          label: Type.Optional(Type.String()),
          /** Version of the recipe that it was measured with, where that was an older one. */
          olderRecipe: Type.Optional(Type.String()),
          /** What the plan varies, where that is a number. */
          value: Type.Optional(Type.Number()),
          /** Of the plan of few labels: whether the other rows are there; absent in files of earlier versions. */
          unlabelled: Type.Optional(Type.Boolean()),
          teacher: spread,
          baseline: tree,
          distilled: tree,
        }),
      ),
    }),
  ),
});

/** The scores of `sdt experiment`, as its `experiment.json` holds them; accuracies are fractions in [0, 1]. */
export type ExperimentScores = DocumentOf<typeof experimentSchema>;

/**
 * Reads the scores of an `experiment.json` of `sdt experiment`.
 *
 * @throws {InvalidInputError} when it is not such a file
 */
export async function readExperiment(file: string): Promise<ExperimentScores> {
  const refusal = `${file}: not the experiment.json of sdt experiment`;
  const value = parseJson((await readWhole(file)).toString('utf8'), `${refusal}: this is not JSON`);
  return checkedDocument(
    experimentSchema,
    value,
    ({ pointer, rule }) => `${refusal}${pointer === '' ? '' : ` at ${pointer}`}: ${rule}`,
  );
}
