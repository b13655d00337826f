/** Whether the YAML extension reports faults of syntax already, so that netpol need not. */

import * as vscode from "vscode";

const YAML_EXTENSION = "redhat.vscode-yaml";

/** True where it is installed, not disabled, and validates. */
export function reportsYamlSyntax(): boolean {
  const validates = vscode.workspace.getConfiguration("yaml").get<boolean>("validate", true);
  return vscode.extensions.getExtension(YAML_EXTENSION) !== undefined && validates;
}

/** Calls back when the answer is another one. */
export function watchYamlExtension(changed: () => void): vscode.Disposable {
  let last = reportsYamlSyntax();
  const look = (): void => {
    const now = reportsYamlSyntax();
    if (now === last) return;
    last = now;
    changed();
  };
  return vscode.Disposable.from(
    vscode.extensions.onDidChange(look),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("yaml.validate")) look();
    }),
  );
}
