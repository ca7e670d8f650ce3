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

/** What to say when an import failed for want of a package; TensorFlow.js is the app's own, so it may be missing. */
export function missingPackage(error: unknown): string | undefined {
  const [, name] = /^Cannot find (?:package|module) '((?:@[^/']+\/)?[^/'.]+)/.exec(messageOf(error)) ?? [];
  return name && `${name} is not installed here; add it with npm install ${name}`;
}

/** The text of anything thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
