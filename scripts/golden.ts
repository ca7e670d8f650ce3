/** `npm run golden`: writes test/golden anew, for a change of generated code that is meant. */
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { goldenFiles } from "../test/support/golden.ts";

const folder = new URL("../test/golden/", import.meta.url);
const files = await goldenFiles();
for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(new URL(name, folder));
for (const [name, text] of files) writeFileSync(new URL(name, folder), text);
console.log(`${files.size} files in ${fileURLToPath(folder)}`);
