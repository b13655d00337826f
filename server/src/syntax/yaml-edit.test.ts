/** Every operation of the editor on small texts, in each style people write. */

import { describe, expect, it } from "vitest";
import type { Site } from "../base/source.js";
import { parseDocumentText } from "./parse.js";
import { applyEdits } from "./text-edit.js";
import { rootOf, type YamlDocument, type YamlNode } from "./yaml-document.js";
import { YamlEditor } from "./yaml-edit.js";

/** The document after the operations; undefined where the editor refuses. Paths have slashes: `spec/ingress/0/from`. */
function edited(text: string, operate: (editor: YamlEditor, at: (path: string) => Site) => void): string | undefined {
  const document: YamlDocument = { id: 7, ...parseDocumentText(text) };
  const editor = new YamlEditor((id) => (id === 7 ? document : undefined));
  operate(editor, (path) => nodeAt(document, path).site());
  if (!editor.canEdit) {
    expect(editor.edits().size).toBe(0);
    return undefined;
  }
  return applyEdits(text, editor.edits().get(7) ?? []);
}

/** The first text after the operation; the others are documents of the same file. */
function editedBeside(text: string, others: readonly string[], operate: (editor: YamlEditor, root: Site) => void) {
  const documents = [text, ...others].map((it, id): YamlDocument => ({ id, ...parseDocumentText(it) }));
  const editor = new YamlEditor(
    (id) => documents[id],
    () => documents,
  );
  operate(editor, nodeAt(documents[0] as YamlDocument, "").site());
  return applyEdits(text, editor.edits().get(0) ?? []);
}

function nodeAt(document: YamlDocument, path: string): YamlNode {
  let node = rootOf(document);
  for (const step of path === "" ? [] : path.split("/")) {
    node = node?.kind === "sequence" ? node.items()[Number(step)] : node?.get(step);
  }
  if (node === undefined) throw new Error(`nothing at ${path}`);
  return node;
}

const INDENTED = `apiVersion: v1
spec: # what it does
  podSelector: {}
  policyTypes:
    - Ingress # in

  # who may
  ingress:
    - from:
        - podSelector:
            matchLabels:
              app: web
      ports:
        - port: 80
    # last
    - {}
`;
const FLUSH = `spec:
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector: {}
`;

describe("style", () => {
  it("is that of the file where the document shows none", () => {
    const insert = (text: string, ...others: string[]) =>
      editedBeside(text, others, (editor, root) => editor.insert(root, "x", { w: ["z"] }));
    expect(insert("a: 1\n")).toBe("a: 1\nx:\n  w:\n    - z\n");
    expect(insert("a: 1\n", "b:\n- c\n")).toBe("a: 1\nx:\n  w:\n  - z\n");
    expect(insert("a: 1\n", "b:\n    c:\n    - d\n")).toBe("a: 1\nx:\n    w:\n    - z\n");
    expect(insert("a:\n  - 1\n", "b:\n- c\n", "d:\n- e\n")).toBe("a:\n  - 1\nx:\n  w:\n    - z\n");
  });
});

