/** The `graphweld` command. */
import { defineCommand, runCommand, showUsage } from "citty";
import pc from "picocolors";
import { version } from "../core.ts";
import { bench } from "./bench.ts";
import { explainCommand } from "./explain.ts";
import { Failure, messageOf } from "./failure.ts";
import { optimizeCommand } from "./optimize.ts";
import { patternsCommand } from "./patterns.ts";

const main = defineCommand({
  meta: { name: "graphweld", version, description: "Optimizes, explains and times TensorFlow.js graph models." },
  subCommands: { bench, explain: explainCommand, optimize: optimizeCommand, patterns: patternsCommand },
});

const args = process.argv.slice(2);
try {
  if (args.includes("--version")) console.log(version);
  else if (args.length === 0 || args.includes("--help") || args.includes("-h")) {
    const sub = (await import("./commands.ts")).commandOf(main, args[0]);
    await showUsage(sub, sub === main ? undefined : main);
    if (args.length === 0) process.exitCode = 2;
  } else await runCommand(main, { rawArgs: args });
} catch (error) {
  console.error(`${pc.red("graphweld:")} ${messageOf(error)}`);
  const usage = (error as { code?: string }).code?.startsWith("E_");
  process.exitCode = error instanceof Failure ? error.exitCode : usage ? 2 : 1;
}
