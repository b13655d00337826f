// Prints how many of the corpus' labelled mistakes are pointed at, which are missed, and false alarms.
// Usage: npm run pitfalls [-- --all]      --all shows what points at each mistake too

import { loadTypeScript } from "./kit/load.mjs";

const { CORPUS } = await loadTypeScript("test/kit/repository.ts");
const { judgePitfalls } = await loadTypeScript("test/kit/pitfalls.ts");
const { pitfallText } = await loadTypeScript("test/kit/pitfall-text.ts");

if (CORPUS === undefined) {
  console.error("The shared corpus is not there: expected ../shared/corpus beside the repository.");
  process.exitCode = 2;
} else process.stdout.write(pitfallText(judgePitfalls(CORPUS), process.argv.includes("--all")));
