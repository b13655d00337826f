/** The entry of the command line: runs one command and turns how it ended into the exit status. */

import { CommanderError } from "commander";
import { createProgram } from "./args.js";
import { EXIT, type ExitStatus } from "./exit-status.js";
import { UsageError } from "./usage-error.js";

async function main(argv: readonly string[]): Promise<ExitStatus> {
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
    process.stderr.write(
      `netpol: this is a fault of netpol\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return EXIT.fault;
  }
}

// Who reads our output may stop early, as `head` does: there is nobody left to write for.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? EXIT.ok);
});

// The exit status is set, not forced: output to a pipe may still be on its way.
main(process.argv).then((status) => {
  process.exitCode = status;
});
