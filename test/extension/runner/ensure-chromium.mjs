// Finds a Chromium to show VS Code in; as root on Debian it installs the package where there is none.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const KNOWN = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** @returns path of the browser; throws with what to do where there is none and none can be installed. */
export function ensureChromium(log = console.log) {
  const given = process.env.CHROMIUM;
  if (given !== undefined) return given;
  const found = KNOWN.find((it) => existsSync(it));
  if (found !== undefined) return found;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error("the tests in a real VS Code need Chromium: install it, or name it in the variable CHROMIUM");
  }
  log("Installing the Debian package chromium, which shows VS Code in the tests");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const steps = [
    ["update", "-q"],
    ["install", "-y", "-q", "--no-install-recommends", "chromium"],
  ];
  for (const step of steps) {
    // Package mirrors fail now and then; a second attempt costs little.
    const done = [0, 1, 2].some(
      () => spawnSync("apt-get", step, { env, stdio: ["ignore", "ignore", "inherit"] }).status === 0,
    );
    if (!done) throw new Error(`apt-get ${step.join(" ")} failed`);
  }
  return KNOWN[0];
}
