/** Types of plain scalars, as go-yaml v2 resolves them (KV-25). */

import { expect, it } from "vitest";
import { goInteger, resolvePlain } from "./scalar.js";

// KV-25: what go-yaml v2 makes of plain scalars.
it.each([
  ["boolean", true, ["y", "Y", "yes", "Yes", "YES", "true", "True", "on", "ON"]],
  ["boolean", false, ["n", "N", "no", "false", "FALSE", "off", "Off"]],
  ["null", null, ["", "~", "null", "Null", "NULL"]],
  ["integer", 493, ["493", "0755", "0o755", "0x1ed", "0X1ED", "0b111101101", "4_93", "+493"]],
  ["integer", -8, ["-8", "-010", "-0x8"]],
  ["integer", 8, ["8.0", "8.", "08", "0.8e1", "80e-1"]],
  ["float", 0.5, ["0.5", ".5", "5e-1"]],
  ["float", 2 ** 64, ["18446744073709551616"]],
  ["float", Number.POSITIVE_INFINITY, [".inf", "+.Inf"]],
  ["float", Number.NEGATIVE_INFINITY, ["-.INF"]],
  ["float", Number.NaN, [".nan", ".NaN"]],
] as const)("reads as %s %s", (type, value, texts) => {
  for (const text of texts) expect(resolvePlain(text), text).toEqual({ type, value });
});

it.each([
  "tRUE",
  "yES",
  "nULL",
  "1.2.3",
  "10.0.0.0/8",
  "2001-01-01",
  "1:30",
  "-",
  "+",
  ".",
  "0x",
  "0b2",
  "1e",
  "e1",
  "--1",
  "_1",
  "web",
])("leaves %s a text", (text) => {
  expect(resolvePlain(text)).toEqual({ type: "string", value: text });
});

it("reads the integers of Go's ParseInt with base 0", () => {
  expect(["0", "-0x1f", "0B11", "017", "09", "1_0", ""].map(goInteger)).toEqual([
    0,
    -31,
    3,
    15,
    undefined,
    undefined,
    undefined,
  ]);
});
