/** What stands in the place of a template's actions, and what is known of it. */

import { describe, expect, it } from "vitest";
import { maskOf } from "./mask.js";

/** The mask, with dots for the blanks that stand for actions at the ends of lines. */
function masked(template: string): string | undefined {
  const mask = maskOf(template);
  if (mask === undefined) return undefined;
  expect(mask.text.length).toBe(template.length);
  return mask.text.replaceAll(/ +$/gm, "");
}

const unknownIn = (template: string): string[] =>
  (maskOf(template)?.unknown ?? []).map((it) => template.slice(it.start, it.end));

describe("maskOf", () => {
  it("leaves blanks for values, items and lines, and letters within values and keys", () => {
    expect(masked("name: {{ .Release.Name }}\n")).toBe("name:\n");
    expect(masked("- {{ .x }} # why\n")).toBe("-          # why\n");
    expect(masked("{{ .k }}: {{ .v }}\n")).toBe("xxxxxxxx:\n");
    expect(masked("name: web-{{ .x }}\n")).toBe("name: web-xxxxxxxx\n");
    expect(masked('"{{ .x }}-a": "{{ index . "b" }}"\n')).toBe(`"xxxxxxxx-a": "${"x".repeat(17)}"\n`);
    expect(masked("a: [{{ .x }}, b]\n")).toBe("a: [xxxxxxxx, b]\n");
    expect(masked('  {{- include "x" . | nindent 2 }}\nb: 1\n')).toBe("\nb: 1\n");
  });

  it("takes control away, and a block on one line as one value", () => {
    expect(masked("{{- if .a }}\nb: 1\n{{- else }}\nc: 2\n{{- end }}\n")).toBe("\nb: 1\n\nc: 2\n\n");
    expect(masked("port: {{ if .a }}80{{ else }}90{{ end }}\n")).toBe("port:\n");
    expect(masked("{{ if .a }}b: 1{{ end }}\n")).toBe("\n");
    expect(masked("a: b{{/* c }} */}}\n{{ $x := 1 }}\n{{ break }}\n")).toBe("a: b\n\n\n");
    expect(masked('{{ define "a" }}\nb: {{ .c }}\n{{ end }}\nd: 1\n')).toBe("\nd: 1\n");
  });

  it("keeps actions over several lines, with braces in their texts, at their length", () => {
    expect(masked('a: {{ include\n  "b" . }}\nc: 1\r\n')).toBe("a:\nc: 1\r\n");
    expect(masked('a: {{ "}}" }}{{ `{{ "}}" }}` }}\n')).toBe(`a: ${"x".repeat(28)}\n`);
    expect(masked("a: b-{{ 'x' }}\n")).toBe("a: b-xxxxxxxxx\n");
  });

  it("knows what is unknown, and in which column lines come out", () => {
    expect(unknownIn("{{ if .a }}\nb: {{ .c }}-{{ .d }}\n{{ end }}\n")).toEqual(["{{ .c }}", "{{ .d }}"]);
    const [line] = maskOf('a:\n  {{- include "b" . | nindent 4 }}\n')?.unknown ?? [];
    expect(line).toEqual({ start: 3, end: 37, isOpen: true, column: 4 });
    expect(maskOf("a:\n  {{- .b | nindent 4 | trim }}\n")?.unknown[0]?.column).toBeUndefined();
    expect(maskOf("a: {{ .b }}\n")?.unknown).toEqual([{ start: 3, end: 11, isOpen: false }]);
  });

  it("gives up where actions do not end or blocks do not nest", () => {
    for (const broken of [
      "a: {{ .b\n",
      "{{ if .a }}\nb: 1\n",
      "{{ end }}\n",
      "{{ else }}",
      'a: {{ "b }}\n',
      "{{/* a",
    ]) {
      expect(maskOf(broken), broken).toBeUndefined();
    }
  });
});
