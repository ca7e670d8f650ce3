/** The two streams: results on standard output, one line about what went wrong on standard error. */
import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";

/** Set to see what TensorFlow.js and Graphweld log, and the stack of an unexpected error. */
export const verbose: boolean = Boolean(process.env.GRAPHWELD_VERBOSE);

/**
 * Makes the streams behave: libraries' logs do not get between the results, and a reader who has seen enough (`| head`)
 * is no error.
 */
export function prepareOutput(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  const drop = (): void => {};
  for (const method of ["log", "info", "debug", "warn"] as const)
    console[method] = verbose ? console.error.bind(console) : drop;
}

export function print(text: string): void {
  process.stdout.write(`${process.stdout.isTTY ? text : stripVTControlCharacters(text)}\n`);
}

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

/** One line, whatever the message is made of. */
export function printError(message: string): void {
  // `isTTY` is undefined for a pipe, which createColors would take as "decide yourself", and on CI colour it.
  const { red } = pc.createColors(process.stderr.isTTY === true && pc.isColorSupported);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: messages quote files, which may hold anything
  const line = stripVTControlCharacters(message).replace(/[\s\u0000-\u001f\u007f]+/g, " ");
  process.stderr.write(`${red("graphweld:")} ${line.trim()}\n`);
}
