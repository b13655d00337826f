/** A port compared with its protocol, and the last port of a range with the first (CV-21, CV-25, CV-26). */

import { quoted } from "../../../base/quote.js";
import { sinceRelease } from "../../../schema/constraint.js";
import type { CheckedObject, ObjectCheck } from "../../../schema/object-check.js";
import { field, integerAt, stringAt } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { readPortText } from "../port-text.js";
import { PORTLESS_SINCE } from "../schema/values.js";

/** CV-21: the schema required a port until 1.18; since then, the agent does. */
const NEEDED = { about: "port text", check: "CV-21", refusedBy: sinceRelease(19, "agent", "api-server") } as const;
const PORTLESS = { about: "port text", check: "CV-26", refusedBy: "agent" } as const;
const LAST_PORT = { about: "port text", check: "CV-25", refusedBy: "nobody" } as const;

/** An invalid port is reported separately. */
export const portFitsProtocol: ObjectCheck = (object) => {
  const { node, path, atLeast, report, isLost } = object;
  const since = PORTLESS_SINCE.get(stringAt(node, "protocol")?.text ?? "");
  const portless = since !== undefined && atLeast(since);
  const port = field(node, "port");
  if (port === undefined) {
    if (portless || isLost(NEEDED.refusedBy)) return;
    const at = node.get("port")?.site("key") ?? node.site("value");
    const says = '`port` is missing (`port: "0"` is all ports)';
    report(NEEDED, { at, path: `${path}.port`, instead: "0" }, { is: "lacks", needs: ["port"], says });
    return;
  }
  const read = port.scalarType === "string" ? readPortText(port.text) : undefined;
  if (read === undefined) return;
  const { text } = port;
  if (portless && typeof read === "number" && text !== "0") {
    const says = `A protocol without ports requires port \`0\`, not ${quoted(text)}`;
    report(PORTLESS, { at: port.site("value"), path: `${path}.port`, text, instead: "0" }, { is: "clash", says });
  }
  checkLastPort(object, port, read);
};

/** CV-25. An invalid last port is reported separately. @param first The number, or the name. */
function checkLastPort({ node, path, report }: CheckedObject, port: YamlNode, first: number | string): void {
  const last = integerAt(node, "endPort");
  const end = Number(last?.scalar().value);
  if (last === undefined || !(end > 0 && end <= 65535)) return;
  const place = { at: last.site("key"), path: `${path}.endPort`, text: last.text, related: port.site("value") };
  if (typeof first === "string") {
    report(LAST_PORT, place, { is: "idle", says: "`endPort` is ignored next to a named port" });
  } else if (first === 0) {
    report(LAST_PORT, place, { is: "idle", says: "`endPort` is ignored next to port `0`, which means all ports" });
  } else if (end < first) {
    const says = `The range ends at ${quoted(last.text)}, before it starts: only ${quoted(port.text)} matches`;
    report(LAST_PORT, { ...place, at: last.site("value") }, { is: "backwards", first: port.text, says });
  }
}
