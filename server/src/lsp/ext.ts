/** Our own requests and notifications: names and shapes, imported by the client as types and by nobody at run time. */

/** `netpol/status`, server → client: what the status item shows. Sent when it changes, if the client asked for it. */
export interface StatusParams {
  /** `stopped`: the user has ended the reading of files before its end. */
  readonly state: "indexing" | "ready" | "stopped";
  /** Files read so far and files to read, while indexing. */
  readonly progress?: { readonly done: number; readonly total: number };
  readonly files: number;
  readonly policies: number;
  readonly workloads: number;
  /** Clusters that the files describe; 0 until they have been looked for. */
  readonly scopes: number;
  readonly problems: ProblemCounts;
  /** What a user should know that is no problem of a file: rules that rest, files that could not be read. */
  readonly notices: readonly string[];
}

export interface ProblemCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly hints: number;
}

/** `netpol/rules`, client → server, without parameters: every rule, sorted by code. */
export type RulesResult = readonly {
  readonly code: string;
  readonly name: string;
  readonly title: string;
  readonly severity: string;
}[];

/** `netpol/explainRule`, client → server: the page of a rule by its code or name, or null where there is none. */
export interface ExplainRuleParams {
  readonly rule: string;
}

export type ExplainRuleResult = {
  readonly code: string;
  readonly name: string;
  readonly markdown: string;
} | null;

/** `netpol/scopes`, client → server, without parameters: the clusters that the files describe, as `netpol scopes` prints them. */
export interface ScopesResult {
  readonly text: string;
}

/**
 * `netpol/ends`, client → server: what a question may name, and the end at a place, where one is given; with `typed` only whether
 * that may be named.
 */
export interface EndsParams {
  readonly textDocument?: { readonly uri: string };
  readonly position?: { readonly line: number; readonly character: number };
  readonly typed?: string;
}

export interface EndsResult {
  readonly ends: readonly { readonly id: string; readonly detail: string }[];
  readonly here?: string;
  /** Why what is typed means no end, as a sentence without a full stop; left out where it means one. */
  readonly refused?: string;
}

/** `netpol/can`, client → server: may one end talk to another, in the words of `netpol can`. */
export interface CanParams {
  readonly from: string;
  readonly to: string;
  /** `TCP`, `UDP`, `SCTP`, `ICMP` or `ICMPv6`; TCP where it is left out. */
  readonly protocol?: string;
  /** Left out: by port. */
  readonly port?: number;
}

export interface CanAnswer {
  /** `allowed`, `denied`, …; undefined for an end that is not known. */
  readonly verdict?: string;
  readonly text: string;
  /** The files that the text names, by the words that name them (`policies.yaml:12`). */
  readonly places: Readonly<Record<string, { readonly uri: string; readonly line: number }>>;
  /** Words in the text that offer to allow what is denied: `netpol/allow` for the same ends has the edit. */
  readonly allow?: string;
}

/** `netpol/allow`, client → server, with the ends and the port of `netpol/can`: the least edit that allows it, or why there is none. */
export interface AllowAnswer {
  /** What the edit writes. */
  readonly title?: string;
  /** An edit of the protocol; undefined where there is none. */
  readonly edit?: object;
  /** A sentence for the user: why there is no edit, or what else it allows. */
  readonly message?: string;
}

/**
 * `netpol/lockDown`, client → server, in up to three steps: without a namespace those that there are, and the one at a place;
 * with one the flows that default deny would close; with flows that are picked the edit, or why there is none.
 */
export interface LockDownParams {
  readonly textDocument?: { readonly uri: string };
  readonly position?: { readonly line: number; readonly character: number };
  readonly namespace?: string;
  /** Left out: the first cluster that has the namespace. */
  readonly scope?: string;
  /** Ids of flows that are to pass. */
  readonly flows?: readonly string[];
}

export interface LockDownAnswer extends AllowAnswer {
  /** With the cluster that each is in, where there are several. */
  readonly namespaces?: readonly { readonly name: string; readonly scope?: string }[];
  readonly here?: string;
  readonly flows?: readonly LockDownChoice[];
}

export interface LockDownChoice {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** In words. */
  readonly ports: string;
  /** Something in the workspace says that it is needed. */
  readonly isNeeded: boolean;
}

/** `netpol/changes`, client → server: the flows that the files open and close compared with earlier texts of some of them. */
export interface ChangesParams {
  /** Null for a file that was not there. */
  readonly older: readonly { readonly uri: string; readonly text: string | null }[];
  /**
   * URI of a folder: the Markdown leads to the rules of files below it, by absolute paths that begin in the folder and
   * `#L` with the line, counted from 1. Left out: it leads nowhere.
   */
  readonly linkBase?: string;
}

