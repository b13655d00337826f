#!/usr/bin/env node
// The command line's entry: hands over to the bundle that `npm run build` makes. Required, not imported: Node would
// read the whole bundle once more to find the names that it exports.
import { createRequire } from "node:module";

createRequire(import.meta.url)("../dist/netpol.cjs");
