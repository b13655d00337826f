/** Runs a program without a shell, with no more than it needs, and ends it when it takes too long or says too much. */

import { spawn } from "node:child_process";

export interface ProgramResult {
  /** Undefined where the program ended well. */
  readonly fault?: "failed" | "missing" | "too-long" | "too-much" | "cancelled";
  readonly output: string;
  readonly errors: string;
}

export interface ProgramRun {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** All that it finds in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Bytes that it may print. */
  readonly mostOutput: number;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of what it says of errors; the rest is dropped. */
const MOST_ERRORS = 64 * 1024;

export function runProgram(run: ProgramRun): Promise<ProgramResult> {
  const { program, args, folder, env, timeoutMs, mostOutput, signal } = run;
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve({ fault: "cancelled", output: "", errors: "" });
      return;
    }
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...env },
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let [printed, said] = [0, 0];
    let fault: ProgramResult["fault"];
    const end = (why: NonNullable<ProgramResult["fault"]>): void => {
      fault ??= why;
      child.kill("SIGKILL");
      // What it has started may live on and keep these open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => end("too-long"), timeoutMs);
    const cancel = (): void => end("cancelled");
    signal?.addEventListener("abort", cancel, { once: true });
    child.stdout.on("data", (it: Buffer) => {
      printed += it.length;
      if (printed > mostOutput) end("too-much");
      else output.push(it);
    });
    child.stderr.on("data", (it: Buffer) => {
      said += it.length;
      if (said <= MOST_ERRORS) errors.push(it);
    });
    const done = (result: ProgramResult): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      resolve(result);
    };
    child.on("error", (error) => done({ fault: fault ?? "missing", output: "", errors: error.message }));
    child.on("close", (code) => {
      const why = fault ?? (code === 0 ? undefined : "failed");
      const result = { output: Buffer.concat(output).toString("utf8"), errors: Buffer.concat(errors).toString("utf8") };
      done(why === undefined ? result : { ...result, fault: why });
    });
  });
}