describe("set", () => {
  it("replaces a scalar and keeps its quotes and comment", () => {
    expect(edited("a: '10' # ten\n", (e, at) => e.set(at("a"), "11"))).toBe("a: '11' # ten\n");
    expect(edited('a: "x"\n', (e, at) => e.set(at("a"), 'say "y"'))).toBe('a: "say \\"y\\""\n');
    expect(edited("a: x\n", (e, at) => e.set(at("a"), "yes"))).toBe('a: "yes"\n');
    expect(edited('a: "80"\n', (e, at) => e.set(at("a"), 80))).toBe("a: 80\n");
  });

  it("fills a missing value, before its comment", () => {
    expect(edited("a: # why\nb:\n- \n", (e, at) => e.set(at("a"), 1))).toBe("a: 1 # why\nb:\n- \n");
    expect(edited("b:\n- \n- # c\n- x\n", (e, at) => e.set(at("b/1"), {}))).toBe("b:\n- \n- {} # c\n- x\n");
    expect(edited("a: {b: , c}\n", (e, at) => e.set(at("a/b"), 1))).toBe("a: {b: 1 , c}\n");
    expect(edited("a: {b: , c}\n", (e, at) => e.set(at("a/c"), 1))).toBe("a: {b: , c: 1}\n");
    expect(edited("a:", (e, at) => e.set(at("a"), 1))).toBe("a: 1");
  });

  it("writes blocks with the indentation it finds", () => {
    expect(
      edited(FLUSH, (e, at) => e.set(at("spec/ingress/0/from/0/podSelector"), { matchLabels: { app: "web" } })),
    ).toBe(FLUSH.replace("podSelector: {}", "podSelector:\n        matchLabels:\n          app: web"));
    expect(edited("a:\n    b: 1\nc: x # why\n", (e, at) => e.set(at("c"), { d: [1], e: {} }))).toBe(
      "a:\n    b: 1\nc: # why\n    d:\n        - 1\n    e: {}\n",
    );
    expect(edited(FLUSH, (e, at) => e.set(at("spec/ingress/0/from"), [{ ipBlock: { cidr: "10.0.0.0/8" } }]))).toBe(
      FLUSH.replace("- podSelector: {}", "- ipBlock:\n        cidr: 10.0.0.0/8"),
    );
    expect(edited("spec:\n- a\n- {}\n", (e, at) => e.set(at("spec/1"), { x: 1, z: [2] }))).toBe(
      "spec:\n- a\n- x: 1\n  z:\n  - 2\n",
    );
  });

  it("replaces blocks by scalars and flow by flow", () => {
    expect(edited("a: # why\n  b: 1\n  c: 2 # two\nd: 3\n", (e, at) => e.set(at("a"), {}))).toBe("a: {} # why\nd: 3\n");
    expect(edited("x:\n- a: 1\n  b: 2\n- c\n", (e, at) => e.set(at("x/0"), "z"))).toBe("x:\n- z\n- c\n");
    expect(edited("a: {b: 1}\n", (e, at) => e.set(at("a"), { c: [1, "x, y"] }))).toBe('a: {c: [1, "x, y"]}\n');
    expect(edited('{"a": {"b": 1}}', (e, at) => e.set(at("a/b"), { c: "d" }))).toBe('{"a": {"b": {"c": "d"}}}');
    expect(edited("a: |\n  text\n  more\nb: 1\n", (e, at) => e.set(at("a"), { c: 1 }))).toBe("a:\n  c: 1\nb: 1\n");
  });

  it("keeps CRLF and the missing last line break", () => {
    expect(edited("a:\r\n  b: 1\r\nc: {}", (e, at) => e.set(at("c"), { d: 1 }))).toBe("a:\r\n  b: 1\r\nc:\r\n  d: 1");
  });
});

describe("setSource and rename", () => {
  it("write what they are given", () => {
    expect(edited("port: '80' # p\n", (e, at) => e.setSource(at("port"), "80"))).toBe("port: 80 # p\n");
    expect(edited('"a": 1\n', (e, at) => e.rename(at("a"), "b"))).toBe('"b": 1\n');
    expect(edited("a: 1\n", (e, at) => e.rename(at("a"), "on"))).toBe('"on": 1\n');
  });

  it("refuse collections and the root", () => {
    expect(edited("a: {}\n", (e, at) => e.setSource(at("a"), "1"))).toBeUndefined();
    expect(edited("a: {}\n", (e, at) => e.rename(at(""), "b"))).toBeUndefined();
  });
});

