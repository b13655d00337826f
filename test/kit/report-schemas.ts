/** Says what keeps a report from being one of its format, by the format's own schema where it has one. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { memoryPages, validateXML } from "xmllint-wasm";
import { ROOT } from "./repository.js";

const SCHEMAS = join(ROOT, "test/schemas");
const schemaOf = (name: string): string => readFileSync(join(SCHEMAS, name), "utf8");

/** GitLab publishes a table: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
const GITLAB = {
  type: "array",
  items: {
    type: "object",
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string", pattern: "^NP\\d{4}$" },
      fingerprint: { type: "string", pattern: "^[0-9a-f]{32}$" },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        required: ["path", "lines"],
        properties: {
          // Relative to the repository, and without `./`.
          path: { type: "string", pattern: "^(?!\\./|/)." },
          lines: { type: "object", required: ["begin"], properties: { begin: { type: "integer", minimum: 1 } } },
        },
      },
    },
  },
};

/** Checkstyle has no schema; this is what it writes: https://checkstyle.org (`XMLLogger`). */
const CHECKSTYLE = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="checkstyle"><xs:complexType>
    <xs:sequence><xs:element name="file" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:sequence><xs:element name="error" maxOccurs="unbounded"><xs:complexType>
        <xs:attribute name="line" type="xs:positiveInteger" use="required"/>
        <xs:attribute name="column" type="xs:positiveInteger"/>
        <xs:attribute name="severity" use="required"><xs:simpleType><xs:restriction base="xs:string">
          <xs:enumeration value="error"/><xs:enumeration value="warning"/><xs:enumeration value="info"/>
        </xs:restriction></xs:simpleType></xs:attribute>
        <xs:attribute name="message" type="xs:string" use="required"/>
        <xs:attribute name="source" type="xs:string" use="required"/>
      </xs:complexType></xs:element></xs:sequence>
      <xs:attribute name="name" type="xs:string" use="required"/>
    </xs:complexType></xs:element></xs:sequence>
    <xs:attribute name="version" type="xs:string" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>`;

/** GitHub hides what a comment has beyond it. */
const LONGEST_COMMENT = 65_536;

const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
const isSarif = ajv.compile(JSON.parse(schemaOf("sarif-2.1.0.json")) as object);
const isGitlab = ajv.compile(GITLAB);

/** By the names of `check --format`. Each gives faults, none where the report is right. */
export const FAULTS_OF: Readonly<Record<string, (report: string) => Promise<readonly string[]>>> = {
  sarif: async (report) => (isSarif(JSON.parse(report)) ? [] : [ajv.errorsText(isSarif.errors)]),
  gitlab: async (report) => (isGitlab(JSON.parse(report)) ? [] : [ajv.errorsText(isGitlab.errors)]),
  junit: (report) => faultsOfXml(report, schemaOf("junit-10.xsd")),
  checkstyle: (report) => faultsOfXml(report, CHECKSTYLE),
  markdown: async (report) => (report.length <= LONGEST_COMMENT ? [] : [`${report.length} characters`]),
};

async function faultsOfXml(report: string, schema: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "report.xml", contents: report }],
    schema: [schema],
    initialMemoryPages: 64 * memoryPages.MiB,
    maxMemoryPages: 1024 * memoryPages.MiB,
  });
  return errors.map((it) => it.message);
}
