import { Type } from 'typebox';
import type { DocumentOf } from './document-schema.js';
import { count, fraction } from './fields.js';

const closed = { additionalProperties: false };
const ofAnswers = (of: typeof fraction, description: string) =>
  Type.Object({ maxPath: of, mixture: of }, { ...closed, description });
const leaves = Type.Integer({ minimum: 1 });
const measured = Type.Object(
  {
    leaves,
    accuracy: ofAnswers(fraction, 'Share of right answers.'),
    logLoss: ofAnswers(Type.Number({ minimum: 0 }), 'Mean of -ln(probability of the true class).'),
  },
  closed,
);

/** JSON schema of one way in which a tree was made simpler, and its one definition; keys in the order in which they are written. */
export const simplification = Type.Object(
  {
    kind: Type.Enum(['pruned', 'hardened'], {
      description: 'pruned: leaves were taken away; hardened: every gate sends all one way.',
    }),
    maxLeaves: Type.Optional(leaves),
    tolerance: Type.Optional(fraction),
    refitted: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Training rows that the leaves were fitted to anew.' }),
    ),
    choosing: Type.Optional(
      Type.Object(
        {
          rows: count,
          lost: Type.Optional(
            ofAnswers(
              Type.Number({ minimum: -1, maximum: 1 }),
              'Accuracy lost on these rows; below 0 where it rose.',
            ),
          ),
        },
        { ...closed, description: 'Training and validation rows, by which it was chosen what goes.' },
      ),
    ),
    rows: Type.Integer({ minimum: 0, description: 'Test rows, on which the cost was measured.' }),
    before: measured,
    after: measured,
    agreement: ofAnswers(fraction, 'Share of the test rows that both trees answer alike.'),
  },
  { ...closed, description: 'A step that made the tree simpler, and what it cost.' },
);

/** One way in which a tree was made simpler, and what it cost on the test rows. */
export type Simplification = DocumentOf<typeof simplification>;
