// Loaded into the server's process before it: on SIGUSR2, writes all that is on the heap into a file, and says on standard error where.
const { tmpdir } = require("node:os");
const path = require("node:path");
const { writeHeapSnapshot } = require("node:v8");

process.on("SIGUSR2", () => {
  // What nobody needs any more is let go before.
  const file = writeHeapSnapshot(path.join(tmpdir(), `netpol-${process.pid}-${Date.now()}.heapsnapshot`));
  process.stderr.write(`heap: ${file}\n`);
});
