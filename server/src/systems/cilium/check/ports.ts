/** A port against its protocol, and the last port of a range against the first (CV-21, CV-25, CV-26). */

import { quoted } from "../../../base/quote.js";
import { sinceMinor } from "../../../schema/constraint.js";
import type { CheckedObject, ObjectCheck } from "../../../schema/object-check.js";
import { field, integerAt, stringAt } from "../../../syntax/children.js";
import type { YamlNode } from "../../../syntax/yaml-document.js";
import { readPortText } from "../port-text.js";
import { PORTLESS_SINCE } from "../schema/values.js";

/** CV-21: the schema asked for a port until 1.18, the agent does since. */
const NEEDED = { about: "port text", check: "CV-21", refusedBy: sinceMinor(19, "agent", "api-server") } as const;
const PORTLESS = { about: "port text", check: "CV-26", refusedBy: "agent" } as const;
const LAST_PORT = { about: "port text", check: "CV-25", refusedBy: "nobody" } as const;

/** A text that is no port is a fault of its own. */
export const portFitsProtocol: ObjectCheck = (object) => {
  const { node, path, atLeast, report, isLost } = object;
  const since = PORTLESS_SINCE.get(stringAt(node, "protocol")?.text ?? "");
  const portless = since !== undefined && atLeast(since);
  const port = field(node, "port");
  if (port === undefined) {
    if (portless || isLost(NEEDED.refusedBy)) return;
    const at = node.get("port")?.site("key") ?? node.site("value");
    const says = 'A port is missing; every port is `port: "0"`';
    report(NEEDED, { at, path: `${path}.port`, instead: "0" }, { is: "lacks", needs: ["port"], says });
    return;
  }
  const read = port.scalarType === "string" ? readPortText(port.text) : undefined;
  if (read === undefined) return;
  const { text } = port;
  if (portless && typeof read === "number" && text !== "0") {
    const says = `A protocol without ports has the port \`0\`, not ${quoted(text, 16)}`;
    report(PORTLESS, { at: port.site("value"), path: `${path}.port`, text, instead: "0" }, { is: "clash", says });
  }
  checkLastPort(object, port, read);
};

/** CV-25. An end that is no port is a fault of its own. @param first The number, or the name. */
function checkLastPort({ node, path, report }: CheckedObject, port: YamlNode, first: number | string): void {
  const last = integerAt(node, "endPort");
  const end = Number(last?.scalar().value);
  if (last === undefined || !(end > 0 && end <= 65535)) return;
  const place = { at: last.site("key"), path: `${path}.endPort`, text: last.text, related: port.site("value") };
  if (typeof first === "string") {
    report(LAST_PORT, place, { is: "idle", says: "`endPort` beside a named port is not read" });
  } else if (first === 0) {
    report(LAST_PORT, place, { is: "idle", says: "`endPort` beside port `0` is not read: every port is meant" });
  } else if (end < first) {
    const says = `The range ends at ${quoted(last.text, 16)}, before it begins: only ${quoted(port.text, 16)} is meant`;
    report(LAST_PORT, { ...place, at: last.site("value") }, { is: "backwards", first: port.text, says });
  }
}
