// Loaded into the server's process before it: on SIGUSR2, says on standard error how much of the heap is used when all that
// nobody needs any more is gone. Compiled code is left out: it grows for tens of thousands of steps, until the last seldom function
// has become warm, and no further than the program is large.
const { getHeapCodeStatistics, setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

process.on("SIGUSR2", () => {
  // Twice: what finalizers let go of goes with the second.
  collect();
  collect();
  const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } = getHeapCodeStatistics();
  process.stderr.write(`heap used: ${process.memoryUsage().heapUsed - machineCode - bytecode}\n`);
});
