/** Runs one command of the command line and says how it ended. */

import { CommanderError } from "commander";
import { createProgram } from "./args.js";
import { EXIT, type ExitStatus } from "./exit-status.js";
import { UsageError } from "./usage-error.js";

/** @param argv As `process.argv`: the first two are the programs that run this. */
export async function run(argv: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.ok;
  try {
    const program = createProgram((it) => {
      status = it;
    });
    await program.parseAsync([...argv]);
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof UsageError) {
      process.stderr.write(`netpol: ${error.message}\n`);
      return EXIT.usage;
    }
    process.stderr.write(`netpol: this is a bug in netpol\n${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.fault;
  }
}
