/** Prints how long the steps and the rules took, the longest first. */

/** Both in milliseconds by name. To standard error, so that a report in JSON stays whole. */
export function printTimings(steps: ReadonlyMap<string, number>, rules: ReadonlyMap<string, number>): void {
  const longestFirst = [...rules].sort(([, a], [, b]) => b - a);
  for (const [name, milliseconds] of [...steps, ...longestFirst]) {
    process.stderr.write(`${milliseconds.toFixed(1).padStart(10)} ms  ${name}\n`);
  }
}
