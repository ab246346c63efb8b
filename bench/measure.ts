import { median, quantileSorted } from 'simple-statistics';

/** Does some work a number of times and gives the seconds that it took. */
export type Timer = (repetitions: number) => Promise<number>;

export interface Measurement {
  /** Median seconds of one repetition. */
  readonly seconds: number;
  readonly reference?: {
    readonly seconds: number;
    /** Reference time divided by ours, median over the pairs: above 1 we are faster. */
    readonly ratio: number;
    /** First and third quartile of the pairs' ratios. */
    readonly ratioQuartiles: readonly [number, number];
  };
}

/** Long enough for the clock and for a thread pool to settle, short enough for many rounds. */
const secondsPerRound = 0.25;

/**
 * Times ours and the reference in turn (A B A B ...), so that whatever else the machine does meets both alike, and
 * compares neighbors only.
 */
export async function measure(
  ours: Timer,
  reference: Timer | undefined,
  rounds: number,
): Promise<Measurement> {
  const repetitions = await calibrate(ours);
  const referenceRepetitions = reference === undefined ? 0 : await calibrate(reference);
  const times: number[] = [];
  const referenceTimes: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const seconds = (await ours(repetitions)) / repetitions;
    times.push(seconds);
    if (reference === undefined) continue;
    const referenceSeconds = (await reference(referenceRepetitions)) / referenceRepetitions;
    referenceTimes.push(referenceSeconds);
    ratios.push(referenceSeconds / seconds);
  }
  if (reference === undefined) return { seconds: median(times) };
  const sorted = ratios.toSorted((a, b) => a - b);
  return {
    seconds: median(times),
    reference: {
      seconds: median(referenceTimes),
      ratio: median(ratios),
      ratioQuartiles: [quantileSorted(sorted, 0.25), quantileSorted(sorted, 0.75)],
    },
  };
}

/** Repetitions that fill one round; running them warms up compilers and caches. */
async function calibrate(timer: Timer): Promise<number> {
  for (let repetitions = 1; ; repetitions *= 4) {
    const seconds = await timer(repetitions);
    if (seconds > secondsPerRound / 4)
      return Math.max(1, Math.round((repetitions * secondsPerRound) / seconds));
  }
}

/** What seconds are: those of the clock on the wall, or those that processors work for this process, which others hardly disturb. */
export type Clock = 'wall' | 'processor';

const readings: Readonly<Record<Clock, () => number>> = {
  wall: () => performance.now() / 1000,
  processor() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
};

/** A timer of work that is called once per repetition. */
export function timerOf(work: (repetition: number) => Promise<void> | void, clock: Clock = 'wall'): Timer {
  const seconds = readings[clock];
  return async (repetitions) => {
    const start = seconds();
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const pending = work(repetition);
      // Awaiting work that is already done would cost more than some of it takes.
      if (pending !== undefined) await pending;
    }
    return seconds() - start;
  };
}
