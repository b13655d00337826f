// Times in milliseconds and what stands for many of them.
// Usage: import { pause, quantile, timed } from "./times.mjs"

export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
