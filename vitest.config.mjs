// Unit, page, semantics, feature and protocol tests; those in a real VS Code have their own runner.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["server/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/extension/**"],
    testTimeout: 60_000,
    setupFiles: [],
  },
});
