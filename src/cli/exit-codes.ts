/** What the command says to the shell. */
export const exitCodes = {
  success: 0,
  /** The work failed: bad file, engine that does not load, full disk, a bug. */
  failed: 1,
  /** The command line is wrong: unknown command or option, value outside its range. */
  usage: 2,
  /** Stopped: 128 + the number of the signal, as shells expect. By SIGHUP, when a terminal closes; */
  hungUp: 129,
  /** by SIGINT, which is Ctrl-C; */
  interrupted: 130,
  /** by SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Signals after which a command stops in good order. */
export const stopSignals = {
  SIGHUP: exitCodes.hungUp,
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
} as const;

export type StopSignal = keyof typeof stopSignals;

/** Exit code of a command that a signal has stopped; `reason` is what it was aborted with. */
export function stopCode(reason: unknown): ExitCode {
  return Object.entries(stopSignals).find(([name]) => name === reason)?.[1] ?? exitCodes.interrupted;
}
