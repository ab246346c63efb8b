import { paperResultsFor } from '../data/paper-results.js';
import { InvalidInputError } from '../errors.js';
import { olderRecipeText } from '../experiment/older-recipe.js';
import { planExplanations, planPicture, planTitles } from '../experiment/plan-pictures.js';
import { planNames } from '../experiment/plans.js';
import { readExperiment } from '../file/experiment-file.js';
import type { ReportSweep } from '../report/report-data.js';

/**
 * Pictures of an experiment's plans that vary a number, for the report.
 *
 * @param file `experiment.json`
 * @throws {InvalidInputError} when it is none, of other data, or has no such plan
 */
export async function experimentSweeps(file: string, dataset: string): Promise<ReportSweep[]> {
  const experiment = await readExperiment(file);
  if (experiment.dataset !== dataset) {
    throw new InvalidInputError(
      `${file}: must be of ${JSON.stringify(dataset)} as the folder of the run, found ${JSON.stringify(experiment.dataset)}`,
    );
  }
  const sweeps = planNames.flatMap((plan) => {
    const found = experiment.plans.find((each) => each.plan === plan);
    const picture = found && planPicture(plan, found.variants, paperResultsFor(dataset));
    if (found === undefined || picture === undefined) return [];
    const { seeds } = found;
    return [
      {
        title: planTitles[plan],
        text: [planExplanations[plan], olderRecipeText(found.variants, ({ label = '' }) => label)]
          .join(' ')
          .trim(),
        plot: picture.plot,
        description: picture.description,
        seeds,
        command: experiment.commands[plan],
      },
    ];
  });
  if (sweeps.length === 0)
    throw new InvalidInputError(
      `${file}: no plan in it varies a number; sdt experiment --plan depth makes one that does`,
    );
  return sweeps;
}