describe("insert", () => {
  it("adds an entry below the last one, behind its comment", () => {
    expect(edited("a:\n  b: 1 # one\n\n# c\nd: 2\n", (e, at) => e.insert(at("a"), "c", "x"))).toBe(
      "a:\n  b: 1 # one\n  c: x\n\n# c\nd: 2\n",
    );
    expect(edited("x:\n- a: 1", (e, at) => e.insert(at("x/0"), "b", { c: 1 }))).toBe("x:\n- a: 1\n  b:\n    c: 1");
    expect(edited(INDENTED, (e, at) => e.insert(at("spec/ingress/0/ports/0"), "endPort", 90))).toBe(
      INDENTED.replace("port: 80\n", "port: 80\n          endPort: 90\n"),
    );
  });

  it("turns null and {} into blocks, and takes more than one entry", () => {
    expect(
      edited("a: {} # all\nb:\n", (e, at) => {
        e.insert(at("a"), "x", 1);
        e.insert(at("a"), "z", 2);
      }),
    ).toBe("a: # all\n  x: 1\n  z: 2\nb:\n");
    expect(
      edited("- {}\n- \n", (e, at) => {
        e.insert(at("0"), "x", 1);
        e.insert(at("0"), "z", 2);
      }),
    ).toBe("- x: 1\n  z: 2\n- \n");
    expect(
      edited("- {}\n-\n", (e, at) => {
        e.insert(at("1"), "x", 1);
        e.insert(at("1"), "z", 2);
      }),
    ).toBe("- {}\n- x: 1\n  z: 2\n");
  });

  it("stays in flow style inside braces", () => {
    expect(edited("a: { b: 1 }\n", (e, at) => e.insert(at("a"), "c", "x"))).toBe("a: { b: 1, c: x }\n");
    expect(
      edited("[{}]\n", (e, at) => {
        e.insert(at("0"), "x", 1);
        e.insert(at("0"), "z", 2);
      }),
    ).toBe("[{x: 1, z: 2}]\n");
    expect(
      edited('{\n  "a": 1\n}\n', (e, at) => {
        e.insert(at(""), "b", "x");
        e.insert(at(""), "c", 1);
      }),
    ).toBe('{\n  "a": 1,\n  "b": "x",\n  "c": 1\n}\n');
    expect(
      edited("a: [\n  x, # one\n]\n", (e, at) => {
        e.append(at("a"), "z");
        e.append(at("a"), "w");
      }),
    ).toBe("a: [\n  x, # one\n  z,\n  w,\n]\n");
  });

  it("does not add a key that is there", () => {
    expect(edited("a:\n  b: 1\n", (e, at) => e.insert(at("a"), "b", 2))).toBeUndefined();
  });

  it("leaves the line breaks that |+ keeps to the scalar before", () => {
    expect(edited("a:\n  b: |+\n    x\n\n\nc: 1\n", (e, at) => e.insert(at("a"), "d", 1))).toBe(
      "a:\n  b: |+\n    x\n\n\n  d: 1\nc: 1\n",
    );
    expect(edited("b: |+\n  x\n\n", (e, at) => e.insert(at(""), "d", 1))).toBe("b: |+\n  x\n\nd: 1\n");
  });
});

describe("append", () => {
  it("adds an item where the hyphens are", () => {
    expect(edited(INDENTED, (e, at) => e.append(at("spec/policyTypes"), "Egress"))).toBe(
      INDENTED.replace("Ingress # in\n", "Ingress # in\n    - Egress\n"),
    );
    expect(edited(FLUSH, (e, at) => e.append(at("spec/ingress/0/from"), { podSelector: { a: ["b"] } }))).toBe(
      `${FLUSH}    - podSelector:\n        a:\n        - b\n`,
    );
    expect(edited("a:\n-   b: 1\n", (e, at) => e.append(at("a"), { b: 2, c: 3 }))).toBe(
      "a:\n-   b: 1\n-   b: 2\n    c: 3\n",
    );
  });

  it("follows the style of the items", () => {
    expect(
      edited("a: [b]\n", (e, at) => {
        e.append(at("a"), "c");
        e.append(at("a"), "d");
      }),
    ).toBe("a: [b, c, d]\n");
    expect(edited("a:\n  - {b: 1}\n", (e, at) => e.append(at("a"), { b: 2 }))).toBe("a:\n  - {b: 1}\n  - {b: 2}\n");
  });

  it("fills null and [] in the list style of the neighbours", () => {
    expect(
      edited("a:\n- x\nb: []\n", (e, at) => {
        e.append(at("b"), "z");
        e.append(at("b"), { c: 1, d: 2 });
      }),
    ).toBe("a:\n- x\nb:\n- z\n- c: 1\n  d: 2\n");
    expect(edited("a:\n    - x\nb:", (e, at) => e.append(at("b"), "z"))).toBe("a:\n    - x\nb:\n    - z");
  });
});

