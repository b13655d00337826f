/** Keys and values of labels (KV-17, KV-18). https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */

import { quoted } from "../../base/quote.js";
import type { Format } from "../constraint.js";
import { isSubdomain } from "./subdomain.js";

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const MOST = 63;
const WRONG_ENDS = "it must start and end with a letter or digit";

/** `prefix/name`, the prefix a DNS subdomain, the name of at most 63 characters. */
export const LABEL_KEY: Format<"label-key"> = {
  name: "label-key",
  flawsOf: (text) => (isLabelKey(text) ? [] : [{ flaw: "label-key" }]),
  says: (text) => `${quoted(text)} is not a valid label key (${keyFault(text, text)})`,
};

/** A key that may have a source before it, as in `k8s:app`. */
export const LABEL_KEY_WITH_SOURCE: Format<"label-key"> = {
  name: "label-key-with-source",
  flawsOf: (text) => LABEL_KEY.flawsOf(withoutSource(text)),
  says: (text) => `${quoted(text)} is not a valid label key (${keyFault(text, withoutSource(text))})`,
};

/** At most 63 characters; a value may be empty. */
export const LABEL_VALUE: Format<"label-value"> = {
  name: "label-value",
  flawsOf: (text) => (isLabelValue(text) ? [] : [{ flaw: "label-value" }]),
  says: (text) => `${quoted(text)} is not a valid label value (${nameFault(text) ?? WRONG_ENDS})`,
};

function isLabelKey(key: string): boolean {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  return name.length <= MOST && NAME.test(name) && (slash < 0 || isSubdomain(key.slice(0, slash)));
}

function isLabelValue(value: string): boolean {
  return value === "" || (value.length <= MOST && NAME.test(value));
}

function withoutSource(text: string): string {
  return text.slice(text.indexOf(":") + 1);
}

/** What is wrong, in a few words. @param key The text without a source. */
function keyFault(text: string, key: string): string {
  if (key === "") return "it is empty";
  if (text.split(":").length > 2) return "it has two colons";
  if (key.split("/").length > 2) return "it has two slashes";
  return nameFault(key.slice(key.indexOf("/") + 1)) ?? "its prefix is not a DNS name";
}

function nameFault(name: string): string | undefined {
  if (name.length > MOST) return "it has more than 63 characters";
  const strange = /[^-A-Za-z0-9_.]/u.exec(name)?.[0];
  if (strange === " ") return "it contains a space";
  if (strange === "`") return "it contains a backtick";
  if (strange !== undefined) return `it contains \`${strange}\``;
  return NAME.test(name) ? undefined : WRONG_ENDS;
}
