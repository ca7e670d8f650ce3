/** The machine that figures are taken on, and whether it is quiet enough for them. */
import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** One line that stands above every table. */
export const machineLine = (threads = 1): string =>
  `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${threads === 1 ? "one thread" : `${threads} threads`} used`;

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
export async function quietness(): Promise<Quiet> {
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

export const describeQuiet = ({ load, busyCores, quiet }: Quiet): string =>
  `load average ${load.map((x) => x.toFixed(2)).join(", ")}; others use ${busyCores.toFixed(2)} cores${quiet ? "" : ": not quiet"}`;
