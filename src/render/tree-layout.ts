/**
 * How a tree is laid out: `vertical`, from the top down, with large filters; `horizontal`, from left to right, and `radial`, from the middle
 * outwards, with small ones and all leaves in one line or on one circle.
 */
export const treeLayouts = ['vertical', 'horizontal', 'radial'] as const;
export type TreeLayout = (typeof treeLayouts)[number];
