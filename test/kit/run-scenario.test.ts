/** Shows that a scenario can fail: places without answers, answers without places, blocks that are none. */

import { describe, expect, it } from "vitest";
import { runScenario, type ScenarioResult } from "./run-scenario.js";
import { readScenarios } from "./scenarios.js";

const SCENARIO = `# Typo

~~~yaml
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelecter: {}
# ^^^^^^^^^^^ NP1002
# ^^^^^^^^^^^ action? typo
~~~

~~~action typo
~~~

~~~applied typo "Rename to \`podSelector\` (changes traffic)"
~~~

~~~yaml step=2
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
~~~
`;

function run(text: string): ScenarioResult {
  const [scenario] = readScenarios(text);
  if (scenario === undefined) throw new Error("the text has a scenario");
  return runScenario(scenario);
}

describe("runScenario", () => {
  it("answers in the order of reading, each for the state so far", () => {
    const { answers, findings } = run(SCENARIO);
    expect(answers.map((it) => it.block.info[0])).toEqual(["action", "applied"]);
    expect(answers[0]?.actual).toContain("- Rename to `podSelector` (changes traffic) (quickfix, NP1002)\n");
    expect(answers[1]?.actual).toContain("\n  podSelector: {}\n");
    expect(findings.map(({ step, results }) => [step, results.map((it) => it.agrees)])).toEqual([
      [1, [true]],
      [2, [true]],
    ]);
  });

  it("compares findings after each step", () => {
    const { findings } = run(SCENARIO.replace("podSelector: {}\n~~~\n", "podSelectro: {}\n~~~\n"));
    expect(findings.map(({ results }) => results.map((it) => it.agrees))).toEqual([[true], [false]]);
  });

  it.each([
    [
      "a place without an answer",
      SCENARIO.replace(/~~~action typo\n~~~\n\n~~~applied[^~]*~~~\n/, ""),
      "no answer block for action typo",
    ],
    ["an answer without a place", SCENARIO.replace("~~~action typo", "~~~action other"), "no mark action? other"],
    ["an action that is not offered", SCENARIO.replace("Rename to", "Delete"), 'no action "Delete'],
    [
      "a block that is none",
      SCENARIO.replace("~~~action typo", "~~~verdicts"),
      "line 13: no block of a scenario: verdicts",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => run(text)).toThrow(message);
  });
});
