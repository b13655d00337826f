// Unit, page, semantics, feature and protocol tests; those in a real VS Code have their own runner.
// Three projects, told by the name of a file: fast ones, which `npm run quick` runs before a commit; `*.slow.test.ts` and
// test/protocol, which try thousands of random cases, all findings of the corpus, the answers of other implementations, or
// processes; and `*.alone.test.ts`, which put something else in place of a module.
import { defineConfig } from "vitest/config";

const SLOW = ["**/*.slow.test.ts", "test/protocol/**/*.test.ts"];
const ALONE = ["**/*.alone.test.ts"];
const ELSEWHERE = ["**/node_modules/**", "test/extension/**"];

/** Files of a worker share its modules where they may: loading them anew for each takes longer than most tests. */
const project = (name, include, exclude, isolate, testTimeout = 60_000) => ({
  test: { name, include, exclude: [...ELSEWHERE, ...exclude], isolate, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      project("fast", ["server/src/**/*.test.ts", "test/**/*.test.ts"], [...SLOW, ...ALONE], false),
      project("alone", ALONE, [], true),
      // A machine may be busy with other things: then a minute is not enough for the corpus.
      project("slow", SLOW, [], true, 240_000),
    ],
    // By default one core is left to whoever watches, and of two that is half.
    maxWorkers: "100%",
  },
});
