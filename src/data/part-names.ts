/** Parts of a data set that a command may ask for. */
export const partNames = ['test', 'validation', 'train', 'all'] as const;
export type PartName = (typeof partNames)[number];
