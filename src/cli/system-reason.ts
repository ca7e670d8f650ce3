/** What the operating system says, in its words and without the call that it says it of. */
import { getSystemErrorMap } from "node:util";
import { messageOf } from "./failure.ts";

/** Why a file operation failed: "no such file or directory". */
export function systemReason(error: unknown): string {
  const { errno } = error as NodeJS.ErrnoException;
  return (errno !== undefined && getSystemErrorMap().get(errno)?.[1]) || messageOf(error);
}
