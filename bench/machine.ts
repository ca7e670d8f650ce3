/** The machine that figures are taken on, and whether it is quiet enough for them. */
import { readFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** The processor in words. */
export const processorLine = (): string => `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores`;

/** One line that stands above every table. */
export const machineLine = (threads = 1): string =>
  `${processorLine()}, ${threads === 1 ? "one thread" : `${threads} threads`} used`;

export interface Quiet {
  /** Load averages of 1, 5 and 15 minutes; zeros on Windows. */
  readonly load: readonly number[];
  /** Cores' worth of work that others did during a second. */
  readonly busyCores: number;
  readonly quiet: boolean;
}

/** The work of others that figures may be published with, in cores. */
const MOST_BUSY = 0.15;

/** Looks for a second at what else this machine does. Call it while this process does nothing. */
async function quietness(): Promise<Quiet> {
  const spent = () => cpus().map(({ times }) => ({ ...times }));
  const before = spent();
  await sleep(1000);
  const busyCores = spent().reduce((sum, now, i) => sum + busyShare(before[i] ?? now, now), 0);
  return { load: loadavg(), busyCores, quiet: busyCores <= MOST_BUSY };
}

type Times = Readonly<Record<"user" | "nice" | "sys" | "idle" | "irq", number>>;

/** The share of the time between two looks that a core was not idle. */
export function busyShare(before: Times, now: Times): number {
  const total = (t: Times): number => t.user + t.nice + t.sys + t.idle + t.irq;
  const passed = total(now) - total(before);
  return passed > 0 ? 1 - (now.idle - before.idle) / passed : 0;
}

const describeQuiet = ({ load, busyCores, quiet }: Quiet): string =>
  `load average ${load.map((x) => x.toFixed(2)).join(", ")}; others use ${busyCores.toFixed(2)} cores${quiet ? "" : ": not quiet"}`;

/** How figures were taken. */
export interface Taken {
  readonly date: string;
  readonly machine: string;
  readonly quiet: Quiet;
  /** Cores' worth of time that the host of a virtual machine kept from it meanwhile; not there where the system does not tell. */
  readonly stolen?: number;
}

const describeStolen = (stolen: number): string => `meanwhile the machine's host kept ${stolen.toFixed(2)} cores`;

export const describeTaken = ({ date, machine, quiet, stolen }: Taken): string =>
  `on ${date}: ${machine};\nbefore it, ${describeQuiet(quiet)}${stolen === undefined ? "" : `; ${describeStolen(stolen)}`}.`;

/**
 * To be called before figures are taken: tells how quiet the machine is, and ends the process with 2 where figures of a busy one
 * would be written. The function that it returns says afterwards how they were taken.
 */
export async function beginFigures(
  { write, noisy }: { readonly write: boolean; readonly noisy: boolean },
  machine: string = machineLine(),
): Promise<() => Taken> {
  const quiet = await quietness();
  console.error(describeQuiet(quiet));
  if (write && !quiet.quiet && !noisy) {
    console.error("figures of a busy machine are not written; wait, or see --noisy");
    process.exit(2);
  }
  const [before, start] = [stolenSeconds(), performance.now()];
  return () => {
    const now = stolenSeconds();
    const date = new Date().toISOString().slice(0, 10);
    if (before === undefined || now === undefined) return { date, machine, quiet };
    const stolen = (1000 * (now - before)) / (performance.now() - start);
    console.error(describeStolen(stolen));
    return { date, machine, quiet, stolen };
  };
}

/** Clock ticks a second in Linux's accounting, on every machine that Node runs on. */
const TICKS = 100;

/** Seconds of all cores together, since the start of the machine, when one had work and its host let others run. */
function stolenSeconds(): number | undefined {
  try {
    return stolenTicks(readFileSync("/proc/stat", "utf8")) / TICKS;
  } catch {
    return undefined;
  }
}

/** Of the text of Linux's /proc/stat, whose first line says what all cores did: user, nice, system, idle, iowait, irq, softirq, steal. */
export const stolenTicks = (stat: string): number => Number(stat.split("\n", 1)[0]?.trim().split(/\s+/)[8] ?? 0);
