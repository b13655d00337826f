/** The name under which an object is stored (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/). */

import { quoted } from "../base/quote.js";
import { field } from "../syntax/children.js";
import { SUBDOMAIN } from "./formats/subdomain.js";
import type { ObjectCheck } from "./object-check.js";

const NAME = { about: "object name", check: "KV-name", refusedBy: "api-server" } as const;
/** Names that a script replaces: `TEMP_NAME`, `<name>`, `$NAME`, `@name@`. */
const STAND_IN = /^[A-Z0-9]+(_[A-Z0-9]+)+$|[<>$@%[\]{}]/;

/** Objects need a name that is a DNS subdomain; with `generateName` the API server chooses one. */
export const hasName: ObjectCheck = ({ node, report, lacks }) => {
  const metadata = field(node, "metadata");
  const name = field(metadata, "name");
  const path = "metadata.name";
  if (name === undefined || name.text === "") {
    if (field(metadata, "generateName") !== undefined) return;
    lacks({ at: (name ?? metadata ?? field(node, "kind") ?? node).site("key"), path });
    return;
  }
  if (name.kind !== "scalar") return;
  const { text } = name;
  const place = { at: name.site("value"), path, text };
  const says = `${quoted(text)} is not a valid object name`;
  const [broken] = SUBDOMAIN.flawsOf(text);
  // Quotes are enough for what is a name once it is a string.
  if (name.scalarType !== "string" && broken === undefined) {
    report(NAME, place, { is: "malformed", flaw: "no-string", says });
    return;
  }
  if (broken === undefined || STAND_IN.test(text)) return;
  const dashed = text.toLowerCase().replaceAll(/[_\s]+/g, "-");
  const instead = SUBDOMAIN.flawsOf(dashed).length === 0 ? { instead: dashed } : {};
  report(NAME, { ...place, ...instead }, { is: "malformed", flaw: broken.flaw, says });
};
