/** WebGPU in Node: Dawn, on the software device that comes with Chromium, the same on every machine. */
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { ensureChrome } from "../../scripts/find-chrome.ts";
import { useDawn } from "../../scripts/use-dawn.ts";

/** Chromium's software device and the library that loads it, where they are files of their own. */
export function softwareVulkan(): { readonly driver: string | undefined; readonly loader: string | undefined } {
  // Debian's program is a script beside neither its library nor its driver.
  const folders = [dirname(ensureChrome()), "/usr/lib/chromium", "/usr/lib64/chromium"];
  const find = (file: string) => folders.map((folder) => join(folder, file)).find(existsSync);
  return { driver: find("vk_swiftshader_icd.json"), loader: find("libvulkan.so.1") };
}

/** Puts `navigator.gpu` and the WebGPU classes where browsers have them. Call before the WebGPU backend is imported. */
export async function installDawn(toggles: readonly string[] = []): Promise<void> {
  const { driver, loader } = softwareVulkan();
  if (driver !== undefined) process.env.VK_DRIVER_FILES ??= driver;
  if (loader !== undefined) preload(loader);
  process.env.XDG_RUNTIME_DIR ??= "/tmp";
  useDawn(await import("webgpu"), toggles);
}

/** glibc's RTLD_NODELETE. */
const NO_DELETE = 0x1000;

/** Loads a library for Dawn, which looks for it by name only: bare machines have it nowhere but with the browser. */
function preload(library: string): void {
  try {
    process.dlopen({ exports: {} }, library, constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | NO_DELETE);
  } catch {
    // It is no module of Node's, as Node says once it is loaded.
  }
}
