/** Names in `fqdn`: a `*` stands for any characters, dots too (pkg/agent/controller/networkpolicy/fqdn.go, `toRegex`). */

import type { NamePattern } from "../../model/name-pattern.js";

export function fqdnPattern(written: string): NamePattern {
  const text = normalized(written);
  const pieces = text.split("*").map((it) => it.replaceAll(".", "[.]"));
  const pattern = new RegExp(`^${pieces.join(".*")}$`);
  return { text, covers: (other) => normalized(other) === text || pattern.test(normalized(other)) };
}

function normalized(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
