import { Type } from 'typebox';

// Fields that several documents have.

/** A share of rows, such as an accuracy. */
export const fraction = Type.Number({ minimum: 0, maximum: 1 });
export const count = Type.Integer({ minimum: 0 });
/** Wall-clock time. */
export const seconds = Type.Number({ minimum: 0 });
export const base64Pattern = '^[A-Za-z0-9+/]*={0,2}$';

/** Rows of the three parts of the data. */
export const rowCounts = Type.Object({ train: count, validation: count, test: count });