export interface ChangesResult {
  /** Flows that let more through, and less; the same flow of several clusters is one. */
  readonly opened: number;
  readonly closed: number;
  /** Those of them that pass in part before and after. */
  readonly widened: number;
  readonly narrowed: number;
  /** The same in words, with the clusters: `2 opened, 0 closed, 1 narrowed, in 4 clusters`. */
  readonly summary: string;
  /** Flows to or from everywhere outside the cluster that are opened. */
  readonly world: number;
  readonly markdown: string;
}

/** What the client's commands `netpol.graph.show` and `netpol.can` are given by lenses and hovers: the place they are about. */
export interface PlaceArgument {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** `netpol/graph`, client → server: who can connect to whom in a scope, by namespaces, and one namespace unfolded. */
export interface GraphParams {
  /** Where the cursor is: without a `namespace`, the one that the place is about is unfolded. */
  readonly textDocument?: { readonly uri: string };
  readonly position?: { readonly line: number; readonly character: number };
  /** Left out: the scope that the place is in, else the first. */
  readonly scope?: string;
  readonly namespace?: string;
  /** True: what the place is about, if anything, goes before `scope` and `namespace`. */
  readonly follow?: boolean;
}

export interface GraphResult {
  readonly scopes: readonly string[];
  /** Undefined where no workload has been read. */
  readonly scope?: string;
  readonly namespaces: readonly string[];
  /** Namespaces that have policies, and whose workloads are not in this workspace. */
  readonly bare: readonly string[];
  /** The table of namespaces as HTML, with `data-namespace` at the names of namespaces and `data-from`, `data-to` at cells. */
  readonly matrix: string;
  readonly unfolded?: GraphNamespace;
  /** What the place is about. */
  readonly here?: { readonly namespace: string; readonly workloads: readonly string[] };
  /** What the marks of what is shown mean, as HTML: of the namespace's picture, else of the table. */
  readonly legend: string;
  /** Style for `matrix`, `svg` and `legend`. */
  readonly style: string;
}

export interface GraphNamespace {
  readonly namespace: string;
  /** With `data-vertex` (an id) and `data-edge` (an index) at its elements; empty where there are too many workloads. */
  readonly svg: string;
  readonly tooMany?: number;
  readonly vertices: readonly GraphVertex[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphVertex {
  readonly id: string;
  /** Its names, the first ones where they are many. */
  readonly label: string;
  readonly names: readonly string[];
  readonly detail: string;
  /** Workloads that it stands for; none for what is beyond the namespace. */
  readonly members: readonly GraphMember[];
}

export interface GraphMember {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly isolated: { readonly ingress: boolean; readonly egress: boolean };
  readonly at?: GraphPlace;
  readonly policies: readonly {
    readonly id: string;
    readonly restricts: readonly string[];
    readonly at?: GraphPlace;
  }[];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** The ports. */
  readonly label: string;
  /** The ports, and how they are allowed. */
  readonly says: string;
  /** In full: with both ends and the policies. */
  readonly title: string;
  /** `allowed`, `conditional`, `ambiguous` or `half-open`. */
  readonly state: string;
  /** The lines that allow it; of a half-open flow those that deny it come behind. */
  readonly at: readonly (GraphPlace & { readonly policy: string; readonly does: string })[];
}

export interface GraphPlace {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** `netpol/graphText`, client → server: the same for a file: as `netpol flows --format` writes it. */
export interface GraphTextParams {
  readonly format: "svg" | "mermaid" | "dot" | "csv";
  readonly scope: string;
  readonly namespace?: string;
}

export interface GraphTextResult {
  readonly text: string;
}

/** `netpol/tests`, client → server, without parameters: the policy tests of all folders, in order of their files and places. */
export interface TestsResult {
  readonly tests: readonly PolicyTestName[];
}

export interface PolicyTestName {
  readonly uri: string;
  readonly name: string;
  /** Of its name, or of its verb where it has none. Its start tells it from others of the file. */
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

/** `netpol/runTests`, client → server: runs policy tests on the files as the editor has them. */
export interface RunTestsParams {
  /** Left out: all. */
  readonly tests?: readonly { readonly uri: string; readonly line: number; readonly character: number }[];
  /** True to hear which policies and rules they touch. */
  readonly withCoverage?: boolean;
}

export interface RunTestsResult {
  /** One for each cluster that a test is about. */
  readonly results: readonly PolicyTestResult[];
  /** Of each policy its name and its rules, where it was asked for. */
  readonly coverage?: readonly CoveredPlace[];
}

export interface CoveredPlace {
  readonly uri: string;
  readonly range: PolicyTestName["range"];
  readonly isTouched: boolean;
}

export interface PolicyTestResult extends PolicyTestName {
  /** The cluster, where there are several. */
  readonly scope?: string;
  readonly status: "passed" | "failed" | "undecided" | "invalid";
  /** Pairs of ends that were asked about. */
  readonly asked: number;
  /** Of a test that does not pass: what is wrong, and the rule that decides, if one does. */
  readonly messages: readonly {
    readonly text: string;
    readonly at?: { readonly uri: string; readonly line: number };
  }[];
}

/** `netpol/testsOfToday`, client → server: namespaces to write policy tests for; with one of them, tests that hold what is allowed now. */
export interface TestsOfTodayParams {
  readonly namespace?: { readonly folder: string; readonly scope: string; readonly name: string };
}

export interface TestsOfTodayResult {
  /** Where none was given. */
  readonly namespaces?: readonly (NonNullable<TestsOfTodayParams["namespace"]> & {
    /** The cluster, where there are several. */
    readonly detail?: string;
  })[];
  readonly text?: string;
  /** Where the file would be. */
  readonly uri?: string;
}

/** `netpol/checkWorkspace`, client → server, without parameters: reads all files again, and answers when all is checked. */
export type CheckWorkspaceResult = StatusParams;

/**
 * `netpol/listFolders`, server → client: what is in folders that the server does not reach itself, if the client serves their files.
 * The answers are in the order of the URIs.
 */
export interface ListFoldersParams {
  readonly uris: readonly string[];
}

export type ListFoldersResult = readonly (
  | { readonly entries: readonly { readonly name: string; readonly kind: "file" | "folder" | "link" }[] }
  | Refused
)[];

/** `netpol/readFiles`, server → client: the bytes of such files, in base64 and in the order of the URIs. */
export interface ReadFilesParams {
  readonly uris: readonly string[];
  /** Larger ones are not sent. */
  readonly mostBytes: number;
}

export type ReadFilesResult = readonly ({ readonly base64: string } | { readonly tooLarge: true } | Refused)[];

/** Why there is no answer, as a phrase. */
export interface Refused {
  readonly refused: string;
  readonly isMissing: boolean;
}

/** `netpol/readInstalled`, server → client: the text of a file that is shipped with the extension, or null where there is none. */
export interface ReadInstalledParams {
  /** From the extension's folder. */
  readonly path: string;
}

/** What our client says on `initialize`. Other clients may give settings here, bare or under `netpol`. */
export interface InitializationOptions {
  /**
   * True where the user trusts the workspace, so that programs may be run for it: helm, with the setting `helm` at `render`. Not
   * given, none is ever run.
   */
  readonly trusted?: boolean;
  /** True where the client answers `netpol/listFolders` and `netpol/readFiles` for folders of whatever scheme. */
  readonly servesFiles?: boolean;
  /** True to receive `netpol/status`. */
  readonly status?: boolean;
  /** Address of a rule's page, with `{code}` for the code: where the code of a diagnostic leads. */
  readonly ruleLink?: string;
  /** True where something else in the editor reports faults of YAML syntax in open YAML documents. */
  readonly reportsYamlSyntax?: boolean;
  /** Commands of the client that what the server shows may run. */
  readonly commands?: readonly string[];
  /** Settings for clients that cannot be asked by `workspace/configuration`. */
  readonly netpol?: unknown;
}

/** The names, for both sides: `satisfies` keeps a client's own copy true without importing values. */
export interface Methods {
  readonly status: "netpol/status";
  readonly rules: "netpol/rules";
  readonly explainRule: "netpol/explainRule";
  readonly scopes: "netpol/scopes";
  readonly ends: "netpol/ends";
  readonly can: "netpol/can";
  readonly allow: "netpol/allow";
  readonly lockDown: "netpol/lockDown";
  readonly changes: "netpol/changes";
  readonly graph: "netpol/graph";
  readonly graphText: "netpol/graphText";
  readonly tests: "netpol/tests";
  readonly runTests: "netpol/runTests";
  readonly testsOfToday: "netpol/testsOfToday";
  readonly checkWorkspace: "netpol/checkWorkspace";
  readonly listFolders: "netpol/listFolders";
  readonly readFiles: "netpol/readFiles";
  readonly readInstalled: "netpol/readInstalled";
}

export const METHODS: Methods = {
  status: "netpol/status",
  rules: "netpol/rules",
  explainRule: "netpol/explainRule",
  scopes: "netpol/scopes",
  ends: "netpol/ends",
  can: "netpol/can",
  allow: "netpol/allow",
  lockDown: "netpol/lockDown",
  changes: "netpol/changes",
  graph: "netpol/graph",
  graphText: "netpol/graphText",
  tests: "netpol/tests",
  runTests: "netpol/runTests",
  testsOfToday: "netpol/testsOfToday",
  checkWorkspace: "netpol/checkWorkspace",
  listFolders: "netpol/listFolders",
  readFiles: "netpol/readFiles",
  readInstalled: "netpol/readInstalled",
};
