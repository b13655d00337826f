/** Label selectors over the parameters of a generator: they pick sets of parameters, and take any text for a value. */

import type { Value } from "../../kustomize/index.js";
import { Undecidable } from "../go-template/render.js";
import { itemsAt, pairsAt, textAt, textsAt } from "../read.js";

/** The keys that it asks for. */
export function askedBy(selector: Value): readonly string[] {
  const keys = itemsAt(selector, "matchExpressions").flatMap((it) => textAt(it, "key") ?? []);
  return [...pairsAt(selector, "matchLabels").keys(), ...keys];
}

export function selects(selector: Value, labels: ReadonlyMap<string, string>): boolean {
  const pairs = [...pairsAt(selector, "matchLabels")];
  return (
    pairs.every(([key, { value }]) => labels.get(key) === value) &&
    itemsAt(selector, "matchExpressions").every((it) => {
      const value = labels.get(textAt(it, "key") ?? "");
      const values = textsAt(it, "values").map((one) => one.value);
      switch (textAt(it, "operator")) {
        case "In":
          return value !== undefined && values.includes(value);
        case "NotIn":
          return value === undefined || !values.includes(value);
        case "Exists":
          return value !== undefined;
        case "DoesNotExist":
          return value === undefined;
        default:
          throw new Undecidable("a selector has an unknown operator");
      }
    })
  );
}
