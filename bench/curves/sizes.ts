/** What a measurement is of: rows of random numbers, and a complete tree for them. */
export interface Size {
  readonly rows: number;
  readonly features: number;
  readonly depth: number;
  readonly classes: number;
}

export type SizeName = keyof Size;

/** What all sizes but one are. */
export const usualSize: Size = { rows: 10_000, features: 64, depth: 6, classes: 10 };

/** Values of the one that is varied. */
export const varied: Readonly<Record<SizeName, readonly number[]>> = {
  rows: [1_000, 3_000, 10_000, 30_000, 100_000],
  features: [4, 16, 64, 256, 1_024],
  depth: [2, 4, 6, 8, 10, 12],
  classes: [2, 4, 10, 26, 100],
};

export const sizeNames = Object.keys(varied) as SizeName[];

/** All sizes that are measured, those of one curve one behind the other; the usual one is on each. */
export function allSizes(): { readonly name: SizeName; readonly size: Size }[] {
  return sizeNames.flatMap((name) =>
    varied[name].map((value) => ({ name, size: { ...usualSize, [name]: value } })),
  );
}

/** The same with a tenth of the rows and without the greatest values, to try the bench out. */
export function smallSizes(): ReturnType<typeof allSizes> {
  return allSizes()
    .filter(({ name, size }) => size[name] !== varied[name].at(-1))
    .map(({ name, size }) => ({ name, size: { ...size, rows: size.rows / 10 } }));
}
