/** Queries over pods: the index against one pod at a time, negations against what they negate, and stand-ins. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { FacetRequirement, PodQuery } from "./program.js";
import { requirementWords } from "./requirement-words.js";
import { type PodFacets, PodIndex, queryMatches } from "./selectors.js";
import { unseenPod } from "./unseen-pods.js";

const KEYS = ["app", "tier"];
const VALUES = ["web", "webapp", "app", "db", ""];
const OPERATORS = [
  ...["In", "NotIn", "Exists", "DoesNotExist"],
  ...["Contains", "NotContains", "StartsWith", "NotStartsWith", "EndsWith", "NotEndsWith"],
] as FacetRequirement["operator"][];

const pods: fc.Arbitrary<PodFacets[]> = fc.array(
  fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES)).map((labels) => ({
    labels: new Map(Object.entries(labels)),
    namespace: "a",
    namespaceLabels: new Map([["team", "web"]]),
    serviceAccount: "default",
    hostNetwork: false,
  })),
  { minLength: 1, maxLength: 6 },
);
const requirement: fc.Arbitrary<FacetRequirement> = fc.record({
  facet: fc.constantFrom("pod-label", "namespace-label"),
  key: fc.constantFrom(...KEYS, "team"),
  operator: fc.constantFrom(...OPERATORS),
  values: fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 2 }),
});
const query: fc.Arbitrary<PodQuery> = fc.array(requirement, { maxLength: 3 });

test("an index matches what each pod by itself matches", () => {
  fc.assert(
    fc.property(pods, query, (all, asked) => {
      const alone = all.flatMap((pod, id) => (queryMatches(asked, pod) ? [id] : []));
      expect(new PodIndex(all).match(asked).toArray()).toEqual(alone);
    }),
    { numRuns: 500 },
  );
});

test("a negated operator matches whom the other does not, those without the label included", () => {
  fc.assert(
    fc.property(pods, requirement, (all, asked) => {
      const { operator } = asked;
      if (!/Contains|With/.test(operator)) return;
      const other = operator.startsWith("Not") ? operator.slice("Not".length) : `Not${operator}`;
      const opposite = { ...asked, operator: other as FacetRequirement["operator"] };
      for (const pod of all) expect(queryMatches([asked], pod)).toBe(!queryMatches([opposite], pod));
    }),
    { numRuns: 300 },
  );
});

test("parts of values are said as they are asked, and a pod that stands in has them", () => {
  const asked = (operator: FacetRequirement["operator"], ...values: string[]): FacetRequirement => ({
    ...{ facet: "pod-label", key: "app", operator, values },
  });
  expect(requirementWords(asked("StartsWith", "web"))).toBe("app starts with 'web'");
  expect(requirementWords(asked("NotEndsWith", "db"))).toBe("!(app ends with 'db')");
  expect(requirementWords(asked("Contains", "a", "b"))).toBe("(app contains 'a' or app contains 'b')");
  const pod = unseenPod([asked("StartsWith", "web-"), asked("EndsWith", "-db")], new Map());
  expect(pod?.labels.get("app")).toBe("web--db");
});
