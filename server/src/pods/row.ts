/** The form of the table of kinds whose controllers make pods: what is documented of those pods, as data. */

/**
 * One kind. In texts `{name}` and `{namespace}` stand for the object's, `{item}` for the item's name where there is a set for
 * each item, and `{path.to.field}` for what the object says there.
 */
export type PodKind = TemplateKind | SetsKind;

interface Kind {
  readonly group: string;
  readonly kind: string;
  /** Page or source file that says so. */
  readonly source: string;
}

/** The pods have the labels of the object's own pod template, and no more. */
export interface TemplateKind extends Kind {
  readonly sets: "template";
}

export interface SetsKind extends Kind {
  readonly calls?: DocumentedCalls;
  /** Labels of every pod that is made of the object, of whatever set. No label that a setting of the controller may change. */
  readonly common: Readonly<Record<string, string>>;
  readonly sets: readonly PodSet[];
}

/** Connections that all these pods need whatever the object says, and which its controller makes no policy for. */
export interface DocumentedCalls {
  /** Values of the label `app.kubernetes.io/name`, or `app`, of the controller's own pods. */
  readonly operators: readonly string[];
  /** Ports on which it calls them. */
  readonly ports: readonly number[];
  /** Ports on which they call each other. */
  readonly peers: readonly number[];
  /** Page or source file that says so. */
  readonly source: string;
}

/** Pods with the same labels: those of all pods of the object, and those here. They may have others too. */
export interface PodSet {
  /** Path of a part of the object without which there are none of these. */
  readonly for?: string;
  /** True where that part is a list or map, and there is a set for each of its items. */
  readonly each?: boolean;
  /** Path and the value with which there are none of these. */
  readonly unless?: readonly [path: string, value: string];
  /** After the object's name, of sets that are not what the object is mainly about. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Paths of maps whose labels the pods get too; below `for` where the path begins with a dot. */
  readonly labelsFrom?: readonly string[];
  /** Path of how many of these there are. */
  readonly replicas?: string;
  readonly ports?: readonly NamedPort[];
  readonly serviceAccount?: string;
}

/** A port that a container lists: name, number and, where it is not TCP, protocol. */
export type NamedPort = readonly [name: string, number: number, protocol?: "UDP"];
