// Loaded into the server's process before it: on SIGUSR2, says on standard error how much of the heap is used when all that
// nobody needs any more is gone.
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

process.on("SIGUSR2", () => {
  // Twice: what finalizers let go of goes with the second.
  collect();
  collect();
  process.stderr.write(`heap used: ${process.memoryUsage().heapUsed}\n`);
});
