/** Checks the import rules and the size of every source file: one message a line, exit code 1 when there is any. */
import { readdirSync, readFileSync } from "node:fs";
import { checkImports } from "./imports.ts";

const FOLDERS = ["src", "patterns", "kernels", "demo", "test", "bench", "scripts"];
const MOST_LINES = 400;

const sources = new Map(FOLDERS.flatMap(typeScriptFiles).map((file) => [file, readFileSync(file, "utf8")] as const));
const problems = [...checkImports(sources), ...tooLong()];
for (const problem of problems) console.error(problem);
console.log(`${sources.size} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

function typeScriptFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
      .filter((file) => /\.tsx?$/.test(file) && !/\/(node_modules|dist)\//.test(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function tooLong(): string[] {
  return [...sources]
    .map(([file, text]) => ({ file, lines: text.replace(/\n$/, "").split("\n").length }))
    .filter(({ lines }) => lines > MOST_LINES)
    .map(({ file, lines }) => `${file}: ${lines} lines; split it by what it is about (at most ${MOST_LINES})`);
}
