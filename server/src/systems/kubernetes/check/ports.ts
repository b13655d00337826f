/** The first and last port of a range (KV-12, KV-13, KV-14). */

import { quoted } from "../../../base/quote.js";
import type { ObjectCheck } from "../../../schema/object-check.js";
import { field, integerAt } from "../../../syntax/children.js";

const LAST_PORT = { about: "last port", refusedBy: "api-server" } as const;

/** `endPort` requires a number in `port` that is not greater. An invalid last port is reported separately. */
export const endPortFitsPort: ObjectCheck = ({ node, path, report }) => {
  const end = integerAt(node, "endPort");
  if (end === undefined || !(Number(end.scalar().value) >= 1 && Number(end.scalar().value) <= 65535)) return;
  const { text } = end;
  const port = field(node, "port");
  const place = { at: end.site("key"), path: `${path}.endPort`, text };
  if (port === undefined) {
    const says = "`endPort` requires `port`, where the range starts";
    report({ ...LAST_PORT, check: "KV-12" }, place, { is: "lacks", needs: ["port"], says });
    return;
  }
  const related = port.site("value");
  if (port.scalarType !== "integer") {
    const says = "`endPort` requires a numeric `port`";
    report({ ...LAST_PORT, check: "KV-13" }, { ...place, related }, { is: "clash", says });
  } else if (Number(end.scalar().value) < Number(port.scalar().value)) {
    const says = `The range ends at ${quoted(text)}, before it starts at ${quoted(port.text)}`;
    const backwards = { ...place, at: end.site("value"), related };
    report({ ...LAST_PORT, check: "KV-14" }, backwards, { is: "backwards", first: port.text, says });
  }
};
