/** A source of an Application that is a chart of the repository, as Argo CD has Helm render it (user-guide/helm). */

import { type ChartRequest, type FileTree, PLAIN_REQUEST, toPlain } from "../../kustomize/index.js";
import { joined, resolved } from "../paths.js";
import { at, flagAt, itemsAt, textAt, textsAt } from "../read.js";
import type { Application, Source } from "./application.js";

/** What is to be rendered, or why nobody here knows that. */
export type AskedChart = { readonly request: ChartRequest } | { readonly because: string };

export function chartRequest(application: Application, { root }: Source, tree: FileTree, folder: string): AskedChart {
  const helm = at(root, "helm");
  if (tree.file(joined(folder, "Chart.yaml")) === undefined) return { because: `chart in \`${folder}\`` };
  if (itemsAt(helm, "fileParameters").length > 0) return { because: "it uses parameters from files" };
  const files: string[] = [];
  for (const { value } of textsAt(helm, "valueFiles")) {
    const path = valuesPath(application, value, folder);
    const file = path === undefined ? undefined : tree.file(path);
    if (file !== undefined && file !== "unread") files.push(file.text);
    else if (path === undefined || !flagAt(helm, "ignoreMissingValueFiles")) {
      return { because: `its values file \`${value}\` is not in this workspace` };
    }
  }
  const object = at(helm, "valuesObject");
  const text = textAt(helm, "values");
  const inline = object !== undefined ? [JSON.stringify(toPlain(object))] : text === undefined ? [] : [text];
  const set = itemsAt(helm, "parameters").flatMap((it) => {
    const name = textAt(it, "name");
    // A comma would begin another parameter.
    const value = (textAt(it, "value") ?? "").replaceAll(/(?<!\\),/g, "\\,");
    return name === undefined ? [] : [{ value: `${name}=${value}`, asString: flagAt(it, "forceString") }];
  });
  return {
    request: {
      ...PLAIN_REQUEST,
      folder,
      release: textAt(helm, "releaseName") ?? application.name,
      namespace: textAt(helm, "namespace") ?? application.destination.namespace?.value ?? "default",
      values: [...files, ...inline],
      set,
    },
  };
}

/** From the source's folder, from the root with a slash, or from that of another source (`$name/…`) of this repository. */
function valuesPath({ sources }: Application, written: string, folder: string): string | undefined {
  if (/^[a-z]+:\/\//.test(written) || /[*?[]/.test(written)) return undefined;
  if (written.startsWith("/")) return resolved("", written);
  const [, name, rest = ""] = /^\$([^/]+)\/(.*)$/.exec(written) ?? [];
  if (name === undefined) return resolved(folder, written);
  return sources.some((it) => it.ref === name) ? resolved("", rest) : undefined;
}
