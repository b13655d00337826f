// Finds a Chromium to show VS Code in; as root on Debian it installs the package where there is none.

import { existsSync } from "node:fs";
import { installDebianPackages } from "../../../scripts/debian-packages.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
const PATHS = NAMES.map((it) => `/usr/bin/${it}`);

/** @returns path of the browser; throws with what to do where there is none and none can be installed. */
export function ensureChromium(log = console.log) {
  if (process.env.CHROMIUM !== undefined) return process.env.CHROMIUM;
  if (!PATHS.some((it) => existsSync(it))) installDebianPackages({ chromium: NAMES }, log);
  const found = PATHS.find((it) => existsSync(it));
  if (found === undefined) throw new Error("a real VS Code is shown in Chromium: install it, or name it in CHROMIUM");
  return found;
}
