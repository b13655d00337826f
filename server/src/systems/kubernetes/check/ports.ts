/** The two ends of a range of ports (KV-12, KV-13, KV-14). */

import { quoted } from "../../../base/quote.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, integerAt } from "../../../syntax/children.js";

const LAST_PORT = { about: "last port", refusedBy: "api-server" } as const;

/** `endPort` needs a number in `port`, and one no greater. An end that is no port is a fault of its own. */
export const endPortFitsPort: ObjectCheck = ({ node, path, report }) => {
  const end = integerAt(node, "endPort");
  if (end === undefined || !(Number(end.scalar().value) >= 1 && Number(end.scalar().value) <= 65535)) return;
  const { text } = end;
  const port = field(node, "port");
  const place = { at: end.site("key"), path: `${path}.endPort`, text };
  if (port === undefined) {
    const says = "`endPort` needs a `port` at which the range begins";
    report({ ...LAST_PORT, check: "KV-12" }, place, { is: "lacks", needs: ["port"], says });
    return;
  }
  const related = port.site("value");
  if (port.scalarType !== "integer") {
    const says = "`endPort` needs a `port` that is a number";
    report({ ...LAST_PORT, check: "KV-13" }, { ...place, related }, { is: "clash", says });
  } else if (Number(end.scalar().value) < Number(port.scalar().value)) {
    const says = `The range ends at ${quoted(text, 12)}, before it begins at ${quoted(port.text, 12)}`;
    const backwards = { ...place, at: end.site("value"), related };
    report({ ...LAST_PORT, check: "KV-14" }, backwards, { is: "backwards", first: port.text, says });
  }
};
