/** Notices: one for each cause, with the files and places that have it. */

import { expect, it } from "vitest";
import { workspaceOf } from "./kit/analyse.js";

const kustomization = (...urls: string[]): string => `resources:\n${urls.map((url) => `  - ${url}\n`).join("")}`;
const template = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n";

it("a remote resource alone is named with its line", () => {
  const files = { "a/kustomization.yaml": kustomization("https://example.org/a.yaml") };
  expect(workspaceOf(new Map(Object.entries(files))).notices()).toEqual([
    {
      file: "a/kustomization.yaml",
      message: "Line 2: `https://example.org/a.yaml` is not fetched: its objects are not in this workspace",
    },
  ]);
});

it("several causes of one kind are one notice, with every place", () => {
  const files = {
    "a/kustomization.yaml": kustomization("https://example.org/a.yaml", "https://example.org/b.yaml"),
    "b/kustomization.yaml": kustomization("https://example.org/c.yaml"),
    "c/one.yaml": template,
    "c/two.yaml": template,
  };
  expect(workspaceOf(new Map(Object.entries(files))).notices()).toEqual([
    {
      message:
        "3 remote resources are not fetched: their objects are not in this workspace (a/kustomization.yaml, b/kustomization.yaml)",
      places: [
        { file: "a/kustomization.yaml", line: 1 },
        { file: "a/kustomization.yaml", line: 2 },
        { file: "b/kustomization.yaml", line: 1 },
      ],
    },
    {
      message: "2 templates are not checked until they are rendered (c/one.yaml, c/two.yaml)",
      places: [
        { file: "c/one.yaml", line: 0 },
        { file: "c/two.yaml", line: 0 },
      ],
    },
  ]);
});
