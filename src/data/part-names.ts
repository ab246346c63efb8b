/** Parts of a data set that a command may ask for. */
export const partNames = ['test', 'validation', 'train', 'all'] as const;
/** One of {@link partNames}. */
export type PartName = (typeof partNames)[number];
