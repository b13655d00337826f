/** Fields that every object and every label selector has. */

import { ANY, listOf, mapOf, object, STRING, type Field, type ObjectSchema } from "./schema.js";

export const LABEL_SELECTOR: ObjectSchema = object({
  matchLabels: {
    schema: mapOf(STRING),
    doc: "Labels that must all be present with exactly these values.",
    empty: "no requirement: everything matches",
    missing: "no requirement: everything matches",
  },
  matchExpressions: {
    schema: listOf(
      object({
        key: { schema: STRING, doc: "The label's key.", required: true },
        operator: {
          schema: STRING,
          doc: "`In`, `NotIn`, `Exists` or `DoesNotExist`. `NotIn` and `DoesNotExist` also match objects without the key.",
          required: true,
        },
        values: {
          schema: listOf(STRING),
          doc: "At least one value for `In` and `NotIn`; none for `Exists` and `DoesNotExist`.",
        },
      }),
    ),
    doc: "Requirements on labels that must all hold, together with `matchLabels`.",
    empty: "no requirement: everything matches",
    missing: "no requirement: everything matches",
  },
});

/** `apiVersion`, `kind` and `metadata`; `metadata` is not checked further, the API server allows much there. */
export const OBJECT_FIELDS: Readonly<Record<string, Field>> = {
  apiVersion: { schema: STRING, doc: "Group and version of the API that reads this object.", required: true },
  kind: { schema: STRING, doc: "Kind of the object.", required: true },
  metadata: { schema: ANY, doc: "Name, namespace, labels and annotations." },
};
