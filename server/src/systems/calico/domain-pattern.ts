/** DNS names in rules of Calico Enterprise and Cloud: a `*` stands for one or more whole labels, wherever it is. */

import type { NamePattern } from "../../model/name-pattern.js";

export function domainPattern(written: string): NamePattern {
  const text = normalized(written);
  const labels = text.split(".").map((it) => (it === "*" ? String.raw`[^.]+(\.[^.]+)*` : escaped(it)));
  const pattern = new RegExp(`^${labels.join(String.raw`\.`)}$`);
  return { text, covers: (other) => normalized(other) === text || pattern.test(normalized(other)) };
}

function escaped(label: string): string {
  return label.replaceAll(/[^a-z0-9_-]/g, String.raw`\$&`);
}

function normalized(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
