/** Typos are told from different names that look alike. */

import { describe, expect, it } from "vitest";
import { isMisspelling } from "./misspelling.js";

describe("isMisspelling", () => {
  it.each([
    ["Web", "web"],
    ["chekout", "checkout"],
    ["postgers", "postgres"],
    ["frontendd", "frontend"],
    ["wbe", "web"],
    ["shop-fronted", "shop-frontend"],
    ["app.kubernetes.io/nmae", "app.kubernetes.io/name"],
  ])("%s is meant to be %s", (written, meant) => {
    expect(isMisspelling(written, meant)).toBe(true);
  });

  it.each([
    ["web", "web"],
    ["web-1", "web-2"],
    ["web1", "web"],
    ["pod-a", "pod-b"],
    ["dev", "dex"],
    ["db", "dc"],
    ["shop-api", "shop-app"],
    ["frontend", "backend"],
  ])("%s and %s are two names", (one, other) => {
    expect(isMisspelling(one, other)).toBe(false);
  });
});