describe("remove", () => {
  it("takes the line and the comments of the entry", () => {
    expect(edited("a: 1\n# about b\n# more\nb: # x\n  c: 1 # y\n\nd: 2\n", (e, at) => e.remove(at("b")))).toBe(
      "a: 1\n\nd: 2\n",
    );
    expect(edited("# licence\na: 1\nb: 2\n", (e, at) => e.remove(at("a")))).toBe("# licence\nb: 2\n");
    expect(edited("a: 1\nb: 2", (e, at) => e.remove(at("b")))).toBe("a: 1");
    expect(edited("a: 1\r\nb: 2", (e, at) => e.remove(at("b")))).toBe("a: 1");
    expect(edited("x:\n- a\n# about b\n- b\n- c\n", (e, at) => e.remove(at("x/1")))).toBe("x:\n- a\n- c\n");
  });

  it("leaves the hyphen to the next entry", () => {
    expect(edited("- a: 1 # x\n  b: 2\n", (e, at) => e.remove(at("0/a")))).toBe("- b: 2\n");
    expect(edited("- a: 1\n  # about b\n  b: 2\n", (e, at) => e.remove(at("0/a")))).toBe("-\n  # about b\n  b: 2\n");
    expect(edited("- - a\n  - b\n", (e, at) => e.remove(at("0/0")))).toBe("- - b\n");
  });

  it("leaves an empty collection behind the last one", () => {
    expect(edited("a:\n  b: 1 # x\nc: 2\n", (e, at) => e.remove(at("a/b")))).toBe("a: {}\nc: 2\n");
    expect(edited("a:\n- b\n", (e, at) => e.remove(at("a/0")))).toBe("a: []\n");
    expect(edited("- a: 1\n- b\n", (e, at) => e.remove(at("0/a")))).toBe("- {}\n- b\n");
  });

  it("leaves one blank line of two", () => {
    const without = (text: string, path: string): string | undefined => edited(text, (e, at) => e.remove(at(path)));
    expect(without("- a\n\n- b\n\n- c\n", "1")).toBe("- a\n\n- c\n");
    expect(without("- a\r\n\r\n# b\r\n- b\r\n\r\n- c\r\n", "1")).toBe("- a\r\n\r\n- c\r\n");
    expect(without("- a\n- b\n\n- c\n", "1")).toBe("- a\n\n- c\n");
    expect(without("- a\n\n- b\n- c\n", "1")).toBe("- a\n\n- c\n");
    expect(without("- a\n\n- b\n", "1")).toBe("- a\n\n");
  });

  it("takes out several", () => {
    const without = (text: string, ...paths: string[]): string | undefined =>
      edited(text, (e, at) => {
        for (const path of paths) e.remove(at(path));
      });
    expect(without("a: 1\nb: 2\nc: 3", "b", "c")).toBe("a: 1");
    expect(without("a: 1\nb: 2\nc: 3", "c", "b")).toBe("a: 1");
    expect(without("a: 1\r\n# b\r\nb: 2\r\nc: 3", "b", "c")).toBe("a: 1");
    expect(without("{a: 1, b: 2, c: 3}\n", "b", "c")).toBe("{a: 1}\n");
    expect(without("{a: 1, b: 2, c: 3}\n", "c", "b")).toBe("{a: 1}\n");
    expect(without("{a: 1, b: 2, c: 3}\n", "a", "b")).toBe("{c: 3}\n");
    expect(without("{a: 1, b: 2}\n", "a", "b")).toBe("{}\n");
    expect(without("x:\n  a: 1\n  b: 2\n", "x/a", "x/b")).toBeUndefined();
  });

  it("takes the comma in flow style", () => {
    expect(edited("[a, b, c]", (e, at) => e.remove(at("1")))).toBe("[a, c]");
    expect(edited("{ a: 1, b: 2 }", (e, at) => e.remove(at("b")))).toBe("{ a: 1 }");
    expect(edited("a: { b: 1 }\n", (e, at) => e.remove(at("a/b")))).toBe("a: {}\n");
  });
});

