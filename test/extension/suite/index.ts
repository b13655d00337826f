/** The suite's entry: VS Code calls `run` inside its extension host. */

import { writeFileSync } from "node:fs";
import Mocha from "mocha";
import { activateExtension } from "./kit";

/** One subject a file, in this order: the last one starts the server anew. */
const SUBJECTS = [
  () => import("./problems.test"),
  () => import("./reading.test"),
  () => import("./writing.test"),
  () => import("./navigation.test"),
  () => import("./can.test"),
  () => import("./changes.test"),
  () => import("./flows.test"),
  () => import("./start.test"),
];

interface Result {
  readonly title: string;
  readonly milliseconds?: number;
  readonly failure?: string;
}

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "tdd", color: false, timeout: 60_000 });
  // Tests name `suite` and `test` as globals, which exist from here on.
  mocha.suite.emit("pre-require", globalThis as unknown as Mocha.MochaGlobals, "suite", mocha);
  mocha.suite.beforeAll(activateExtension);
  for (const load of SUBJECTS) await load();

  const results: Result[] = [];
  await new Promise<void>((resolve) => {
    const runner = mocha.run(() => resolve());
    runner.on("pass", (it) => results.push({ title: it.title, milliseconds: it.duration ?? 0 }));
    runner.on("fail", (it, error: Error) => results.push({ title: it.title, failure: error.stack ?? error.message }));
  });
  // The record for whoever started VS Code; the console of an extension host does not reach it on every way.
  const file = process.env.NETPOL_TEST_RESULTS;
  if (file !== undefined) writeFileSync(file, JSON.stringify(results));
  const failed = results.filter((it) => it.failure !== undefined);
  if (failed.length > 0 || results.length === 0) throw new Error(`${failed.length} of ${results.length} tests failed`);
}
