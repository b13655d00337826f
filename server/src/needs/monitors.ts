/** Services and pods that a ServiceMonitor or PodMonitor scrapes. */

import { field, integerOrString, items, text, texts } from "../decode/read.js";
import { everything, readSelector } from "../decode/selector.js";
import type { CallReading, SelectedCall } from "../model/need.js";
import type { YamlNode } from "../syntax/yaml-document.js";

export function monitorCalls(root: YamlNode, kind: string): CallReading[] {
  const spec = field(root, "spec");
  const written = field(spec, "selector");
  const selector = written === undefined ? everything(root.site("value")) : readSelector(written, "empty");
  const among = field(spec, "namespaceSelector");
  const named = texts(field(among, "matchNames")).map((it) => it.value);
  const namespaces: SelectedCall["namespaces"] =
    field(among, "any")?.text === "true" ? "any" : named.length > 0 ? named : undefined;
  const where = { selector, ...(namespaces === undefined ? {} : { namespaces }) };
  const isOfPods = kind === "PodMonitor";
  return items(field(spec, isOfPods ? "podMetricsEndpoints" : "endpoints")).flatMap((it): CallReading[] => {
    const port = text(field(it, "port"));
    if (port !== undefined) return [{ to: isOfPods ? "pods" : "services", ...where, port }];
    const target = integerOrString(field(it, "portNumber")) ?? integerOrString(field(it, "targetPort"));
    // These labels do not select the pods behind the Services.
    return target === undefined || !isOfPods ? [] : [{ to: "pods", ...where, port: target }];
  });
}
