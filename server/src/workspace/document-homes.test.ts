/** Documents are found where they are, whatever was edited since their places were noted. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { DocumentId } from "../base/source.js";
import { DocumentHomes } from "./document-homes.js";
import { type FileState, readFileState } from "./file-state.js";
import type { Change } from "./inputs.js";
import { DEFAULT_SETTINGS } from "./settings.js";
import { Snapshot } from "./snapshot.js";

const policy = (name: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}}\nspec: {podSelector: {}}\n`;

const TEMPLATE = policy("{{ .Values.name }}");

const PATHS = [...Array.from({ length: 18 }, (_, at) => `${at}.yaml`), "chart/templates/policy.yaml"];

/** What a file may come to hold; undefined: it goes. `Chart.yaml` makes a template one that is read in part. */
const CONTENTS = [policy("a"), `${policy("a")}---\n${policy("b")}`, `# moved\n\n${policy("b")}`, TEMPLATE, undefined];

function change(path: string, text: string | undefined): Change {
  return text === undefined ? { type: "remove", id: path } : { type: "put", file: { id: path, path, text } };
}

/** All documents that are in sight, each with its file and name. */
function inSight(snapshot: Snapshot): Map<DocumentId, string> {
  const files = [...snapshot.files.values()];
  return new Map(
    files.flatMap((file) =>
      [...file.documents, ...snapshot.maskedIn(file)].map(({ parsed, start }) => [
        parsed.id,
        `${file.input.path} ${start}`,
      ]),
    ),
  );
}

test("as if all files were gone through", () => {
  const edits = fc.array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...PATHS), fc.constantFrom(...CONTENTS)).map(([path, text]) => change(path, text)),
      fc.constantFrom<Change>(change("chart/Chart.yaml", "name: a\n"), change("chart/Chart.yaml", undefined)),
    ),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(edits, (all) => {
      let snapshot = Snapshot.empty(DEFAULT_SETTINGS).with(PATHS.map((it) => change(it, policy(it))));
      const ever = new Set<DocumentId>();
      for (const it of all) {
        snapshot = snapshot.with([it]);
        const there = inSight(snapshot);
        for (const id of there.keys()) ever.add(id);
        for (const id of ever) {
          const located = snapshot.locate(id);
          expect(located && `${located.file.input.path} ${located.document.start}`).toBe(there.get(id));
        }
      }
    }),
    { numRuns: 25 },
  );
});

test("those that went long ago are forgotten, and no other", () => {
  const homes = new DocumentHomes();
  const read = (path: string, text: string, before?: FileState): FileState =>
    readFileState({ id: path, path, text }, { nextId: () => homes.next(path), settings: DEFAULT_SETTINGS }, before);
  const others = [read("still.yaml", policy("still")), read("chart/templates/policy.yaml", TEMPLATE)];
  for (const it of others) it.masked.get();
  const passedOver = read("values.yaml", "a: 1\n");
  const asked = passedOver.passedOver[0]?.later.get().id ?? -1;
  const ids = others.map((it) => [...it.documents, ...it.masked.known][0]?.parsed.id ?? -1);
  let edited = read("edited.yaml", policy("edited"));
  const first = edited.documents[0]?.parsed.id ?? -1;
  let tried = -1;
  for (let edit = 0; edit < 5000; edit++) {
    if (edit % 700 === 0) tried = homes.next("tried.yaml");
    edited = read("edited.yaml", `${policy("edited")}# ${edit}\n`, edited);
    homes.letGo([...others, passedOver, edited], () => undefined);
    expect(homes.of(tried)).toBe("tried.yaml");
  }
  expect(homes.of(first)).toBeUndefined();
  expect(ids.map((it) => homes.of(it))).toEqual(others.map((it) => it.input.path));
  expect(homes.of(asked)).toBe("values.yaml");
  expect(homes.of(edited.documents[0]?.parsed.id ?? -1)).toBe("edited.yaml");
});
