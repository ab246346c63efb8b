/**
 * Part of every trial's key, so that trials of different code are not mixed in one report: raised whenever the same settings and seed
 * give other numbers than before. `tests/experiment/recipe-version.test.ts` tells when kernels or traced training steps have changed.
 */
export const recipeVersion = 2 as number;

/** Versions in which convolutions alone are computed in another way: other teachers, and their trees, are still those of the version before. */
const ofConvolutionsAlone: ReadonlySet<number> = new Set([2]);

/** The version in which a trial's numbers last changed. */
export function lastChange(recipe: number, hasConvolutions: boolean): number {
  return !hasConvolutions && ofConvolutionsAlone.has(recipe) ? lastChange(recipe - 1, false) : recipe;
}

/** The same for how few labelled rows are drawn, which touches no trial that has all labels. */
export const labelDrawVersion = 2 as number;

/** The code that a trial is of. */
export interface RecipeVersion {
  readonly recipe: number;
  /** Of trials with few labels; it touches no other. */
  readonly labelDraw: number;
}

/** Today's. */
export const currentRecipe: RecipeVersion = { recipe: recipeVersion, labelDraw: labelDrawVersion };

/**
 * The versions before one, the latest first.
 *
 * @param hasFewLabels whether the draw of labelled rows is part of the trial
 */
export function olderRecipes(hasFewLabels: boolean, current: RecipeVersion = currentRecipe): RecipeVersion[] {
  const downFrom = (version: number) => Array.from({ length: version }, (_, index) => version - index);
  const draws = hasFewLabels ? downFrom(current.labelDraw) : [current.labelDraw];
  return downFrom(current.recipe)
    .flatMap((recipe) => draws.map((labelDraw): RecipeVersion => ({ recipe, labelDraw })))
    .filter(({ recipe, labelDraw }) => recipe !== current.recipe || labelDraw !== current.labelDraw);
}

/** `1.2` */
export function recipeText({ recipe, labelDraw }: RecipeVersion): string {
  return `${recipe}.${labelDraw}`;
}
