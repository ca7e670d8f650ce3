/** The `graphweld` command. Exit codes: 0 done, 1 could not be done, 2 the request or the input is wrong. */
import { type CommandDef, defineCommand, runCommand, showUsage } from "citty";
import pc from "picocolors";
import { version } from "../core.ts";
import { bench } from "./bench.ts";
import { explain } from "./explain.ts";
import { Failure, messageOf } from "./failure.ts";
import { optimize } from "./optimize.ts";
import { patterns } from "./patterns.ts";

// biome-ignore lint/suspicious/noExplicitAny: commands differ in their arguments' types, as citty's own type has it
const COMMANDS: Readonly<Record<string, CommandDef<any>>> = { bench, explain, optimize, patterns };
const main = defineCommand({
  meta: { name: "graphweld", version, description: "Optimizes, explains and times TensorFlow.js graph models." },
  subCommands: COMMANDS,
});

const args = process.argv.slice(2);
try {
  if (args.includes("--version")) console.log(version);
  else if (args.length === 0 || args.includes("--help") || args.includes("-h")) {
    const command = COMMANDS[args[0] ?? ""];
    await (command ? showUsage(command, main) : showUsage(main));
    if (args.length === 0) process.exitCode = 2;
  } else await runCommand(main, { rawArgs: args });
} catch (error) {
  console.error(`${pc.red("graphweld:")} ${messageOf(error)}`);
  // The argument parser's own errors carry codes that begin with E_.
  const usage = error instanceof Error && "code" in error && String(error.code).startsWith("E_");
  process.exitCode = error instanceof Failure ? error.exitCode : usage ? 2 : 1;
}