describe("wrap", () => {
  it("puts a value under a key, in its own style", () => {
    expect(edited("podSelector: {app: web}\n", (e, at) => e.wrap(at("podSelector"), "matchLabels"))).toBe(
      "podSelector: {matchLabels: {app: web}}\n",
    );
    expect(
      edited("podSelector:\n  # c\n  app: web # w\n\n  tier: db\nx: 1\n", (e, at) =>
        e.wrap(at("podSelector"), "matchLabels"),
      ),
    ).toBe("podSelector:\n  # c\n  matchLabels:\n    app: web # w\n\n    tier: db\nx: 1\n");
    expect(edited("- app: web\n  b: |\n    x\n- c\n", (e, at) => e.wrap(at("0"), "m"))).toBe(
      "- m:\n    app: web\n    b: |\n      x\n- c\n",
    );
    expect(edited("a: web # w\n", (e, at) => e.wrap(at("a"), "b"))).toBe("a:\n  b: web # w\n");
    expect(edited("- web\n", (e, at) => e.wrap(at("0"), "b"))).toBe("- b: web\n");
    expect(edited("a:\n- x\n- y\n", (e, at) => e.wrap(at("a"), "b"))).toBe("a:\n  b:\n  - x\n  - y\n");
    expect(edited('{"a": {"b": 1}}', (e, at) => e.wrap(at("a"), "m"))).toBe('{"a": {"m": {"b": 1}}}');
  });

  it("makes a list of one item", () => {
    expect(edited("from:\n  a:\n    b: 1\n  c: 2\n", (e, at) => e.wrapInList(at("from")))).toBe(
      "from:\n  - a:\n      b: 1\n    c: 2\n",
    );
    expect(edited("x:\n- y\nfrom:\n  a:\n    b: 1\n  c: 2\n", (e, at) => e.wrapInList(at("from")))).toBe(
      "x:\n- y\nfrom:\n- a:\n    b: 1\n  c: 2\n",
    );
    expect(edited("from: {a: 1}\n", (e, at) => e.wrapInList(at("from")))).toBe("from: [{a: 1}]\n");
    expect(edited("types: Ingress # x\n", (e, at) => e.wrapInList(at("types")))).toBe("types:\n  - Ingress # x\n");
    expect(edited("- a: 1\n  b: 2\n", (e, at) => e.wrapInList(at("0")))).toBe("- - a: 1\n    b: 2\n");
  });
});

