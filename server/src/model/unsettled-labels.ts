/** Labels that pods have although no manifest tells the value: it differs from pod to pod, or nobody knows it. */

/** By key, the values that it may have: any, or this text and a whole number behind it. */
export type UnsettledLabels = ReadonlyMap<string, "any" | { readonly before: string }>;

export const ALL_SETTLED: UnsettledLabels = new Map();

/** True when the label may have the value on some of the pods; `key` is one of the labels. */
export function mayBe(labels: UnsettledLabels, key: string, value: string): boolean {
  const values = labels.get(key);
  if (values === undefined || values === "any") return values === "any";
  return value.startsWith(values.before) && /^\d+$/.test(value.slice(values.before.length));
}
