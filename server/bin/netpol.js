#!/usr/bin/env node
// The command line's entry: hands over to the bundle that `npm run build` makes. Required, not imported: Node would
// read the whole bundle once more to find the names that it exports.
import module, { createRequire } from "node:module";

// What V8 makes of the bundle is kept for the next start, as tsc does it; Node can from 22.1 on.
module.enableCompileCache?.();

createRequire(import.meta.url)("../dist/netpol.cjs");