describe("join and split", () => {
  it("change one character where the keys line up", () => {
    const two = "from:\n  - namespaceSelector: {}\n  # why\n  - podSelector:\n      matchLabels:\n        app: web\n";
    const one = two.replace("- podSelector", "  podSelector");
    expect(edited(two, (e, at) => e.join(at("from/1")))).toBe(one);
    expect(edited(one, (e, at) => e.split(at("from/0/podSelector")))).toBe(two);
  });

  it("line up keys that do not", () => {
    expect(edited("-   a: 1\n- b:\n    c: 2\n  d: 3\n", (e, at) => e.join(at("1")))).toBe(
      "-   a: 1\n    b:\n      c: 2\n    d: 3\n",
    );
    expect(edited("- a: 1\n-   b:\n      c: 2\n", (e, at) => e.join(at("1")))).toBe("- a: 1\n  b:\n    c: 2\n");
    expect(edited("- a: 1\n-\n  b: 2\n", (e, at) => e.join(at("1")))).toBe("- a: 1\n  b: 2\n");
    expect(edited("- a: 1\n- # x\n  b: 2\n", (e, at) => e.join(at("1")))).toBe("- a: 1\n  # x\n  b: 2\n");
    expect(edited("-   a: 1\n    b: 2\n", (e, at) => e.split(at("0/b")))).toBe("-   a: 1\n-   b: 2\n");
  });

  it("work in flow style", () => {
    expect(edited("[{a: 1}, {b: 2}]", (e, at) => e.join(at("1")))).toBe("[{a: 1, b: 2}]");
    expect(edited("x:\n- {a: 1}\n- {b: 2}\n", (e, at) => e.join(at("x/1")))).toBe("x:\n- {a: 1, b: 2}\n");
    expect(edited("[{a: 1, b: 2}]", (e, at) => e.split(at("0/b")))).toBe("[{a: 1}, {b: 2}]");
    expect(edited("x:\n- {a: 1, b: 2}\n", (e, at) => e.split(at("x/0/b")))).toBe("x:\n- {a: 1}\n- {b: 2}\n");
  });

  it("give both halves of a split item the entry they share", () => {
    const split = (text: string, entry: string, shared: string) =>
      edited(text, (e, at) => {
        e.split(at(entry), at(shared));
      });
    expect(split("- a: 1\n  b: 2 # two\n  ports:\n  - 80 # web\n- c\n", "0/b", "0/ports")).toBe(
      "- a: 1\n  ports:\n  - 80 # web\n- b: 2 # two\n  ports:\n  - 80 # web\n- c\n",
    );
    expect(split("- ports: [80]\n  a: 1\n  b: 2\n", "0/b", "0/ports")).toBe(
      "- ports: [80]\n  a: 1\n- b: 2\n  ports: [80]\n",
    );
    expect(split("- a: 1\n  b: 2\n", "0/b", "0/b")).toBeUndefined();
    expect(split("- {a: 1, b: 2, c: 3}\n", "0/b", "0/c")).toBe("- {a: 1, c: 3}\n- {b: 2, c: 3}\n");
    expect(split("[{a: 1, b: 2, c: 3}]\n", "0/c", "0/a")).toBe("[{a: 1, b: 2}, {c: 3, a: 1}]\n");
    expect(split('[\n  {\n    "a": 1,\n    "b": 2\n  }\n]\n', "0/b", "0/a")).toBe(
      '[\n  {\n    "a": 1\n  },\n  {\n    "b": 2,\n    "a": 1\n  }\n]\n',
    );
  });

  it("refuse what cannot be joined or split", () => {
    expect(edited("- a: 1\n- a: 2\n", (e, at) => e.join(at("1")))).toBeUndefined();
    expect(edited("- a: 1\n- b: 2\n", (e, at) => e.join(at("0")))).toBeUndefined();
    expect(edited("- a: 1\n- b\n", (e, at) => e.join(at("1")))).toBeUndefined();
    expect(edited("- a: 1\n  b: 2\n", (e, at) => e.split(at("0/a")))).toBeUndefined();
    expect(edited("x:\n  a: 1\n  b: 2\n", (e, at) => e.split(at("x/b")))).toBeUndefined();
  });
});

