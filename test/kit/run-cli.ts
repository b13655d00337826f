/**
 * Runs the command line: inside the test's own process, which takes a tenth of the time, or as users do in a process of its
 * own, from a bundle of the present sources, for what only a process shows.
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Readable } from "node:stream";
import { bundleServer } from "../../scripts/build.mjs";
import { run } from "../../server/src/cli/run.js";
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

/** Runs a command here. Calls must not overlap: each has the process's folder, environment and streams to itself. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const { cwd = ROOT, input = "", env = {} } = options;
  const before = { cwd: process.cwd(), env: process.env, stdin: process.stdin };
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  try {
    process.chdir(cwd);
    process.env = { ...before.env, ...env };
    setStdin(Readable.from([Buffer.from(input)]));
    const status = await run(["node", "netpol", ...args]);
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.release();
    stderr.release();
    setStdin(before.stdin);
    process.env = before.env;
    process.chdir(before.cwd);
  }
}

function setStdin(stream: Readable): void {
  Object.defineProperty(process, "stdin", { value: stream, configurable: true });
}

/** Keeps what is written to a stream, until it is released. */
function captured(stream: NodeJS.WriteStream): { readonly text: () => string; readonly release: () => void } {
  const { write } = stream;
  let text = "";
  stream.write = ((chunk: string | Uint8Array) => {
    text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
    return true;
  }) as typeof stream.write;
  return {
    text: () => text,
    release: () => {
      stream.write = write;
    },
  };
}

/** Builds the bundle; before the first process. */
export async function buildCli(): Promise<void> {
  await bundleServer(BUNDLE);
}

/** Runs a command in a process of its own, and kills it when it takes too long. */
export function spawnCli(args: readonly string[], { cwd = ROOT, input = "", env = {} }: CliOptions = {}): CliRun {
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
