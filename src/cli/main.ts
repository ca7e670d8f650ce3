#!/usr/bin/env node
/** The command line tool. */
import { version } from "../core.ts";

console.log(version);
