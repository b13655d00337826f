/** Runs the command line as users do, in a process of its own, from a bundle of the present sources. */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundleServer } from "../../scripts/build.mjs";
import { ROOT } from "./repository.js";

/** As deep below the root as it must be to find pages and version. */
const BUNDLE = join(ROOT, "server/out/cli-test/netpol.cjs");

export interface CliRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Builds the bundle; before the first run. */
export async function buildCli(): Promise<void> {
  await bundleServer(BUNDLE);
}

export function runCli(args: readonly string[], { cwd = ROOT, input = "", env = {} }: CliOptions = {}): CliRun {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUNDLE, ...args], {
    cwd,
    input,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
    timeout: 50_000,
  });
  return { status, stdout, stderr };
}
