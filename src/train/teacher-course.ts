import { oneCycleSchedule } from '../optimizer/schedule.js';
import { logitsLayerName } from '../teacher/built-in/architectures.js';
import { Plateau, type PlateauSettings } from './plateau.js';
import { bestSharpness } from './sharpness.js';
import type { Verdict } from './training-loop.js';
import type { UnseenAnswers } from './unseen-answers.js';

type Weights = Readonly<Record<string, Float32Array>>;

/** How a teacher's training runs, and what becomes of its weights in the end. */
export interface TeacherCourse {
  /** Learning rate of a step, counted from 0 over all epochs. */
  readonly rateAt: (step: number) => number;
  judge(parameters: Weights): Promise<Verdict>;
  /** Takes in the scores of earlier epochs as if it had judged them; absent: they do not matter. */
  readonly recall?: (scores: readonly number[]) => void;
  finished(parameters: Weights): Promise<Weights>;
  dispose(): Promise<void>;
}

/**
 * One learning-rate cycle over all epochs.
 *
 * @param isChosen whether accuracy chooses among the epochs; otherwise the last one is kept, where the rate is lowest
 */
export function oneCycle(peak: number, totalSteps: number, isChosen: boolean): TeacherCourse {
  const schedule = oneCycleSchedule({ peak, risingFraction: 0.2 });
  return {
    rateAt: (step) => schedule(step, totalSteps),
    judge: () => Promise.resolve(isChosen ? {} : { score: 0 }),
    finished: (parameters) => Promise.resolve(parameters),
    dispose: () => Promise.resolve(),
  };
}

/**
 * Goes on as long as answers to unseen rows get better at telling classes apart, however sure they are of themselves (Berta et al. 2025:
 * refine, then calibrate); their surety is set right in the end, by a factor in the layers of logits.
 */
export function untilPlateau(unseen: UnseenAnswers, settings: PlateauSettings): TeacherCourse {
  const plateau = new Plateau(settings);
  return {
    rateAt: (step) => plateau.rateAt(step),
    judge: async (parameters) => plateau.judge(-bestSharpness(await unseen.with(parameters)).loss),
    recall(scores) {
      for (const score of scores) plateau.judge(score);
    },
    async finished(parameters) {
      const { factor } = bestSharpness(await unseen.with(parameters));
      return Object.fromEntries(
        Object.entries(parameters).map(([name, values]) => [
          name,
          name.startsWith(logitsLayerName) ? values.map((value) => factor * value) : values,
        ]),
      );
    },
    dispose: () => unseen.dispose(),
  };
}
