/** `ApplicationSet` → the Applications that it generates, and what it may generate besides (GO-28, GO-29). */

import { type Entry, MapValue, text, type Value } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";
import { ARGO_GROUP } from "../argo/application.js";
import { type Params, Undecidable } from "../go-template/render.js";
import { filledFrom, mergePatched } from "../merge-patch.js";
import { movedTo, readText } from "../moved.js";
import { at, flagAt, idOf, itemsAt, textAt, textsAt } from "../read.js";
import { type GeneratorFiles, generate } from "./generators.js";
import { rendered, type Templating } from "./parameters.js";
import { renderedValue } from "./rendered-value.js";
import { namesSelected } from "./selected-clusters.js";

export interface GeneratedApplications {
  /** Applications as they would be written; each value where its template stands. */
  readonly applications: readonly MapValue[];
  readonly unseen: readonly { readonly at: YamlNode; readonly because: string }[];
  /** Folders that a generator names to leave them out. */
  readonly excluded: readonly string[];
}

/** Undefined for another kind of object. */
export function generatedApplications(root: MapValue, files: GeneratorFiles): GeneratedApplications | undefined {
  const id = idOf(root);
  if (id?.group !== ARGO_GROUP || id.kind !== "ApplicationSet") return undefined;
  const spec = at(root, "spec");
  const templating: Templating = {
    go: flagAt(spec, "goTemplate"),
    missingFails: textsAt(spec, "goTemplateOptions").some((it) => it.value === "missingkey=error"),
  };
  const applications: MapValue[] = [];
  const unseen: { at: YamlNode; because: string }[] = [];
  const excluded: string[] = [];
  for (const generator of itemsAt(spec, "generators")) {
    const found = generate(generator, files, templating);
    unseen.push(...found.unseen);
    for (const it of found.excluded) excluded.push(it);
    const template = filledFrom(templateOf(generator), at(spec, "template"));
    for (const params of found.params) {
      try {
        applications.push(
          applicationOf(template, textAt(spec, "templatePatch"), params, templating, root, id.namespace),
        );
      } catch (error) {
        if (!(error instanceof Undecidable)) throw error;
        unseen.push({ at: generator.at, because: error.message });
        break;
      }
    }
  }
  return { applications, unseen, excluded };
}

/** A generator's own template. */
function templateOf(generator: Value): Value | undefined {
  if (!(generator instanceof MapValue)) return undefined;
  return generator.entries.map((it) => at(it.value, "template")).find((it) => it !== undefined);
}

function applicationOf(
  template: Value | undefined,
  patch: string | undefined,
  params: Params,
  templating: Templating,
  set: MapValue,
  namespace: string | undefined,
): MapValue {
  const render = (it: string): string => rendered(it, params, templating);
  let made: Value = renderedValue(template ?? new MapValue(set.at, []), render);
  if (patch !== undefined) made = mergePatched(made, readPatch(render(patch), set));
  const metadata = at(made, "metadata");
  const named = metadata instanceof MapValue ? metadata : new MapValue(set.at, []);
  const entries: Entry[] = [
    { key: "apiVersion", value: text(set.at, `${ARGO_GROUP}/v1alpha1`) },
    { key: "kind", value: text(set.at, "Application") },
    // An ApplicationSet makes its Applications in its own namespace.
    { key: "metadata", value: namespace === undefined ? named : named.with("namespace", text(set.at, namespace)) },
  ];
  const spec = at(made, "spec");
  if (namesUnknown(spec))
    throw new Undecidable("its template asks for names of clusters that are not in the workspace");
  return new MapValue(set.at, spec === undefined ? entries : [...entries, { key: "spec", value: spec }]);
}

/** A plain template keeps what no generator gives. */
const OPEN_LABEL = /\{\{\s*metadata\.(?:labels|annotations)\./;

/** True where a folder, a file or a namespace is named after a cluster whose name or label nobody knows. */
function namesUnknown(spec: Value | undefined): boolean {
  const sources = [at(spec, "source"), ...itemsAt(spec, "sources")];
  const texts = [
    textAt(spec, "destination", "namespace"),
    ...sources.flatMap((it) => [textAt(it, "path"), ...textsAt(it, "helm", "valueFiles").map((one) => one.value)]),
  ];
  return texts.some((it) => it !== undefined && (namesSelected(it) || OPEN_LABEL.test(it)));
}

function readPatch(patch: string, set: MapValue): Value {
  const read = readText(patch);
  if (!(read instanceof MapValue)) throw new Undecidable("`templatePatch` is not a map after its values are filled in");
  return movedTo(read, at(set, "spec", "templatePatch")?.at ?? set.at);
}
