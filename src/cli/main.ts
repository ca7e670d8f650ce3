/** The `graphweld` command. Commands load TensorFlow.js when they run, so that help and mistakes are answered at once. */
import { createRequire } from "node:module";
import { type CommandDef, defineCommand, renderUsage, runCommand } from "citty";
import { checkArguments } from "./arguments.ts";
import { bench } from "./bench.ts";
import { convert, optimize } from "./convert.ts";
import { explain } from "./explain.ts";
import { Failure, messageOf, missingPackage } from "./failure.ts";
import { prepareOutput, print, printError, verbose } from "./output.ts";
import { patterns } from "./patterns.ts";

// biome-ignore lint/suspicious/noExplicitAny: commands differ in their arguments' types, as citty's own type has it
const COMMANDS: Readonly<Record<string, CommandDef<any>>> = { bench, convert, explain, optimize, patterns };
const version = (createRequire(import.meta.url)("graphweld/package.json") as { version: string }).version;
const graphweld = defineCommand({
  meta: {
    name: "graphweld",
    version,
    description: "Converts, optimizes, explains and times models for TensorFlow.js.",
  },
  subCommands: COMMANDS,
});
const EXIT_CODES = `EXIT CODES

  0  done
  1  could not be done: a file or package is missing, a folder is not writable, the model does not run or has control flow
  2  not understood: the arguments are wrong, or the model's files are damaged or no graph model
`;

prepareOutput();
try {
  await main(process.argv.slice(2));
} catch (error) {
  const [line, exitCode] = verdict(error);
  printError(line);
  if (verbose && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = exitCode;
}

async function main(args: readonly string[]): Promise<void> {
  const [name = "", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) {
    const end = rest.indexOf("--");
    if (rest.slice(0, end < 0 ? undefined : end).some(isHelp)) return print(await renderUsage(command, graphweld));
    checkArguments(name, command.args as Parameters<typeof checkArguments>[1], rest);
    await runCommand(command, { rawArgs: rest });
  } else if (isHelp(name)) print(`${await renderUsage(graphweld)}\n\n${EXIT_CODES}`);
  else if (name === "--version" || name === "-v") print(version);
  else {
    const what = name === "" ? "no command" : `unknown ${name.startsWith("-") ? "option" : "command"} "${name}"`;
    throw new Failure(`${what}; the commands are ${Object.keys(COMMANDS).join(", ")}, see graphweld --help`, 2);
  }
}

function isHelp(arg: string): boolean {
  return arg === "--help" || arg === "-h";
}

/** What to say of an error, and the exit code. */
function verdict(error: unknown): [line: string, exitCode: number] {
  if (error instanceof Failure) return [error.message, error.exitCode];
  const missing = missingPackage(error);
  if (missing) return [missing, 1];
  return [`unexpected error: ${messageOf(error)}${verbose ? "" : " (GRAPHWELD_VERBOSE=1 shows where)"}`, 1];
}
