import { Type } from 'typebox';
import { count, float32 } from './fields.js';

const closed = { additionalProperties: false };

export const differentNames = (description: string) =>
  Type.Array(Type.String(), { minItems: 1, uniqueItems: true, description });

export const categories = differentNames(
  'Words, each a feature; one more feature stands for any other word.',
);

const rawColumn = Type.Union([
  Type.Object({ name: Type.String(), type: Type.Enum(['number', 'truth value']) }, closed),
  Type.Object({ name: Type.String(), type: Type.Literal('category'), categories }, closed),
]);

const usualTable = Type.Object(
  {
    rows: count,
    columns: Type.Array(
      Type.Object(
        {
          missing: Type.Integer({ minimum: 0, description: 'Rows without a value.' }),
          numbers: Type.Optional(
            Type.Object(
              {
                least: float32(),
                low: float32({ description: '5 % of the values are not above it.' }),
                median: float32(),
                high: float32({ description: '95 % of the values are not above it.' }),
                greatest: float32(),
                decimals: Type.Optional(
                  Type.Integer({ minimum: 0, maximum: 6, description: 'Most digits behind the point.' }),
                ),
              },
              closed,
            ),
          ),
          counts: Type.Optional(
            Type.Array(count, {
              minItems: 2,
              description: 'Rows of each word, and of any other one; of a truth value: no, yes.',
            }),
          ),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  { ...closed, description: 'What the columns hold in the rows that the tree learned from, in their order.' },
);

/** What a tree file says of the table whose rows it takes. */
export const tableSchema = Type.Object(
  {
    label: Type.Optional(Type.String({ description: "Name of the labels' column." })),
    id: Type.Optional(Type.String({ description: 'Name of the column that names the rows.' })),
    weight: Type.Optional(Type.String({ description: "Name of the column of the rows' weights." })),
    columns: Type.Array(rawColumn, { minItems: 1 }),
    missing: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Cells that stand for a missing value, where other than the default.',
      }),
    ),
    usual: Type.Optional(usualTable),
  },
  {
    ...closed,
    description: 'Columns of the raw rows, in the order of their values; absent for images.',
  },
);
