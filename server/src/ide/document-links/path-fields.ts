/** The fields of kustomizations, of Flux and of Argo CD that name files and folders. */

import { resolvePath } from "../../kustomize/index.js";
import type { YamlNode } from "../../syntax/yaml-document.js";

export interface NamedPath {
  readonly node: YamlNode;
  /** As written, without what is in front of it (`key=path`). */
  readonly path: string;
  /** From which it counts. */
  readonly folder: string;
}

/** A field by its keys; `[]` is each item of a list. */
interface PathField {
  readonly keys: readonly string[];
  /** True where a key and `=` may be in front. */
  readonly isKeyed?: true;
  /** The field with the folder from which the path counts, if not from the file's. */
  readonly below?: readonly string[];
}

function fields(...written: readonly string[]): PathField[] {
  return written.map((it) => ({ keys: it.split(".") }));
}

export const KUSTOMIZATION: readonly PathField[] = [
  ...fields("resources.[]", "bases.[]", "components.[]", "crds.[]", "configurations.[]", "openapi.path"),
  ...fields("generators.[]", "transformers.[]", "validators.[]", "patchesStrategicMerge.[]"),
  ...fields("patches.[].path", "patchesJson6902.[].path", "replacements.[].path"),
  ...fields("helmCharts.[].valuesFile", "helmCharts.[].additionalValuesFiles.[]"),
  ...["configMapGenerator", "secretGenerator"].flatMap((generator) => [
    { keys: [generator, "[]", "files", "[]"], isKeyed: true as const },
    ...fields(`${generator}.[].envs.[]`, `${generator}.[].env`),
  ]),
];

/** A kind of objects by their API group, with the fields that name paths. */
interface PathNaming {
  readonly isOf: (apiVersion: string) => boolean;
  readonly fields: readonly PathField[];
}

export const FLUX: PathNaming = {
  isOf: (it) => /^(?:kustomize|helm)\.toolkit\.fluxcd\.io\//.test(it),
  fields: [
    ...fields("spec.path", "spec.chart.spec.chart", "spec.chart.spec.valuesFiles.[]"),
    { keys: ["spec", "components", "[]"], below: ["spec", "path"] },
  ],
};

const SOURCES = ["source", "sources.[]"];

export const ARGO: PathNaming = {
  isOf: (it) => it.startsWith("argoproj.io/"),
  fields: [
    ...["spec", "spec.template.spec"].flatMap((spec) =>
      SOURCES.flatMap((source) => [
        ...fields(`${spec}.${source}.path`),
        {
          keys: `${spec}.${source}.helm.valueFiles.[]`.split("."),
          below: `${spec}.${source}.path`.split("."),
        },
      ]),
    ),
    ...fields("spec.generators.[].git.directories.[].path", "spec.generators.[].git.files.[].path"),
  ],
};

/** @param folder The one from which paths count. */
export function pathsIn(root: YamlNode, all: readonly PathField[], folder: string): NamedPath[] {
  return all.flatMap(({ keys, isKeyed, below }) =>
    found(root, keys).flatMap((node): NamedPath[] => {
      const { text } = node;
      const path = isKeyed === true ? text.slice(text.indexOf("=") + 1) : text;
      if (path === "" || path.includes("\n")) return [];
      const base = below === undefined ? "" : baseOf(node, keys, below);
      const from = base === undefined ? undefined : resolvePath(folder, base);
      return from === undefined ? [] : [{ node, path, folder: from }];
    }),
  );
}

/** The scalars at a field. */
function found(root: YamlNode, keys: readonly string[]): YamlNode[] {
  let nodes: readonly YamlNode[] = [root];
  for (const key of keys) {
    nodes = nodes.flatMap((it) => (key === "[]" ? it.items() : it.kind === "map" ? (it.get(key) ?? []) : []));
  }
  return nodes.filter((it) => it.kind === "scalar" && !it.isNull);
}

/** The text of the field beside the node's: of the same item where both are in one list. Undefined where there is none. */
function baseOf(node: YamlNode, keys: readonly string[], below: readonly string[]): string | undefined {
  const shared = keys.findIndex((it, index) => it !== below[index]);
  let at: YamlNode | undefined = node;
  for (let depth = keys.length; depth > shared && at !== undefined; depth--) at = at.parent;
  const [base] = at === undefined ? [] : found(at, below.slice(shared));
  return base?.text;
}