describe("move", () => {
  it("carries the entry's text and comments", () => {
    const text = "spec:\n  a:\n    x: 1\n  # about b\n  b: # here\n    - y # z\n  c: 2\n";
    expect(edited(text, (e, at) => e.move(at("spec/b"), at("spec/a")))).toBe(
      "spec:\n  a:\n    x: 1\n    # about b\n    b: # here\n      - y # z\n  c: 2\n",
    );
    expect(edited("a:\n  b:\n    x: 1\n  y: 2\nc: {}\n", (e, at) => e.move(at("a/b"), at("c")))).toBe(
      "a:\n  y: 2\nc:\n  b:\n    x: 1\n",
    );
    expect(edited("- a: 1\n  b: {c: 2}\n", (e, at) => e.move(at("0/a"), at("0/b")))).toBe("- b: {c: 2, a: 1}\n");
    expect(edited("x: {a: 1, b: 2}\ny:\n  c: 3\n", (e, at) => e.move(at("x/b"), at("y")))).toBe(
      "x: {a: 1}\ny:\n  c: 3\n  b: 2\n",
    );
  });

  it("changes the indentation alone where the entry borders on the map", () => {
    expect(
      edited("a:\n  x: 1\n# about b\nb: 2\nc: 3\n", (e, at) => {
        e.move(at("b"), at("a"));
      }),
    ).toBe("a:\n  x: 1\n  # about b\n  b: 2\nc: 3\n");
    expect(
      edited("a:\n  x:\n    y: 1\n    b: 2\n", (e, at) => {
        e.move(at("a/x/b"), at("a"));
      }),
    ).toBe("a:\n  x:\n    y: 1\n  b: 2\n");
  });

  it("refuses to move into itself or onto a key that is there", () => {
    expect(edited("a:\n  b:\n    c: 1\n", (e, at) => e.move(at("a/b"), at("a/b")))).toBeUndefined();
    expect(edited("a:\n  b: 1\nc:\n  b: 2\n", (e, at) => e.move(at("a/b"), at("c")))).toBeUndefined();
  });
});

describe("anchors", () => {
  const shared = "a: &x\n  b: 1\nc: *x\nd: &y 5\ne: *y\nf: &z 6\n";

  it("hold off edits of text that stands for two places", () => {
    expect(edited(shared, (e, at) => e.set(at("a/b"), 2))).toBeUndefined();
    expect(edited(shared, (e, at) => e.set(at("d"), 2))).toBeUndefined();
    expect(edited("a:\n  b: &x 1\nc: *x\n", (e, at) => e.set(at("a"), 2))).toBeUndefined();
    // Without it the alias would stand for an earlier anchor of the same name.
    expect(edited("z: &x 0\na:\n  b: &x 1\nc: *x\n", (e, at) => e.set(at("a"), 2))).toBeUndefined();
    expect(edited(shared, (e, at) => e.insert(at("c"), "n", 2))).toBeUndefined();
    expect(edited(shared, (e, at) => e.remove(at("a")))).toBeUndefined();
  });

  it("let the alias itself and unused anchors be edited", () => {
    expect(edited(shared, (e, at) => e.set(at("e"), 7))).toBe(shared.replace("*y", "7"));
    expect(edited(shared, (e, at) => e.remove(at("c")))).toBe(shared.replace("c: *x\n", ""));
    expect(edited(shared, (e, at) => e.set(at("f"), 7))).toBe(shared.replace("6", "7"));
  });
});

describe("the editor", () => {
  it("makes several edits at once, or none", () => {
    expect(
      edited("a: 1\nb: 2\n", (e, at) => {
        e.set(at("a"), 2);
        e.set(at("b"), 1);
      }),
    ).toBe("a: 2\nb: 1\n");
    expect(
      edited("a: 1\nb: 2\n", (e, at) => {
        e.set(at("a"), 2);
        e.set(at("a"), 3);
      }),
    ).toBeUndefined();
    expect(
      edited("a: 1\nb: 2\n", (e, at) => {
        e.set(at("a"), 2);
        e.join(at("b"));
      }),
    ).toBeUndefined();
  });

  it("refuses places that are not there", () => {
    const editor = new YamlEditor(() => undefined);
    editor.set({ document: 1, node: 0, part: "value" }, 1);
    expect(editor.canEdit).toBe(false);
    expect(edited("a: 1\n", (e) => e.set({ document: 7, node: 99, part: "value" }, 1))).toBeUndefined();
  });
});
