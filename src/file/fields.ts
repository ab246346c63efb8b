import { Type } from 'typebox';
import { greatestFloat32 } from '../data/preparation.js';

// Fields that several documents have.

/** A share of rows, such as an accuracy. */
export const fraction = Type.Number({ minimum: 0, maximum: 1 });
export const count = Type.Integer({ minimum: 0 });
/** As `SeededRandom` takes it. */
export const seed = (options: { readonly description?: string } = {}) =>
  Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1, ...options });
/** Models compute in float32, where larger numbers have no place. */
export const float32 = (options: { readonly description?: string } = {}) =>
  Type.Number({ minimum: -greatestFloat32, maximum: greatestFloat32, ...options });

/** Wall-clock time. */
export const seconds = Type.Number({ minimum: 0 });
export const base64Pattern = '^[A-Za-z0-9+/]*={0,2}$';

/** What computed: by it the bytes of a result may differ between machines. */
export const machine = Type.Object({
  engine: Type.String(),
  threads: Type.Optional(count),
  processor: Type.String(),
  features: Type.Array(Type.String()),
  system: Type.String(),
  node: Type.String(),
});

/** What decided how much rows count in training, where they do not count alike. */
export const weightRecord = Type.Object(
  {
    column: Type.Optional(Type.String({ description: "Column of the rows' weights." })),
    classes: Type.Optional(
      Type.Record(Type.String(), Type.Number({ exclusiveMinimum: 0 }), {
        description: 'Weight of each class by its name.',
      }),
    ),
  },
  { additionalProperties: false },
);
/** Rows of the three parts of the data. */
export const rowCounts = Type.Object({
  train: count,
  validation: count,
  test: count,
  unlabelled: Type.Optional(
    Type.Integer({
      minimum: 0,
      description: 'Rows without a label; the preparation is fitted on them, too.',
    }),
  ),
});
