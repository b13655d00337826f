/** The entry of the command line: runs what its arguments say, and ends the process with its exit status. */

import { EXIT } from "./exit-status.js";
import { run } from "./run.js";

// Who reads our output may stop early, as `head` does: there is nobody left to write for.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? EXIT.ok);
});

// The exit status is set, not forced: output to a pipe may still be on its way.
run(process.argv).then((status) => {
  process.exitCode = status;
});
