/** What the command says to the shell. */
export const exitCodes = {
  success: 0,
  /** The work failed: bad file, engine that does not load, full disk, a bug. */
  failed: 1,
  /** The command line is wrong: unknown command or option, value outside its range. */
  usage: 2,
  /** Stopped by Ctrl-C; 128 + SIGINT, as shells expect. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
