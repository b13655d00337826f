#!/usr/bin/env node
// The command line's entry: hands over to the bundle that `npm run build` makes.
import "../dist/netpol.cjs";
