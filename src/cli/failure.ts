/** Errors that are the caller's to mend: one clear line, no stack trace, a documented exit code. */

/** 1: the work could not be done (missing file, unwritable folder). 2: the request or the input is not what it should be. */
export type ExitCode = 1 | 2;

export class Failure extends Error {
  readonly exitCode: ExitCode;
  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.name = "Failure";
    this.exitCode = exitCode;
  }
}

/** The text of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
