import { currentRecipe, recipeText } from './recipe-version.js';

/**
 * Says which rows of a plan were measured with an older recipe; empty where none was.
 *
 * @param name of a row, as it is to be written
 */
export function olderRecipeText<Row extends { readonly olderRecipe?: string | undefined }>(
  rows: readonly Row[],
  name: (row: Row) => string,
): string {
  const versions = [...new Set(rows.flatMap(({ olderRecipe }) => olderRecipe ?? []))].sort();
  const parts = versions.map((version) => {
    const older = rows.filter(({ olderRecipe }) => olderRecipe === version);
    const which =
      older.length === rows.length ? 'All of this was' : `${older.map(name).join('; ')}: this was`;
    return `${which} measured with version ${version} of the recipe; with today's, ${recipeText(currentRecipe)}, the numbers are other ones.`;
  });
  return parts.join(' ');
}
